using System.Text;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests.Commands;

public sealed class ShownAsJsonTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("list --json", """{"version":1,"instances":[{"pmId":0,"name":"web",""")]
    [InlineData("id web --json", """{"version":1,"ids":[0,3]}""")]
    [InlineData("pid web --json", """{"version":1,"pids":[4711,0]}""")]
    public async Task Lists_have_a_version_and_stand_on_one_line(string words, string expected)
    {
        using var daemon = _run.StartDaemon().Answer(
            ControlContract.Instances, new InstanceList([Views.View(), Views.View(3, status: "stopped")]), ControlJson.Default.InstanceList);

        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith(expected, result.Output);
        Assert.Equal(result.Output.Length - 1, result.Output.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_daemon_the_list_is_empty()
    {
        var result = await _run.RunAsync("list", "--json");

        Assert.Equal((0, "{\"version\":1,\"instances\":[]}\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Ids_are_shown_as_node_shows_them()
    {
        using var daemon = _run.StartDaemon().Answer(
            ControlContract.Instances, new InstanceList([.. Enumerable.Range(0, 8).Select(id => Views.View(id))]), ControlJson.Default.InstanceList);

        Assert.Equal("[\n  0, 1, 2, 3,\n  4, 5, 6, 7\n]\n", (await _run.RunAsync("id", "web")).Output);
    }

    [Fact]
    public async Task Prettylist_is_jlist_as_node_shows_it()
    {
        using var daemon = _run.StartDaemon().Answer(ControlContract.Jlist, """[{"pid":1,"pm2_env":{"status":"online","watch":false}}]""");

        var result = await _run.RunAsync("prettylist");

        Assert.Equal((0, "[ { pid: 1, pm2_env: { status: 'online', watch: false } } ]", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Env_prints_a_line_for_each_variable_of_an_app()
    {
        var variables = new Dictionary<string, string> { ["PORT"] = "80", ["A"] = "b=c" };
        using var daemon = _run.StartDaemon().Answer(
            ControlContract.Environment, new EnvironmentReply([new(0, "web", variables), new(1, "web", variables)]), ControlJson.Default.EnvironmentReply);

        var result = await _run.RunAsync("env", "web");

        Assert.Equal((0, "A: b=c\nPORT: 80\n", ""), (result.ExitCode, result.Output, result.Error));
        Assert.Equal("target=web", daemon.Requests.Single(request => request.Route == ControlContract.Environment).Query);
    }

    [Fact]
    public async Task Env_of_nobody_is_an_error()
    {
        using var daemon = _run.StartDaemon().Refuse(ControlContract.Environment, ControlErrorCode.NotFound, "Modules with id 99 not found");

        var result = await _run.RunAsync("env", "99");

        Assert.Equal((1, "", "[apm][ERROR] Modules with id 99 not found\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task A_watched_list_is_shown_again_until_it_is_interrupted()
    {
        using var daemon = _run.StartDaemon().Answer(ControlContract.Instances, new InstanceList([Views.View()]), ControlJson.Default.InstanceList);
        var output = new InterruptingStream("watching", times: 3, _run.Interrupt);
        _run.Output = output;
        _run.TerminalWidth = 200;

        var result = await _run.RunAsync("list", "--watch", "--no-color");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(2, output.Text.Split("\e[H\e[2J").Length - 1);
    }

    // Stands for somebody who presses Ctrl-C when a word has come often enough.
    private sealed class InterruptingStream(string word, int times, Action interrupt) : MemoryStream
    {
        public string Text => Encoding.UTF8.GetString(ToArray());

        public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, count);
            if (Text.Split(word).Length > times)
            {
                interrupt();
            }
        }
    }
}
