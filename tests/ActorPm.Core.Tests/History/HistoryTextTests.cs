using ActorPm.Core.History;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.History;

public sealed class HistoryTextTests
{
    [Theory]
    [InlineData(0.254, "0.25 s")]
    [InlineData(12.9, "12 s")]
    [InlineData(192, "3 min 12 s")]
    [InlineData(18_120, "5 h 2 min")]
    [InlineData(273_600, "3 d 4 h")]
    public void Times_are_said_as_people_say_them(double seconds, string expected) => Assert.Equal(expected, HistoryText.Span(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void An_exit_tells_how_after_how_long_and_with_how_much_memory() => Assert.Equal(
        "process 4100 was ended by SIGSEGV after 3 min 12 s, last seen with 312.5 MB",
        HistoryText.Of(new HistoryFact.Exited(1, 4100, new ExitStatus.Signalled(UnixSignal.SIGSEGV), EndedBy.Itself, TimeSpan.FromSeconds(192)) { At = Specs.Noon, MemoryBytes = 327_680_000 }));

    [Fact]
    public void An_exit_that_nobody_saw_says_so() => Assert.Equal(
        "its process ended with an unknown status while no daemon ran",
        HistoryText.Of(new HistoryFact.Exited(1, 0, new ExitStatus.Unknown(), EndedBy.Unwatched, null) { At = Specs.Noon }));

    [Fact]
    public void A_command_over_the_wire_of_PM2_names_it() => Assert.Equal(
        "apm stop web, given by user bob (node, process 12) over PM2's wire",
        HistoryText.Of(new HistoryFact.CommandGiven("apm stop web", CommandEffect.Stop, [7], new CommandOrigin(CommandWay.Pm2Wire, "bob", 12, "node")) { At = Specs.Noon }));
}
