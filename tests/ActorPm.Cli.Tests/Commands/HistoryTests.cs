using ActorPm.Core.Control;
using ActorPm.Core.History;

namespace ActorPm.Cli.Tests.Commands;

public sealed class HistoryTests : IDisposable
{
    private static readonly WhyReply _why = new([new InstanceStory("web", 0, 3, ["web:0 runs.", "It was restarted."], ["boom"]), new InstanceStory("web", 1, 4, ["web:1 runs."], [])], null);

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_chain_of_causes_goes_from_the_newest_to_the_oldest()
    {
        using var daemon = _run.StartDaemon().Answer(ControlContract.Why, _why, ControlJson.Default.WhyReply);

        var result = await _run.RunAsync("why", "web");

        Assert.Equal((0, "web:0 runs.\n  ← It was restarted.\n  Its last lines:\n    | boom\n\nweb:1 runs.\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task A_target_that_nobody_knows_is_an_error()
    {
        using var daemon = _run.StartDaemon().Refuse(ControlContract.Why, ControlErrorCode.NotFound, "web is neither on the list nor in the history.");

        var result = await _run.RunAsync("why", "web");

        Assert.Equal((new ControlError(ControlErrorCode.NotFound, "").ExitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains("neither on the list", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_that_could_not_be_written_are_warned_of_on_standard_error()
    {
        using var daemon = _run.StartDaemon().Answer(ControlContract.History, new HistoryReply([], "The disk is full."), ControlJson.Default.HistoryReply);

        var result = await _run.RunAsync("history");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Contains("The disk is full.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("history --lines 0", "--lines '0' is not a whole number from 1 to 10000.")]
    [InlineData("history --lines many", "--lines 'many' is not a whole number from 1 to 10000.")]
    [InlineData("history --since soon", "--since 'soon' is not a time such as 30s, 10m, 24h or 7d.")]
    [InlineData("history --since 99999d", "--since '99999d' is not a time such as 30s, 10m, 24h or 7d.")]
    [InlineData("why", "missing required argument 'name'")]
    public async Task Words_that_make_no_sense_are_refused_before_anybody_is_asked(string words, string expected)
    {
        using var daemon = _run.StartDaemon();

        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Empty(daemon.Requests);
    }

    [Fact]
    public async Task Json_is_the_daemons_answer()
    {
        using var daemon = _run.StartDaemon().Answer(ControlContract.History, """{"version":1,"entries":[]}""").Answer(ControlContract.Why, """{"version":1,"stories":[]}""");

        await _run.RunAsync("history", "--json");
        var result = await _run.RunAsync("why", "web", "--json");

        Assert.Equal("""
            {"version":1,"entries":[]}
            {"version":1,"stories":[]}

            """, result.Output);
    }
}
