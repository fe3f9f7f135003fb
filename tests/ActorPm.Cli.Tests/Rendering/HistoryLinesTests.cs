using ActorPm.Cli.Rendering;
using ActorPm.Core.History;
using ActorPm.Core.Instances;

namespace ActorPm.Cli.Tests.Rendering;

public sealed class HistoryLinesTests
{
    private static readonly DateTimeOffset _at = new(2026, 11, 27, 10, 0, 0, 250, TimeSpan.Zero);

    private static readonly InstancePlace _place = new(0, 3, 7);

    private static string Render(params HistoryFact[] facts) => HistoryLines.Of([.. facts.Select(HistoryKinds.ToEntry)], TimeZoneInfo.Utc, Palette.Plain);

    [Fact]
    public void A_line_tells_when_where_and_what_and_below_an_exit_stand_the_last_words() => Assert.Equal(
        """
        2026-11-27 10:00:00.250  apmd   the daemon 0.5.0 started as process 500, since the one before it had died
        2026-11-27 10:00:00.250  web    apm stop web, given by user alice (apm, process 991)
        2026-11-27 10:00:00.250  web:0  process 4100 exited with code 7 after 3 min 12 s
                                        | boom
                                        | at line 3

        """,
        Render(
            new HistoryFact.DaemonStarted("0.5.0", 500, DaemonBeginning.AfterCrash, new DaemonIdentity("b", 1)) { At = _at },
            new HistoryFact.CommandGiven("apm stop web", CommandEffect.Stop, [7], new CommandOrigin(CommandWay.Control, "alice", 991, "apm")) { At = _at, App = "web" },
            new HistoryFact.Exited(1, 4100, new ExitStatus.Code(7), EndedBy.Itself, TimeSpan.FromSeconds(192)) { At = _at, App = "web", Place = _place, LastLines = ["boom", "at line 3"] }));

    [Fact]
    public void A_kind_that_is_not_known_yet_is_shown_by_its_word() =>
        Assert.Equal("2026-11-27 10:00:00.250  web  evaporated\n", HistoryLines.Of([new HistoryEntry("evaporated", _at) { App = "web" }], TimeZoneInfo.Utc, Palette.Plain));

    [Fact]
    public void Nothing_is_no_line() => Assert.Equal("", Render());
}
