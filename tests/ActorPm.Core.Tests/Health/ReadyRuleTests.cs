using ActorPm.Core.Apps;
using ActorPm.Core.Health;
using ActorPm.Core.Routing;

namespace ActorPm.Core.Tests.Health;

public sealed class ReadyRuleTests
{
    private static readonly ProbeSettings _probe = new(new ProbeCheck.Http("/health"));

    [Theory]
    [InlineData(DataPlane.None, ReadySignal.Spawned, ReadySignal.Spawned)]
    [InlineData(DataPlane.Handoff, ReadySignal.Spawned, ReadySignal.Spawned)]
    [InlineData(DataPlane.Inherit, ReadySignal.Spawned, ReadySignal.Listening)]
    [InlineData(DataPlane.Proxy, ReadySignal.Spawned, ReadySignal.Listening)]
    [InlineData(DataPlane.Proxy, ReadySignal.Message, ReadySignal.Message)]
    [InlineData(DataPlane.Inherit, ReadySignal.Notify, ReadySignal.Notify)]
    [InlineData(DataPlane.Handoff, ReadySignal.Listening, ReadySignal.Listening)]
    public void An_app_that_names_no_signal_and_is_reached_through_the_daemon_must_listen(DataPlane plane, ReadySignal asked, ReadySignal awaited) =>
        Assert.Equal(awaited, ReadyRule.SignalOf(App(plane, asked)));

    [Fact]
    public void Startup_and_readiness_probes_are_awaited_and_liveness_is_not()
    {
        var app = Specs.App();

        Assert.False(ReadyRule.IsAwaited(app));
        Assert.False(ReadyRule.IsAwaited(app with { Health = HealthSettings.None with { Liveness = _probe } }));
        Assert.True(ReadyRule.IsAwaited(app with { Health = HealthSettings.None with { Readiness = _probe } }));
        Assert.True(ReadyRule.IsAwaited(app with { Health = HealthSettings.None with { Startup = _probe } }));
        Assert.True(ReadyRule.IsAwaited(App(DataPlane.None, ReadySignal.LogLine)));
    }

    [Theory]
    [InlineData(ReadySignal.Spawned, true)]
    [InlineData(ReadySignal.Message, true)]
    [InlineData(ReadySignal.Listening, false)]
    [InlineData(ReadySignal.Notify, false)]
    [InlineData(ReadySignal.LogLine, false)]
    public void Only_who_was_asked_for_nothing_beyond_PM2_gets_requests_unproven(ReadySignal signal, bool serves)
    {
        Assert.Equal(serves, ReadyRule.ServesUnproven(App(DataPlane.Handoff, signal)));
        Assert.False(ReadyRule.ServesUnproven(App(DataPlane.Handoff, signal) with { Health = HealthSettings.None with { Readiness = _probe } }));
    }

    [Fact]
    public void A_notify_socket_is_for_those_who_have_something_to_say_on_it()
    {
        Assert.True(ReadyRule.HasNotifySocket(App(DataPlane.None, ReadySignal.Notify)));
        Assert.True(ReadyRule.HasNotifySocket(Specs.App() with { Health = HealthSettings.None with { Liveness = new ProbeSettings(new ProbeCheck.Watchdog()) } }));
        Assert.False(ReadyRule.HasNotifySocket(Specs.App() with { Health = HealthSettings.None with { Liveness = _probe } }));
    }

    [Theory]
    [InlineData(DataPlane.None, ReadySignal.Spawned, false)]
    [InlineData(DataPlane.None, ReadySignal.Message, false)]
    [InlineData(DataPlane.Handoff, ReadySignal.Listening, false)]
    [InlineData(DataPlane.Inherit, ReadySignal.Spawned, true)]
    [InlineData(DataPlane.Proxy, ReadySignal.Spawned, true)]
    [InlineData(DataPlane.None, ReadySignal.LogLine, true)]
    [InlineData(DataPlane.None, ReadySignal.Notify, true)]
    public void A_process_is_looked_at_only_when_there_is_something_to_see(DataPlane plane, ReadySignal signal, bool watched) =>
        Assert.Equal(watched, ReadyRule.NeedsWatch(App(plane, signal)));

    private static AppSpec App(DataPlane plane, ReadySignal signal) => Specs.App() with
    {
        Routing = RoutingSettings.None with { Plane = plane },
        Ready = new ReadySettings(signal, TimeSpan.FromSeconds(3)),
    };
}
