using System.Text;
using ActorPm.Core.Control;
using ActorPm.Core.Logs;

namespace ActorPm.Cli.Tests.Commands;

public sealed class LogsTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly FakeDaemon _daemon;

    public LogsTests()
    {
        _daemon = _run.StartDaemon();
        var frames = new LogFrame(0, LogStream.Out, 8, "web").ToHead().Concat("one\ntwo\n"u8.ToArray())
            .Concat(new LogFrame(1, LogStream.Error, 4, "api").ToHead()).Concat("oops"u8.ToArray())
            .ToArray();
        _daemon.LogPieces = [frames[..5], frames[5..16], frames[16..]];
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _run.Dispose();
    }

    [Fact]
    public async Task The_last_lines_are_printed_with_their_apps()
    {
        var result = await _run.RunAsync("logs", "--nostream");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("0|web  | one\n0|web  | two\n1|api  | oops\n", result.Output);
        Assert.Equal("[TAILING] Tailing last 15 lines for [all] processes (change the value with --lines option)\n", result.Error);
        Assert.Equal("lines=15&stream=all&follow=false", _daemon.Requests.Single(request => request.Route == ControlContract.Logs).Query);
    }

    [Theory]
    [InlineData("logs my~app --lines 3 --err --nostream", "target=my~app&lines=3&stream=err&follow=false")]
    [InlineData("log web --out --nostream", "target=web&lines=15&stream=out&follow=false")]
    [InlineData("logs all --out --err --nostream", "lines=15&stream=all&follow=false")]
    [InlineData("logs /a&b/ --nostream", "target=%2Fa%26b%2F&lines=15&stream=all&follow=false")]
    public async Task The_options_become_the_query(string words, string query)
    {
        await _run.RunAsync(words.Split(' '));

        Assert.Equal(query, _daemon.Requests.Single(request => request.Route == ControlContract.Logs).Query);
    }

    [Fact]
    public async Task Raw_lines_go_where_the_app_wrote_them()
    {
        var result = await _run.RunAsync("logs", "--raw", "--nostream", "-s");

        Assert.Equal(("one\ntwo\n", "oops\n"), (result.Output, result.Error));
    }

    [Fact]
    public async Task Following_ends_with_an_error_when_the_daemon_goes_away()
    {
        var result = await _run.RunAsync("logs");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal("0|web  | one\n0|web  | two\n1|api  | oops\n", result.Output);
        Assert.EndsWith("[apm][ERROR] The daemon has gone, so no more output can be shown; run `apm logs` again when it is back.\n", result.Error);
    }

    [Fact]
    public async Task A_cut_stream_is_an_error_even_when_not_following()
    {
        _daemon.LogPieces = [.. _daemon.LogPieces.Take(2)];

        var result = await _run.RunAsync("logs", "--nostream");

        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public async Task An_interrupt_ends_following_in_peace()
    {
        _daemon.KeepsLogsOpen = true;
        _daemon.LogPieces = [[.. _daemon.LogPieces.SelectMany(piece => piece)]];
        var output = new WatchedStream("two\n");
        _run.Output = output;
        var running = _run.RunAsync("logs");
        await output.Seen;

        _run.Interrupt();
        var result = await running;

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("ERROR", result.Error);
        Assert.EndsWith("1|api  | oops\n", output.Text);
    }

    [Fact]
    public async Task An_unknown_target_shows_nothing_and_says_so_as_in_PM2()
    {
        _daemon.Refuse(ControlContract.Logs, ControlErrorCode.NotFound, "There is no nope.");

        var result = await _run.RunAsync("logs", "nope", "--nostream");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Contains("There is no nope.", result.Error);
    }

    private sealed class WatchedStream(string awaited) : MemoryStream
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public string Text => Encoding.UTF8.GetString(ToArray());

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer);
            Check();
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, count);
            Check();
        }

        private void Check()
        {
            if (Text.Contains(awaited, StringComparison.Ordinal))
            {
                _seen.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task The_headings_name_each_log_that_has_lines()
    {
        var log = _run.WriteFile("web-out.log", "one\n");
        _daemon.Answer(ControlContract.Instances, new InstanceList([Views.View() with { OutFile = log, ErrorFile = "/nowhere" }]), ControlJson.Default.InstanceList);

        var result = await _run.RunAsync("logs", "web", "--nostream");

        Assert.Contains($"{log} last 15 lines:\n", result.Error);
        Assert.DoesNotContain("/nowhere", result.Error);
    }

    [Theory]
    [InlineData("apm", "all", "apm    | two\napm    | three\n")]
    [InlineData("pm2", "all", "PM2    | two\nPM2    | three\n")]
    [InlineData("apm", "web", "")]
    public async Task All_includes_the_daemons_own_log(string program, string target, string expected)
    {
        _run.ProgramName = program;
        _run.Variables["PM2_HOME"] = _run.Home;
        File.WriteAllText(Path.Combine(_run.Home, "apm.log"), "one\ntwo\nthree\n");

        var result = await _run.RunAsync("logs", target, "--nostream", "--lines", "2");

        Assert.StartsWith(expected, result.Output);
        Assert.Equal(expected.Length > 0, result.Output.Contains("three", StringComparison.Ordinal));
    }

    [Fact]
    public async Task As_JSON_events_of_apps_are_told_too()
    {
        _daemon.Answer("/v1/events", "id: 1\nevent: process:event\ndata: {\"event\":\"exit\",\"at\":0,\"process\":{\"name\":\"web\"}}\n\n");
        _daemon.KeepsLogsOpen = true;
        _daemon.LogPieces = [];
        var output = new WatchedStream("process_event");
        _run.Output = output;
        var running = _run.RunAsync("logs", "--json");
        await output.Seen;

        _run.Interrupt();
        var result = await running;

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("""{"timestamp":"1970-01-01T00:00:00.000Z","type":"process_event","status":"exit","app_name":"web"}""" + "\n", output.Text);
    }
}
