using ActorPm.Core.Routing;

namespace ActorPm.Core.Tests.Routing;

public sealed class EjectionTests
{
    private static readonly ProxySettings AfterThree = ProxySettings.Default with { EjectAfter = 3 };

    [Theory]
    [InlineData(2, 1, false)]
    [InlineData(3, 1, true)]
    [InlineData(9, 1, true)]
    [InlineData(9, 2, false)]
    public void Enough_failures_in_a_row_of_this_launch_eject(int failures, int attempt, bool expected)
    {
        Assert.Equal(expected, Ejection.IsDue(new BackendSet(1, [Backends.Of(0), Backends.Of(1)]), 1, attempt, failures, AfterThree));
    }

    [Fact]
    public void The_last_ready_one_is_never_ejected()
    {
        Assert.False(Ejection.IsDue(new BackendSet(1, [Backends.Of(0), Backends.Of(1, BackendState.Draining)]), 1, 1, 9, AfterThree));
    }

    [Fact]
    public void Zero_turns_ejection_off()
    {
        Assert.False(Ejection.IsDue(new BackendSet(1, [Backends.Of(0), Backends.Of(1)]), 1, 1, 9, AfterThree with { EjectAfter = 0 }));
    }

    [Fact]
    public void Ejection_ends_when_nobody_else_is_left()
    {
        Assert.True(Ejection.MustEnd(new BackendSet(1, [Backends.Of(0, BackendState.Ejected), Backends.Of(1, BackendState.Starting)])));
        Assert.False(Ejection.MustEnd(new BackendSet(1, [Backends.Of(0, BackendState.Ejected), Backends.Of(1)])));
        Assert.False(Ejection.MustEnd(BackendSet.Empty));
    }
}
