using ActorPm.Core.Control;
using ActorPm.Core.Hooks;

namespace ActorPm.Cli.Tests.Commands;

public sealed class HooksTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Each_hook_is_a_row_and_its_last_failure_a_line()
    {
        var hook = new HookView("chat", ["crash", "errored"], "https://example.com/…") { Delivered = 12, Failed = 3, LastFailure = "https://example.com/… answered 500", LastFailureAt = DateTimeOffset.UnixEpoch };
        using var daemon = _run.StartDaemon().Answer(ControlContract.Hooks, new HooksReply([hook]), ControlJson.Default.HooksReply);

        var result = await _run.RunAsync("hooks");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"│ chat +│ crash, errored +│ https://example\.com/… +│ 12 +│ 0 +│ 0 +│ 3 ", result.Output);
        Assert.Matches(@"\nchat failed last at 19(70|69)-\S+ \S+: https://example\.com/… answered 500\.\n$", result.Output);
    }

    [Fact]
    public async Task A_sample_that_arrived_is_told_with_what_came_back()
    {
        using var daemon = _run.StartDaemon().Answer(ControlContract.HookTest, new HookTestReply(true, "https://example.com/… answered 204", "id-1", 17), ControlJson.Default.HookTestReply);

        var result = await _run.RunAsync("hooks", "test", "chat");

        Assert.Equal((0, "The sample for chat was delivered in 17 ms (delivery id-1): https://example.com/… answered 204.\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task A_sample_that_did_not_arrive_has_an_exit_code_of_its_own()
    {
        using var daemon = _run.StartDaemon().Answer(ControlContract.HookTest, new HookTestReply(false, "https://example.com/… answered 404", "id-1", 17), ControlJson.Default.HookTestReply);

        var result = await _run.RunAsync("hooks", "test", "chat");

        Assert.Equal((14, ""), (result.ExitCode, result.Output));
        Assert.Contains("The sample for chat did not arrive: https://example.com/… answered 404.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hooks list")]
    [InlineData("hooks test")]
    [InlineData("hooks test a b")]
    public async Task Words_that_make_no_sense_are_refused_before_anybody_is_asked(string words)
    {
        using var daemon = _run.StartDaemon();

        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"`apm {words}` is not understood; use `apm hooks` or `apm hooks test HOOK`", result.Error, StringComparison.Ordinal);
        Assert.Empty(daemon.Requests);
    }
}
