using Akka.Actor;
using Akka.TestKit;
using ActorPm.Core.Catalog;
using ActorPm.Core.Instances;
using ActorPm.Core.Metrics;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Metrics;
using ActorPm.Daemon.Views;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.Metrics;

public sealed class UsageActorSpecs(ITestOutputHelper output) : Akka.TestKit.Xunit2.TestKit(VirtualTime.Config, output: output)
{
    [Fact]
    public async Task Usage_is_read_at_each_interval_while_something_runs()
    {
        var reader = new FakeUsageReader();
        reader[1] = new ResourceUsage(4096, TimeSpan.Zero, 1, Specs.Noon);
        var clock = new FakeClock(Specs.Noon);
        var board = new InstanceBoard();
        var interval = TimeSpan.FromSeconds(10);
        var actor = Sys.ActorOf(UsageActor.Props(new UsageMeter(reader, clock), board, interval));
        await PassAsync(clock, interval, actor);
        Assert.Equal(0, reader.Readings);

        board.Publish(new InstanceFacts(
            Specs.App(), new Slot(0, 0, 1, Core.Apps.DesiredState.Running), new InstanceState.Online(1, 41, Specs.Noon), Specs.History, null, null));
        await PassAsync(clock, interval, actor);
        await PassAsync(clock, interval, actor);

        Assert.Equal(2, reader.Readings);
    }

    private async Task PassAsync(FakeClock clock, TimeSpan time, IActorRef actor)
    {
        await actor.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(5));
        clock.Advance(time);
        ((TestScheduler)Sys.Scheduler).Advance(time);
        await actor.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(5));
    }
}
