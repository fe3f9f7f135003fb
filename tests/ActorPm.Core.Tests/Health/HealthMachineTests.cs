using ActorPm.Core.Apps;
using ActorPm.Core.Health;

namespace ActorPm.Core.Tests.Health;

public sealed class HealthMachineTests
{
    private static readonly ProbeSettings _probe = new(new ProbeCheck.Http("/health")) { Failures = 2 };
    private static readonly ProbeOutcome _success = new ProbeOutcome.Success();
    private static readonly ProbeOutcome _failure = new ProbeOutcome.Failure("GET /health was answered with 503");

    [Fact]
    public void A_readiness_probe_proves_an_instance_with_its_first_success()
    {
        var app = App(readiness: _probe);
        var begun = HealthMachine.Begin(app, ProcessOrigin.Launched);

        Assert.False(begun.Proven);
        Assert.Equal("its readiness probe has not succeeded yet", begun.Unready);
        var ready = Answered(begun, ProbeKind.Readiness, _success, app);
        Assert.True(ready.Proven);
        Assert.Null(ready.Unready);
    }

    [Fact]
    public void A_failing_readiness_probe_takes_requests_away_and_nothing_else()
    {
        var app = App(readiness: _probe);
        var ready = Answered(HealthMachine.Begin(app, ProcessOrigin.Launched), ProbeKind.Readiness, _success, app);

        var once = Answered(ready, ProbeKind.Readiness, _failure, app);
        var twice = Answered(once, ProbeKind.Readiness, _failure, app);

        Assert.Null(once.Unready);
        Assert.Equal("readiness probe: GET /health was answered with 503", twice.Unready);
        Assert.True(twice.Proven);
        Assert.Null(twice.Illness);
        Assert.Null(Answered(twice, ProbeKind.Readiness, _success, app).Unready);
    }

    [Fact]
    public void With_a_startup_probe_that_one_proves_and_readiness_is_asked_afterwards()
    {
        var app = App(startup: _probe, readiness: _probe, liveness: _probe);
        var begun = HealthMachine.Begin(app, ProcessOrigin.Launched);

        Assert.Equal([ProbeKind.Startup], Asked(begun, isOnline: true));
        var started = Answered(begun, ProbeKind.Startup, _success, app);
        Assert.True(started.Proven);
        Assert.Equal("its readiness probe has not succeeded yet", started.Unready);
        Assert.Equal([ProbeKind.Readiness], Asked(started, isOnline: false));
        Assert.Equal([ProbeKind.Readiness, ProbeKind.Liveness], Asked(started, isOnline: true));
    }

    [Fact]
    public void A_signal_and_a_probe_are_both_needed()
    {
        var app = App(readiness: _probe) with { Ready = new ReadySettings(ReadySignal.Notify, TimeSpan.FromSeconds(3)) };
        var begun = HealthMachine.Begin(app, ProcessOrigin.Launched);

        var probed = Answered(begun, ProbeKind.Readiness, _success, app);
        Assert.False(probed.Proven);
        Assert.Equal("it has not sent READY=1", probed.Unready);
        var both = HealthMachine.Next(probed, new HealthInput.Notified(new NotifyText { Phase = NotifyPhase.Ready, SaidReady = true }), app);
        Assert.True(both.Proven);
        Assert.Null(both.Unready);
    }

    [Theory]
    [InlineData(ProbeKind.Startup, "its startup probe failed 2 times in a row, the last time because GET /health was answered with 503")]
    [InlineData(ProbeKind.Liveness, "its liveness probe failed 2 times in a row, the last time because GET /health was answered with 503")]
    public void Enough_failures_of_startup_or_liveness_are_an_illness_after_which_nothing_is_asked(ProbeKind kind, string illness)
    {
        var app = kind is ProbeKind.Startup ? App(startup: _probe) : App(liveness: _probe);
        var once = Answered(HealthMachine.Begin(app, ProcessOrigin.Launched), kind, _failure, app);

        var twice = Answered(once, kind, _failure, app);

        Assert.Null(once.Illness);
        Assert.Equal(illness, twice.Illness);
        Assert.Empty(Asked(twice, isOnline: true));
    }

    [Fact]
    public void Startup_is_not_asked_again_once_it_has_succeeded()
    {
        var app = App(startup: _probe);

        Assert.Empty(Asked(Answered(HealthMachine.Begin(app, ProcessOrigin.Launched), ProbeKind.Startup, _success, app), isOnline: true));
    }

    [Fact]
    public void An_app_that_says_it_is_stopping_gets_no_more_requests()
    {
        var app = Specs.App() with { Ready = new ReadySettings(ReadySignal.Notify, TimeSpan.FromSeconds(3)) };
        var ready = Notified(HealthMachine.Begin(app, ProcessOrigin.Launched), new NotifyText { Phase = NotifyPhase.Ready, SaidReady = true }, app);

        var reloading = Notified(ready, new NotifyText { Phase = NotifyPhase.Reloading }, app);
        var stopping = Notified(ready, new NotifyText { Phase = NotifyPhase.Stopping, Status = "closing" }, app);

        Assert.Null(reloading.Unready);
        Assert.Equal("it says that it is stopping", stopping.Unready);
        Assert.Equal("closing", stopping.Status);
        Assert.True(stopping.Proven);
    }

    [Fact]
    public void A_watchdog_that_is_triggered_needs_no_further_failure()
    {
        var app = App(liveness: new ProbeSettings(new ProbeCheck.Watchdog()));

        var state = Notified(HealthMachine.Begin(app, ProcessOrigin.Launched), new NotifyText { Watchdog = WatchdogWord.Trigger }, app);

        Assert.Equal("its liveness probe failed because it sent WATCHDOG=trigger", state.Illness);
    }

    [Fact]
    public void A_process_of_an_earlier_daemon_is_taken_for_ready_until_its_probe_says_otherwise()
    {
        var app = App(readiness: _probe) with { Ready = new ReadySettings(ReadySignal.LogLine, TimeSpan.FromSeconds(3)) { LogPattern = "up" } };
        var adopted = HealthMachine.Begin(app, ProcessOrigin.Adopted);

        Assert.True(adopted.Proven);
        Assert.Null(adopted.Unready);
        Assert.NotNull(Answered(Answered(adopted, ProbeKind.Readiness, _failure, app), ProbeKind.Readiness, _failure, app).Unready);
    }

    private static AppSpec App(ProbeSettings? startup = null, ProbeSettings? readiness = null, ProbeSettings? liveness = null) =>
        Specs.App() with { Health = new HealthSettings { Startup = startup, Readiness = readiness, Liveness = liveness } };

    private static HealthState Answered(HealthState state, ProbeKind kind, ProbeOutcome outcome, AppSpec app) =>
        HealthMachine.Next(state, new HealthInput.Answered(kind, outcome), app);

    private static HealthState Notified(HealthState state, NotifyText text, AppSpec app) => HealthMachine.Next(state, new HealthInput.Notified(text), app);

    private static IEnumerable<ProbeKind> Asked(HealthState state, bool isOnline) => Enum.GetValues<ProbeKind>().Where(kind => HealthMachine.Asks(state, kind, isOnline));
}
