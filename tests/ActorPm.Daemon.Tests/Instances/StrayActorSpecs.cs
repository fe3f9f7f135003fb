using Akka.Actor;
using Akka.TestKit;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Instances;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.Instances;

public sealed class StrayActorSpecs(ITestOutputHelper output) : Akka.TestKit.Xunit2.TestKit(VirtualTime.Config, output: output)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    private readonly FakeProcessLauncher _launcher = new(new FakeClock(Specs.Noon));

    [Fact]
    public async Task A_process_of_no_list_is_asked_then_killed_and_its_slot_forgotten()
    {
        var process = _launcher.Survive(9, attempt: 1, Specs.History);
        var stray = Create(9);
        var gone = stray.Ask<AppsProtocol.Settled>(new AppsProtocol.Settle(default, []), _limit);
        await AwaitAssertAsync(() => Assert.Equal(["SIGINT to the tree"], process.Heard), _limit);

        ((TestScheduler)Sys.Scheduler).Advance(StopSettings.Default.KillTimeout);
        await AwaitAssertAsync(() => Assert.Equal(["SIGINT to the tree", "kill the tree"], process.Heard), _limit);
        Assert.False(gone.IsCompleted);
        process.Exit(new ExitStatus.Signalled(UnixSignal.SIGKILL));

        await gone;
        Assert.Equal([9L], _launcher.Forgotten);
    }

    [Fact]
    public async Task A_stray_that_has_ended_in_the_meantime_is_only_forgotten()
    {
        var stray = Create(9);

        await stray.Ask<AppsProtocol.Settled>(new AppsProtocol.Settle(default, []), _limit);

        Assert.Equal([9L], _launcher.Forgotten);
    }

    private IActorRef Create(long serial) => Sys.ActorOf(StrayActor.Props(
        new InstanceContext("/home/apm", _launcher, new NoPrograms(), new FakeClock(Specs.Noon), () => 0), serial));
}
