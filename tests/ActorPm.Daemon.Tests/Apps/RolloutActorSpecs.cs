using Akka.Actor;
using Akka.TestKit;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Rollouts;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Routing;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.Apps;

/// <summary>One reload with probes for the app and the routers, and virtual time.</summary>
public sealed class RolloutActorSpecs(ITestOutputHelper output) : Akka.TestKit.Xunit2.TestKit(VirtualTime.Config, output: output)
{
    private static readonly AppSpec _old = Specs.App();
    private static readonly AppSpec _new = _old with { Script = "/srv/next" };

    private TestProbe _app = null!;
    private TestProbe _routers = null!;
    private IActorRef _reload = null!;

    [Fact]
    public async Task An_instance_is_exchanged_only_when_it_and_its_router_say_so()
    {
        Begin(TimeSpan.Zero);
        await StartedAsync(11);

        _reload.Tell(new RolloutProtocol.Stands(11, false, "it starts"));
        _reload.Tell(new RolloutProtocol.Stands(11, true, null));
        Assert.Equal(11, (await _routers.ExpectMsgAsync<RouterProtocol.AwaitServing>()).Serial);
        await _app.ExpectNoMsgAsync(TimeSpan.Zero);
        _routers.Reply(new RouterProtocol.Serving(11, null));
        await WishedAsync(new RolloutStep.Replaced(new Replacement(1, 11)));

        _reload.Tell(new RolloutProtocol.Recorded(11));
        Assert.Equal(1, (await _routers.ExpectMsgAsync<RouterProtocol.Drain>()).Serial);
        _routers.Reply(new RouterProtocol.Drained(1, 0));
        Assert.Equal(1, (await _app.ExpectMsgAsync<RolloutProtocol.EndOld>()).Serial);
        _reload.Tell(new RolloutProtocol.Gone(1));

        var over = await _app.ExpectMsgAsync<RolloutProtocol.Over>();
        Assert.Equal((ReloadEnd.Completed, 1, 1), (over.Outcome.Kind, over.Outcome.Replaced, over.Outcome.Total));
        Assert.IsType<RolloutStep.Promoted>(over.Step);
    }

    [Fact]
    public async Task One_that_is_not_ready_in_time_is_discarded_and_its_own_reason_is_told()
    {
        Begin(TimeSpan.Zero);
        await StartedAsync(11);
        _reload.Tell(new RolloutProtocol.Stands(11, false, "GET /health was answered with 500"));
        await HeardAsync();

        ((TestScheduler)Sys.Scheduler).Advance(ReloadSettings.DefaultReadyTimeout);

        Assert.Equal(11, (await _app.ExpectMsgAsync<RolloutProtocol.Discard>()).Serial);
        var over = await _app.ExpectMsgAsync<RolloutProtocol.Over>();
        Assert.Equal((ReloadEnd.Failed, 11L), (over.Outcome.Kind, over.Outcome.FailedSerial));
        Assert.Equal("it was not ready within 8 s (ready_timeout): GET /health was answered with 500", over.Outcome.Reason);
        Assert.IsType<RolloutStep.Turned>(over.Step);
    }

    [Fact]
    public async Task A_journal_that_does_not_take_the_exchange_ends_it_with_the_old_instance_in_place()
    {
        Begin(TimeSpan.Zero);
        await StartedAsync(11);
        await ServesAsync();
        await WishedAsync(new RolloutStep.Replaced(new Replacement(1, 11)));

        _app.Reply(new CatalogProtocol.Refused(new ControlError(ControlErrorCode.JournalUnavailable, "The disk is full.")));

        Assert.Equal(11, (await _app.ExpectMsgAsync<RolloutProtocol.Discard>()).Serial);
        Assert.Equal((ReloadEnd.Failed, "The disk is full."), await OutcomeAsync());
        await _routers.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_router_that_says_nothing_holds_up_no_reload()
    {
        Begin(TimeSpan.Zero);
        await StartedAsync(11);
        await ServesAsync();
        await WishedAsync(new RolloutStep.Replaced(new Replacement(1, 11)));
        _reload.Tell(new RolloutProtocol.Recorded(11));
        await _routers.ExpectMsgAsync<RouterProtocol.Drain>();
        await HeardAsync();

        ((TestScheduler)Sys.Scheduler).Advance(_old.Routing.DrainTimeout + RolloutActor.DrainMargin);

        Assert.Equal(1, (await _app.ExpectMsgAsync<RolloutProtocol.EndOld>()).Serial);
    }

    [Fact]
    public async Task Readiness_that_is_lost_while_it_is_watched_starts_the_watch_anew()
    {
        Begin(TimeSpan.FromSeconds(5));
        await StartedAsync(11);
        for (var turn = 0; turn < 2; turn++)
        {
            await ServesAsync();
            await HeardAsync();
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(4));
            _reload.Tell(new RolloutProtocol.Stands(11, false, "busy"));
            await HeardAsync();
        }

        await _app.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    private void Begin(TimeSpan bake)
    {
        _app = CreateTestProbe();
        _routers = CreateTestProbe();
        var rollout = new Rollout(_new, [new Replacement(1, 11)], RolloutPhase.Rolling);
        _reload = _app.ChildActorOf(RolloutActor.Props(
            _old.Name, rollout, RollingReload.Of(rollout.Replacements, _new.Reload, new ReloadOptions(null, null, bake)), _old, _routers));
    }

    private async Task StartedAsync(long serial) => Assert.Equal(serial, (await _app.ExpectMsgAsync<RolloutProtocol.StartNew>()).Replacement.New);

    // The new instance is ready, and its router says so.
    private async Task ServesAsync()
    {
        _reload.Tell(new RolloutProtocol.Stands(11, true, null));
        await _routers.ExpectMsgAsync<RouterProtocol.AwaitServing>();
        _routers.Reply(new RouterProtocol.Serving(11, null));
    }

    private async Task WishedAsync(RolloutStep step) =>
        Assert.Equal(new CatalogCommand.Advance(_old.Name, step), (await _app.ExpectMsgAsync<AppsProtocol.Wish>()).Command);

    private async Task<(ReloadEnd, string?)> OutcomeAsync()
    {
        var over = await _app.ExpectMsgAsync<RolloutProtocol.Over>();
        return (over.Outcome.Kind, over.Outcome.Reason);
    }

    // Everything that was sent to it before has been worked through.
    private Task HeardAsync() => _reload.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(5));
}
