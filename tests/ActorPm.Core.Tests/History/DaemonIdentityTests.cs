using ActorPm.Core.History;

namespace ActorPm.Core.Tests.History;

public sealed class DaemonIdentityTests
{
    private static readonly DaemonIdentity _own = new("boot-1", 1234);

    [Fact]
    public void Without_a_past_it_is_the_first() => Assert.Equal(DaemonBeginning.First, _own.After(10, null));

    [Fact]
    public void After_an_end_in_order_it_comes_after_that() => Assert.Equal(DaemonBeginning.AfterEnd, _own.After(10, new HistoryFact.DaemonEnding(null) { At = Specs.Noon }));

    [Theory]
    [InlineData(10, "boot-1", 1234, DaemonBeginning.Upgraded)]
    [InlineData(10, "boot-1", 99, DaemonBeginning.AfterCrash)]
    [InlineData(11, "boot-1", 1234, DaemonBeginning.AfterCrash)]
    [InlineData(10, "boot-0", 1234, DaemonBeginning.AfterReboot)]
    public void After_one_that_did_not_end_its_identity_tells(int pid, string boot, long ticks, DaemonBeginning expected) =>
        Assert.Equal(expected, _own.After(10, new HistoryFact.DaemonStarted("1", pid, DaemonBeginning.First, new DaemonIdentity(boot, ticks)) { At = Specs.Noon }));
}
