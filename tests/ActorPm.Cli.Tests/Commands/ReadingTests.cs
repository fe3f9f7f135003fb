using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests.Commands;

public sealed class ReadingTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    private FakeDaemon StartDaemon(params InstanceView[] views) =>
        _run.StartDaemon().Answer(ControlContract.Instances, new InstanceList(views), ControlJson.Default.InstanceList);

    [Theory]
    [InlineData("list")]
    [InlineData("ls")]
    [InlineData("l")]
    [InlineData("ps")]
    [InlineData("status")]
    public async Task A_list_is_sorted_by_name_and_free_of_colours_in_a_pipe(string verb)
    {
        using var daemon = StartDaemon(Views.View(0, "web"), Views.View(1, "api"));

        var result = await _run.RunAsync(verb);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.True(result.Output.IndexOf("api", StringComparison.Ordinal) < result.Output.IndexOf("web", StringComparison.Ordinal));
        Assert.DoesNotContain("\e", result.Output);
    }

    [Theory]
    [InlineData("", "list", true)]
    [InlineData("1", "list", false)]
    [InlineData("", "--no-color list", false)]
    [InlineData("", "list --no-color", false)]
    public async Task A_terminal_gets_colours_unless_it_wants_none(string noColor, string words, bool expected)
    {
        using var daemon = StartDaemon(Views.View());
        _run.TerminalWidth = 200;
        _run.Variables["NO_COLOR"] = noColor;

        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal(expected, result.Output.Contains("\e[32monline", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_mini_list_is_plain_lines()
    {
        using var daemon = StartDaemon(Views.View());

        var result = await _run.RunAsync("list", "-m");

        Assert.StartsWith("+--- web\n", result.Output);
    }

    [Fact]
    public async Task Jlist_prints_the_daemons_bytes_and_nothing_else()
    {
        using var daemon = _run.StartDaemon().Answer(ControlContract.Jlist, """[{"name":"wéb","pm_id":0}]""");

        var result = await _run.RunAsync("jlist");

        Assert.Equal((0, """[{"name":"wéb","pm_id":0}]""", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task A_word_that_a_verb_does_not_take_is_noted_and_ignored()
    {
        using var daemon = _run.StartDaemon().Answer(ControlContract.Jlist, "[]");

        var result = await _run.RunAsync("jlist", "web");

        Assert.Equal((0, "[]", "[apm][WARN] jlist takes no 'web'; it has no effect.\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [InlineData("describe")]
    [InlineData("desc")]
    [InlineData("info")]
    [InlineData("show")]
    public async Task Describe_shows_every_instance_of_the_target(string verb)
    {
        using var daemon = _run.StartDaemon().Answer(
            ControlContract.Describe,
            new InstanceDetails([Views.Detail(Views.View(0)), Views.Detail(Views.View(1))]),
            ControlJson.Default.InstanceDetails).Answer(
            ControlContract.Environment,
            new EnvironmentReply([new(1, "web", new Dictionary<string, string> { ["PATH"] = "/secret/bin" })]),
            ControlJson.Default.EnvironmentReply);

        var result = await _run.RunAsync(verb, "my app");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(" Describing process with id 1 - name web \n", result.Output);
        Assert.All(daemon.Requests, request => Assert.Equal("target=my%20app", request.Query));
        Assert.EndsWith(" Divergent env variables from local env \n┌──────┐\n│ PATH │\n└──────┘\n", result.Output);
        Assert.DoesNotContain("/secret/bin", result.Output);
        Assert.Contains("Use `apm env 1` to display environment variables\n", result.Error);
    }

    [Theory]
    [InlineData("pid", "4711\n0\n")]
    [InlineData("pid web", "4711\n")]
    [InlineData("pid 1", "0\n")]
    [InlineData("pid nope", "\n")]
    [InlineData("id web", "[ 0 ]\n")]
    [InlineData("id nope", "[]\n")]
    [InlineData("ping", "{ msg: 'pong' }\n")]
    public async Task Small_questions_have_pm2s_answers(string words, string expected)
    {
        using var daemon = StartDaemon(Views.View(0, "web"), Views.View(1, "api", "stopped"));

        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal((0, expected, ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task An_answer_that_is_no_json_is_named_as_such()
    {
        using var daemon = _run.StartDaemon().Answer(ControlContract.Instances, "<html>");

        var result = await _run.RunAsync("list");

        Assert.Equal(70, result.ExitCode);
        Assert.Contains("apm and apmd may be of different versions", result.Error);
    }

    [Fact]
    public async Task A_reader_that_has_gone_ends_the_command_quietly()
    {
        using var daemon = StartDaemon(Views.View());
        _run.Output = new ClosedPipe();

        var result = await _run.RunAsync("list");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    private sealed class ClosedPipe : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new BrokenPipeException();

        public override void Write(byte[] buffer, int offset, int count) => throw new BrokenPipeException();
    }
}
