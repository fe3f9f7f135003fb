using Akka.Actor;
using Akka.TestKit;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Instances;
using ActorPm.Core.Metrics;
using ActorPm.Core.Restarts;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Metrics;
using ActorPm.Daemon.Views;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.Metrics;

public sealed class MemoryGuardSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private static readonly AppSpec _limited = Specs.App() with { MemoryLimit = 1000 };

    private readonly FakeClock _clock = new(Specs.Noon);
    private readonly FakeUsageReader _reader = new();
    private readonly CatalogBoard _list = new();
    private readonly InstanceBoard _board = new();
    private readonly TestProbe _apps;
    private readonly IActorRef _guard;

    public MemoryGuardSpecs(ITestOutputHelper output)
        : base(VirtualTime.Config, output: output)
    {
        _apps = CreateTestProbe();
        _guard = Sys.ActorOf(MemoryGuard.Props(new UsageMeter(_reader, _clock), _apps, _list, _board, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task An_instance_above_its_limit_is_restarted()
    {
        Stand(_limited, new InstanceState.Online(3, 41, Specs.Noon), 1001);

        await PassSecondAsync();

        var restart = await _apps.ExpectMsgAsync<AppsProtocol.RestartOnline>(_limit);
        Assert.Equal(new RestartCause.MemoryExceeded(3, 1001, 1000), restart.Cause);
        Assert.Equal(1, Assert.Single(restart.Serials!.Value));
    }

    [Fact]
    public async Task One_at_its_limit_is_left_alone()
    {
        Stand(_limited, new InstanceState.Online(3, 41, Specs.Noon), 1000);

        await PassSecondAsync();

        Assert.Equal(1, _reader.Readings);
        await _apps.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task It_is_looked_at_each_second()
    {
        Stand(_limited, new InstanceState.Online(3, 41, Specs.Noon), 1);

        for (var second = 1; second <= 5; second++)
        {
            await PassSecondAsync();
            Assert.Equal(second, _reader.Readings);
        }
    }

    [Fact]
    public async Task One_that_is_being_restarted_is_not_asked_again()
    {
        Stand(_limited, new InstanceState.Stopping(3, 41, AfterStop.Launch, null), 1001);

        await PassSecondAsync();

        await _apps.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Without_a_limit_nothing_is_read()
    {
        Stand(Specs.App(), new InstanceState.Online(3, 41, Specs.Noon), 1001);
        await PassSecondAsync();
        Stand(_limited, new InstanceState.Online(3, 41, Specs.Noon), 1);
        await PassSecondAsync();
        Assert.Equal(1, _reader.Readings);

        Stand(Specs.App(), new InstanceState.Online(3, 41, Specs.Noon), 1);
        await PassSecondAsync();

        Assert.Equal(1, _reader.Readings);
    }

    private void Stand(AppSpec spec, InstanceState state, long memory)
    {
        _reader[1] = new ResourceUsage(memory, TimeSpan.Zero, 1, _clock.GetUtcNow());
        _board.Publish(new InstanceFacts(spec, new Slot(0, 0, 1, DesiredState.Running), state, Specs.History, null, null));
        _list.Publish(DesiredState.Running, spec);
    }

    private async Task PassSecondAsync()
    {
        await QuietAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
        await QuietAsync();
    }

    // Twice: the first answer may come before what the actor sent itself as it began.
    private async Task QuietAsync()
    {
        await _guard.Ask<ActorIdentity>(new Identify(null), _limit);
        await _guard.Ask<ActorIdentity>(new Identify(null), _limit);
    }
}
