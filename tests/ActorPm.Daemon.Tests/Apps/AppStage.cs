using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Instances;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Events;
using ActorPm.Daemon.History;
using ActorPm.Daemon.Instances;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Tests.Apps;

/// <summary>One app actor with a fake launcher, a probe for its parent, and virtual time.</summary>
internal sealed class AppStage
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TestKitBase _kit;

    public AppStage(TestKitBase kit, AppSpec? spec = null)
    {
        _kit = kit;
        Spec = spec ?? Specs.App();
        Board = new InstanceBoard(new LifecycleEvents(Bus, Axm, Clock).Changed);
        Launcher = new FakeProcessLauncher(Clock);
        Edge = new InstanceContext("/home/apm", Launcher, new NoPrograms(), Clock, () => 0) { History = new HistoryRecorder("/home/apm", History, null, Clock) };
        Parent = kit.CreateTestProbe();
        App = kit.Sys.ActorOf(SupervisingParent.Props(AppActor.Props(Spec.Name, Edge, Board), Parent));
    }

    public AppSpec Spec { get; set; }

    public FakeClock Clock { get; } = new(Specs.Noon);

    public FakeProcessLauncher Launcher { get; }

    public InstanceContext Edge { get; }

    /// <summary>What was noted for the history.</summary>
    public HistoryQueue History { get; } = new(1000);

    public EventBus Bus { get; } = new();

    public AxmBoard Axm { get; } = new();

    public InstanceBoard Board { get; }

    public TestProbe Parent { get; }

    public IActorRef App { get; }

    /// <summary>Tells the app what the list says and what to do with all of these slots.</summary>
    public void Order(InstructionKind kind, params ReadOnlySpan<Slot> slots) => App.Tell(OrderOf(kind, slots), ActorRefs.NoSender);

    public AppsProtocol.Order OrderOf(InstructionKind kind, params ReadOnlySpan<Slot> slots) =>
        new(new CatalogEntry(Spec, [.. slots]), new AppInstruction(Spec.Name, kind, SerialsOf(slots)));

    /// <summary>Tells the app that these slots are off the list, and that nothing is left of it there.</summary>
    public void Remove(params ReadOnlySpan<Slot> slots) =>
        App.Tell(new AppsProtocol.Order(null, new AppInstruction(Spec.Name, InstructionKind.Remove, SerialsOf(slots))), ActorRefs.NoSender);

    /// <summary>Starts the slot and waits until its process runs.</summary>
    public async Task<FakeProcess> StartAsync(Slot slot)
    {
        var before = Launcher.Launched.Count;
        Order(InstructionKind.Start, slot);
        return await LaunchedAsync(slot.Serial, before + 1);
    }

    /// <summary>The newest process, once so many have been launched in all and the newest is known to be online.</summary>
    public async Task<FakeProcess> LaunchedAsync(long serial, int count)
    {
        await StateAsync<InstanceState.Online>(serial, online => Launcher.Launched.Count == count && online.Pid == Launcher.Launched[^1].Pid);
        return Launcher.Launched[^1];
    }

    /// <summary>The facts of a slot as soon as it is in a state.</summary>
    public async Task<InstanceFacts> StateAsync<TState>(long serial, Func<TState, bool>? also = null) where TState : InstanceState
    {
        InstanceFacts? facts = null;
        await _kit.AwaitAssertAsync(
            () =>
            {
                facts = Board.Find(serial);
                Assert.True(facts?.State is TState state && also?.Invoke(state) is not false, $"{serial} is {facts?.State}, {Launcher.Launched.Count} were launched.");
            },
            Limit, TimeSpan.FromMilliseconds(5));
        return facts!;
    }

    public Task EventuallyAsync(Action assertion) => _kit.AwaitAssertAsync(assertion, Limit, TimeSpan.FromMilliseconds(5));

    /// <summary>Waits until the app actor says that the slots have settled.</summary>
    public Task SettledAsync(params long[] serials) => App.Ask<AppsProtocol.Settled>(new AppsProtocol.Settle(Spec.Name, [.. serials]), Limit);

    /// <summary>Waits until the app actor and its instance actor have worked through all that was sent to them before.</summary>
    public async Task QuietAsync()
    {
        await AppQuietAsync();
        foreach (var instance in await InstanceActorsAsync())
        {
            await instance.Ask<ActorIdentity>(new Identify(null), Limit);
        }

        await AppQuietAsync();
    }

    /// <summary>Waits until the app actor has worked through all that was sent to it before, by way of its parent.</summary>
    public async Task AppQuietAsync()
    {
        await App.Ask<ActorIdentity>(new Identify(null), Limit);
        await _kit.Sys.ActorSelection(App.Path / "child").Ask<ActorIdentity>(new Identify(null), Limit);
    }

    /// <summary>The actors of the instances of the app.</summary>
    public async Task<IReadOnlyList<IActorRef>> InstanceActorsAsync()
    {
        var app = await _kit.Sys.ActorSelection(App.Path / "child").ResolveOne(Limit);
        return [.. ((LocalActorRef)app).Children];
    }

    /// <summary>Lets virtual time pass, for clock and timers alike.</summary>
    public void Pass(TimeSpan time)
    {
        Clock.Advance(time);
        ((TestScheduler)_kit.Sys.Scheduler).Advance(time);
    }

    private static ImmutableArray<long> SerialsOf(ReadOnlySpan<Slot> slots)
    {
        var serials = ImmutableArray.CreateBuilder<long>();
        foreach (var slot in slots)
        {
            serials.Add(slot.Serial);
        }

        return serials.ToImmutable();
    }
}
