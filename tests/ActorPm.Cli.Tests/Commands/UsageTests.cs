namespace ActorPm.Cli.Tests.Commands;

public sealed class UsageTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("list --x", "error: unknown option '--x'")]
    [InlineData("--x list", "error: unknown option '--x'")]
    [InlineData("start app.js --watcj=1", "error: unknown option '--watcj'")]
    [InlineData("stop -q web", "error: unknown option '-q'")]
    [InlineData("--nonsense", "error: unknown option '--nonsense'")]
    [InlineData("stop", "error: missing required argument 'name'")]
    [InlineData("restart -- web", "error: missing required argument 'name'")]
    [InlineData("describe", "error: missing required argument 'name'")]
    [InlineData("scale", "error: missing required argument 'name'")]
    [InlineData("scale web", "error: missing required argument 'number'")]
    [InlineData("start", "error: missing required argument 'script'")]
    [InlineData("start app.js --name", "error: option '-n, --name <name>' argument missing")]
    public async Task Words_that_make_no_sense_are_an_error_with_exit_code_1(string words, string expected)
    {
        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(expected + "\n", result.Error);
        Assert.Equal("", result.Output);
        Assert.False(Directory.Exists(_run.Home));
    }

    [Theory]
    [InlineData("start a.js --max-restarts many", "--max-restarts 'many' is not a whole number of at least 0.")]
    [InlineData("start a.js --min-uptime soon", "--min-uptime 'soon' is not a number of milliseconds or a duration such as 2s.")]
    [InlineData("start a.js --restart sometimes", "--restart 'sometimes' is none of always, on-failure and never.")]
    [InlineData("start a.js --stop-exit-codes 300", "--stop-exit-codes '300' is not an exit code from 0 to 255.")]
    [InlineData("restart a --env production", "Using --env [env] without passing the ecosystem.config.js does not work")]
    [InlineData("start a.js --env =x", "--env '=x' has no name before the '='; write KEY=VALUE.")]
    [InlineData("scale web many", "'many' is not a number of instances; write 4, +2 or -1.")]
    [InlineData("logs --lines -3", "--lines '-3' is not a whole number of at least 0.")]
    [InlineData("list --sort colour", "--sort 'colour' is not a field and a direction; write name, namespace, pid, id, cpu, memory, uptime or status, and :desc to turn it round.")]
    public async Task Values_that_make_no_sense_are_an_error_with_exit_code_1(string words, string expected)
    {
        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"[apm][ERROR] {expected}\n", result.Error);
    }

    [Fact]
    public async Task All_bad_values_are_named_at_once()
    {
        var result = await _run.RunAsync("start", "a.js", "--max-restarts", "x", "--kill-timeout", "y", "--env", "=z");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(3, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task No_words_show_a_short_usage_and_are_an_error()
    {
        var result = await _run.RunAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.StartsWith("usage: apm", result.Error);
    }

    [Fact]
    public async Task An_unknown_verb_is_an_error_with_usage()
    {
        var result = await _run.RunAsync("strat", "list");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("[apm][ERROR] Command not found: strat\nusage: apm", result.Error);
    }

    [Theory]
    [InlineData("-v")]
    [InlineData("-V")]
    [InlineData("--version")]
    [InlineData("list -v")]
    [InlineData("-s --version")]
    public async Task The_version_is_printed_bare(string words)
    {
        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal((0, CommandLine.Version + "\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public async Task Help_lists_every_verb(string words)
    {
        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All(VerbTable.All, verb => Assert.Contains($"\n  {string.Join('|', verb.Names)} ", result.Output));
    }

    [Fact]
    public async Task Every_verb_and_option_has_a_line_of_help()
    {
        foreach (var verb in VerbTable.All)
        {
            using var run = new CliRun();

            var result = await run.RunAsync(verb.Names[0], "--help");

            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.StartsWith($"usage: apm {verb.Names[0]}", result.Output);
            Assert.DoesNotContain(result.Output.Split('\n'), line => line.StartsWith("  -", StringComparison.Ordinal) && !line.Trim().Contains("  "));
            var command = verb.Create();
            Assert.False(string.IsNullOrEmpty(command.Grammar.Description));
            Assert.All(command.Grammar.Options, option => Assert.False(string.IsNullOrEmpty(option.Description)));
        }
    }

    [Fact]
    public async Task A_home_that_no_socket_fits_in_is_an_error()
    {
        _run.Variables["APM_HOME"] = "/" + new string('x', 120);

        var result = await _run.RunAsync("list");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("choose a shorter APM_HOME", result.Error);
    }

    [Fact]
    public async Task Without_any_home_the_cure_is_named()
    {
        _run.Variables.Clear();

        var result = await _run.RunAsync("list");

        Assert.Equal((1, "[apm][ERROR] Neither APM_HOME nor HOME is set; set APM_HOME to a directory.\n"), (result.ExitCode, result.Error));
    }
}
