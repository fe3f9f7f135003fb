using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Groups;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Rollouts;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Groups;
using ActorPm.Daemon.Instances;
using ActorPm.Daemon.Metrics;
using ActorPm.Daemon.Routing;
using ActorPm.Daemon.Supervision;
using ActorPm.Daemon.Views;
using ActorPm.Processes;

namespace ActorPm.Daemon.Apps;

/// <summary>
/// One app: keeps an instance actor for each slot that needs one, supervises them by the restart policy, and publishes how
/// they stand.
/// </summary>
internal sealed partial class AppActor : UntypedActor, IWithTimers
{
    // After a bug in an instance actor: soon, but not in a busy loop.
    private static readonly TimeSpan PauseAfterBug = TimeSpan.FromSeconds(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<long, SlotKeeper> _slots = [];
    private readonly List<(ImmutableArray<long> Serials, IActorRef Asker)> _waiters = [];
    private AppName _name;
    private readonly InstanceContext _edge;
    private readonly InstanceBoard _board;
    private AppSpec? _spec;
    private bool _isRouted;
    private bool _shuttingDown;

    /// <summary>Use <see cref="Props"/>.</summary>
    public AppActor(AppName name, InstanceContext edge, InstanceBoard board)
    {
        _name = name;
        _edge = edge;
        _board = board;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private AppSpec Spec => _spec ?? throw new InvalidOperationException($"{_name} was given no spec.");

    /// <summary>An app without slots; orders bring them.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="edge">What instance actors work with.</param>
    /// <param name="board">Where facts are published.</param>
    public static Props Props(AppName name, InstanceContext edge, InstanceBoard board) =>
        Akka.Actor.Props.Create(() => new AppActor(name, edge, board));

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new ChildSupervision(OnInstanceFailed);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AppsProtocol.Order order:
                Follow(order);
                break;
            case InstanceProtocol.Report report when _slots.TryGetValue(report.Serial, out var keeper) && Sender.Equals(keeper.Actor) && !keeper.ActorEnding:
                Note(keeper, report);
                break;
            case InstanceProtocol.Report:
                // From an actor that has been stopped since, or whose failure has overtaken its report.
                break;
            case ActorEnded ended when _slots.TryGetValue(ended.Serial, out var keeper):
                OnActorEnded(keeper);
                NoteSuspended(ended.Serial);
                break;
            case ActorEnded:
                break;
            case AppsProtocol.Settle settle:
                _waiters.Add((settle.Serials, Sender));
                AnswerWaiters();
                break;
            case AppsProtocol.RestartOnline restart:
                RestartOnline(restart);
                break;
            case AppsProtocol.GiveUp given:
                GiveUp(given.Reason);
                break;
            case DeliveryProtocol.Deliver deliver when _slots.TryGetValue(deliver.Serial, out var keeper) && keeper is { Actor: not null, ActorEnding: false }:
                keeper.Actor.Forward(deliver.Input);
                break;
            case DeliveryProtocol.Deliver:
                Sender.Tell(DeliveryProtocol.Delivered.ToNobody);
                break;
            case AppsProtocol.ShutDown:
                ShutDown();
                break;
            case AppsProtocol.Suspend:
                Suspend(Sender);
                break;
            case InstanceProtocol.Suspended suspended:
                OnSuspended(suspended);
                break;
            default:
                if (!OnReloadMessage(message))
                {
                    Unhandled(message);
                }

                break;
        }
    }

    private void Follow(AppsProtocol.Order order)
    {
        _spec = order.Entry?.Spec ?? _spec;
        if (order.Entry?.Spec.Name is { } name && name != _name)
        {
            _edge.Routers.Tell(new RouterProtocol.Rename(_name, name));
            _name = name;
        }

        if (order.Entry is not null && (Spec.Routing.Plane is not DataPlane.None || _isRouted))
        {
            _isRouted = true;
            _edge.Routers.Tell(new RouterProtocol.Serve(_name, Spec));
        }

        _isPaused = order.Entry?.Rollout is { Phase: RolloutPhase.Paused };
        var (fresh, turned) = Enlist(order.Entry);
        if (_shuttingDown && order.Instruction.Kind is (InstructionKind.Start or InstructionKind.Restart or InstructionKind.Replay))
        {
            // A wish that was on its way when the end began: the next daemon follows it.
        }
        else if (order.Instruction.Kind is InstructionKind.Replay)
        {
            AbandonReload("the list was read anew from the journal");
            Replay(order.Entry, fresh, turned);
            ResumeReload(order.Entry);
        }
        else if (order.Instruction.Kind is InstructionKind.Reload)
        {
            BeginReload(order.Entry, order.Instruction.Reload);
        }
        else if (order.Instruction is { Kind: InstructionKind.Replaced, Serials: [var gone, var come] })
        {
            Exchange(gone, come);
        }
        else if (order.Instruction.Kind is InstructionKind.ReloadEnded)
        {
            OnReloadEnded();
        }
        else if (order.Instruction.Kind is InstructionKind.CancelReload)
        {
            _reload.Tell(new RolloutProtocol.Cancel("it was taken back"));
        }
        else
        {
            if (order.Entry?.Rollout is null && order.Instruction.Kind is InstructionKind.Stop or InstructionKind.Remove)
            {
                AbandonReload("the app was stopped or deleted meanwhile");
            }

            foreach (var serial in order.Instruction.Serials)
            {
                if (_slots.TryGetValue(serial, out var keeper))
                {
                    Follow(keeper, order.Instruction.Kind, order.Entry);
                }
            }
        }

        AnswerWaiters();
    }

    private void Follow(SlotKeeper keeper, InstructionKind kind, CatalogEntry? entry = null)
    {
        switch (kind)
        {
            case InstructionKind.Start:
                Wish(keeper, new InstanceInput.StartAsked());
                break;
            case InstructionKind.Restart:
                if (keeper.State is InstanceState.Online or InstanceState.AwaitingReady)
                {
                    _edge.Restarts?.Add(_name, RestartTally.Command);
                }

                Wish(keeper, new InstanceInput.RestartAsked());
                break;
            case InstructionKind.Stop:
                Wish(keeper, new InstanceInput.StopAsked());
                break;
            case InstructionKind.Remove:
                keeper.Leaving = true;
                if (entry is not null && _isRouted && keeper.State is InstanceState.Online)
                {
                    // Others go on serving: this one may finish what it has begun.
                    Timers.StartSingleTimer(
                        keeper.Slot.Serial, new RouterProtocol.Drained(keeper.Slot.Serial, null), SpecOf(keeper).Routing.DrainTimeout + RolloutActor.DrainMargin);
                    _edge.Routers.Tell(new RouterProtocol.Drain(_name, keeper.Slot.Serial));
                    AnswerWaiters();
                    break;
                }

                Wish(keeper, new InstanceInput.StopAsked());
                break;
            case InstructionKind.ResetCounters:
                keeper.History = RestartHistory.StartingAt(_edge.Clock.GetUtcNow());
                Publish(keeper);
                break;
            case InstructionKind.Replay:
            case InstructionKind.Reload:
            case InstructionKind.Replaced:
            case InstructionKind.ReloadEnded:
            case InstructionKind.CancelReload:
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an instruction for a slot.");
        }
    }

    // Takes over slots from the list; gives those that are new here, and those whose wish is another than before.
    private (List<SlotKeeper> Fresh, List<SlotKeeper> Turned) Enlist(CatalogEntry? entry)
    {
        var fresh = new List<SlotKeeper>();
        var turned = new List<SlotKeeper>();
        foreach (var slot in entry?.Slots ?? [])
        {
            var ownSpec = slot.IsCandidate ? entry!.Rollout?.Candidate : null;
            if (_slots.TryGetValue(slot.Serial, out var known))
            {
                if (known.Slot.Wish != slot.Wish)
                {
                    turned.Add(known);
                }

                known.Slot = slot;
                known.OwnSpec = ownSpec;
                continue;
            }

            var keeper = new SlotKeeper(slot, new InstanceState.Stopped(0, null), RestartHistory.StartingAt(_edge.Clock.GetUtcNow()))
            {
                OwnSpec = ownSpec, IsAwaited = slot.Wish is DesiredState.Running,
            };
            _slots.Add(slot.Serial, keeper);
            fresh.Add(keeper);
            Publish(keeper);
        }

        return (fresh, turned);
    }

    // The list as it was replayed: wishes come from the list, facts from what the launcher found alive and remembers of this boot.
    private void Replay(CatalogEntry? entry, List<SlotKeeper> fresh, List<SlotKeeper> turned)
    {
        foreach (var keeper in _slots.Values.Where(keeper => entry is null || entry.Slots.All(slot => slot.Serial != keeper.Slot.Serial)).ToList())
        {
            Follow(keeper, InstructionKind.Remove);
        }

        foreach (var keeper in fresh)
        {
            Begin(keeper);
        }

        // A write whose outcome was unknown turned out to be durable.
        foreach (var keeper in turned)
        {
            Follow(keeper, keeper.Slot.Wish is DesiredState.Running ? InstructionKind.Start : InstructionKind.Stop);
        }
    }

    private void Begin(SlotKeeper keeper)
    {
        var memory = _edge.Launcher.Recall(keeper.Slot.Serial);
        if (memory is not null)
        {
            keeper.History = memory.History;
            keeper.State = memory.Conclusion switch
            {
                null => new InstanceState.Stopped(memory.Attempt, null),
                { GiveUpReason: { } reason } given => new InstanceState.Errored(memory.Attempt, reason, given.Exit),
                var rested => new InstanceState.Stopped(memory.Attempt, rested.Exit),
            };
            keeper.LastExit = memory.Conclusion?.Exit;
            keeper.IsAwaited &= memory.Conclusion is null or { By: ConcludedBy.Request };
        }

        if (memory is { Conclusion: null, Pending: null, Ending: { } unwatched })
        {
            _edge.History?.DiedUnwatched(SpecOf(keeper), keeper.Slot, memory.Attempt, unwatched.Exit);
        }

        Publish(keeper);
        if (keeper.Slot.Wish is DesiredState.Running && memory is { Conclusion: null, Pending: { } pending })
        {
            Resume(keeper, memory.Attempt, pending);
            return;
        }

        if (keeper.Slot.Wish is DesiredState.Running && memory is { Conclusion: null, Ending: { } ending })
        {
            Resume(keeper, memory, ending);
            return;
        }

        // Made in any case: it finds a living process, which it then keeps or stops as the wish says.
        ActorOf(keeper);
        if (keeper.Slot.Wish is DesiredState.Stopped)
        {
            Wish(keeper, new InstanceInput.StopAsked());
        }
        else if (memory?.Conclusion is null or { By: ConcludedBy.Request })
        {
            if (memory is { Conclusion: null } && SpecOf(keeper).Restart.Mode is RestartMode.Never)
            {
                // Started once and never again: it lives, and its actor has found it.
                keeper.IsAwaited = false;
                return;
            }

            Order(keeper, new InstanceInput.StartAsked());
        }
    }

    // Its process ended, and no daemon lived to decide what follows, or it died before it had done so: the same policy decides now.
    private void Resume(SlotKeeper keeper, SlotMemory memory, SlotEnding ending)
    {
        var uptime = ending.At - memory.StartedAt;
        keeper.LastExit = ending.Exit;
        var verdict = RestartPolicy.Decide(SpecOf(keeper).Restart, memory.History, ending.Exit, uptime);
        keeper.History = verdict.History;
        _edge.History?.Judged(_name, keeper.Slot, memory.Attempt, verdict);
        if (verdict is RestartVerdict.Restart restart)
        {
            _log.Info("{Instance} {Exit} under an earlier daemon; it is started again after {Delay}", IdOf(keeper), ending.Exit, restart.Delay);
            Resume(keeper, memory.Attempt, new PendingRestart(ending.At + restart.Delay, ending.Exit));
            return;
        }

        var reason = (verdict as RestartVerdict.GiveUp)?.Reason;
        _log.Info("{Instance} {Exit} under an earlier daemon and rests: {Reason}", IdOf(keeper), ending.Exit, reason ?? "its restart settings say so");
        keeper.State = new InstanceState.Crashed(memory.Attempt, ending.Exit, uptime);
        keeper.State = Next(keeper, new InstanceInput.RestartDenied(memory.Attempt, reason));
        keeper.IsAwaited = false;
        Conclude(keeper, new SlotConclusion(ending.Exit, reason));
        Publish(keeper);
    }

    private void Wish(SlotKeeper keeper, InstanceInput wish)
    {
        keeper.GivenUp = null;
        if (wish is InstanceInput.StopAsked)
        {
            keeper.Waiting = null;
            keeper.IsAwaited = false;
            if (keeper.State is InstanceState.WaitingToRestart)
            {
                // The restart that was decided does not happen.
                keeper.History = keeper.History with { Restarts = Math.Max(0, keeper.History.Restarts - 1) };
            }

            if (keeper.Actor is null)
            {
                keeper.State = Next(keeper, wish);
                keeper.Followed = keeper.Sent;
                Publish(keeper);
                LeaveWhenOver(keeper);
                return;
            }
        }
        else if (!Spec.MayOverlap && _slots.Values.Any(other => other.Leaving && other.Slot.Ordinal == keeper.Slot.Ordinal))
        {
            // One slot, one process: the predecessor of this name and number has to be gone first.
            keeper.Waiting = wish;
            return;
        }
        else
        {
            keeper.History = wish is InstanceInput.RestartAsked && keeper.State is InstanceState.Online or InstanceState.AwaitingReady or InstanceState.Launching
                ? keeper.History.AfterRestartByUser()
                : keeper.History.AfterStartByUser();
        }

        Order(keeper, wish);
    }

    private void RestartOnline(AppsProtocol.RestartOnline restart)
    {
        var reached = _slots.Values
            .Where(keeper => IsWanted(keeper) && keeper.Standing is Standing.Serving && restart.Reaches(keeper.Slot.Serial, keeper.State))
            .ToList();
        // While a canary waits for the user's word the list begins no other reload: what has to go then goes the old way.
        if (Spec.MayOverlap && !_isPaused && restart.Cause is RestartCause.Scheduled or RestartCause.MemoryExceeded && reached.Any(keeper => keeper.State is InstanceState.Online))
        {
            if (!IsReloading)
            {
                _log.Info("{App} is reloaded because {Cause}", _name, restart.Cause);
                reached.ForEach(keeper => NoteCause(keeper, restart.Cause));
                Context.Parent.Tell(new AppsProtocol.Wish(new CatalogCommand.Renew(_name, [.. reached.Select(keeper => keeper.Slot.Serial)])));
            }

            return;
        }

        foreach (var keeper in reached)
        {
            _log.Info("{Instance} is restarted because {Cause}", IdOf(keeper), restart.Cause);
            NoteCause(keeper, restart.Cause);
            Wish(keeper, new InstanceInput.RestartAsked());
        }
    }

    private void NoteCause(SlotKeeper keeper, RestartCause cause)
    {
        _edge.History?.Caused(_name, keeper.Slot, cause);
        _edge.Restarts?.Add(_name, RestartTally.CauseOf(cause));
    }

    // What runs, or would run again by itself, is stopped, and counts as errored then.
    private void GiveUp(string reason)
    {
        if (IsReloading)
        {
            AbandonReload("its group was given up");
        }

        foreach (var keeper in _slots.Values.Where(keeper => IsWanted(keeper) && !keeper.ActorEnding && keeper.State is not (InstanceState.Stopped or InstanceState.Errored)).ToList())
        {
            _log.Warning("{Instance} is given up: {Reason}", IdOf(keeper), reason);
            _edge.History?.Judged(_name, keeper.Slot, keeper.State.Attempt, new RestartVerdict.GiveUp(reason, keeper.History));
            Wish(keeper, new InstanceInput.StopAsked());
            keeper.GivenUp = reason;
        }
    }

    private void Order(SlotKeeper keeper, InstanceInput input)
    {
        keeper.Order = new InstanceProtocol.Follow(input, SpecOf(keeper), keeper.History, keeper.Sent + 1);
        if (keeper.ActorEnding)
        {
            return;
        }

        ActorOf(keeper).Tell(keeper.Order);
    }

    private IActorRef ActorOf(SlotKeeper keeper)
    {
        if (keeper.Actor is null)
        {
            keeper.Actor = Context.ActorOf(InstanceActor.Props(
                _edge, SpecOf(keeper), keeper.Slot, keeper.State is InstanceState.Recovering recovering ? recovering : new InstanceState.Stopped(keeper.State.Attempt, null), keeper.History));
            Context.WatchWith(keeper.Actor, new ActorEnded(keeper.Slot.Serial));
        }

        return keeper.Actor;
    }

    private void Note(SlotKeeper keeper, InstanceProtocol.Report report)
    {
        keeper.State = report.State;
        keeper.IsAwaited &= report.Ticket < keeper.Sent;
        keeper.Followed = Math.Max(keeper.Followed, report.Ticket);
        keeper.History = report.AdoptedHistory ?? keeper.History;
        keeper.LastExit = report.NewestExit ?? keeper.LastExit;
        keeper.Address = report.Address;
        keeper.Health = report.Health;
        keeper.WaitsFor = report.WaitsFor;
        switch (report.State)
        {
            case InstanceState.Online online:
                keeper.StartedAt = online.Since;
                break;
            case InstanceState.AwaitingReady waiting:
                keeper.StartedAt = waiting.Since;
                break;
            case InstanceState.Stopped stopped when keeper.GivenUp is { } reason:
                keeper.GivenUp = null;
                keeper.LastExit = stopped.LastExit ?? keeper.LastExit;
                keeper.State = new InstanceState.Errored(stopped.Attempt, reason, keeper.LastExit ?? new ExitStatus.Unknown());
                Conclude(keeper, new SlotConclusion(keeper.LastExit ?? new ExitStatus.Unknown(), reason));
                break;
            case InstanceState.Stopped { LastExit: { } exit }:
                keeper.LastExit = exit;
                if (!keeper.Leaving)
                {
                    Conclude(keeper, new SlotConclusion(exit, null, ConcludedBy.Request));
                }

                break;
        }

        Publish(keeper);
        TellReload(keeper);
        LeaveWhenOver(keeper);
        AnswerWaiters();
    }

    // The heart of crash-restart: the supervisor's decision about an instance whose process ended unasked.
    private Directive OnInstanceFailed(IActorRef child, Exception failure)
    {
        if (_slots.Values.FirstOrDefault(keeper => child.Equals(keeper.Actor)) is not { } keeper)
        {
            return Directive.Stop;
        }

        if (failure is not InstanceExitedException { Crash: var crash, Ticket: var ticket })
        {
            _log.Error(failure, "The actor of {Instance} failed; its process, if one lives, is kept", IdOf(keeper));
            return RestartActor(keeper, keeper.State.Attempt, PauseAfterBug, new ExitStatus.Unknown());
        }

        keeper.State = crash;
        keeper.IsAwaited = false;
        keeper.LastExit = crash.Exit;
        keeper.Followed = Math.Max(keeper.Followed, ticket);
        if (!IsWanted(keeper))
        {
            return LetRest(keeper, null);
        }

        if (IsReloading && (keeper.Standing is Standing.Incoming || keeper.OwnSpec is not null))
        {
            _reload.Tell(new RolloutProtocol.Failed(keeper.Slot.Serial, $"it {crash.Exit} after {Seconds(crash.Uptime)}"));
        }

        if (keeper.Standing is not Standing.Serving)
        {
            return LetRest(keeper, null);
        }

        var verdict = RestartPolicy.Decide(SpecOf(keeper).Restart, keeper.History, crash.Exit, crash.Uptime);
        _edge.History?.Judged(_name, keeper.Slot, crash.Attempt, verdict);
        switch (verdict)
        {
            case RestartVerdict.Restart restart:
                _log.Info("{Instance} {Exit} after {Uptime}; it is started again after {Delay}", IdOf(keeper), crash.Exit, crash.Uptime, restart.Delay);
                keeper.History = restart.History;
                _edge.Restarts?.Add(_name, RestartTally.CauseOf(crash.Exit));
                TellGroup(keeper, false);
                return RestartActor(keeper, crash.Attempt, restart.Delay, crash.Exit);
            case RestartVerdict.Rest rest:
                _log.Info("{Instance} {Exit} after {Uptime} and rests", IdOf(keeper), crash.Exit, crash.Uptime);
                keeper.History = rest.History;
                return LetRest(keeper, null);
            case RestartVerdict.GiveUp giveUp:
                _log.Warning("{Instance} is given up: {Reason}", IdOf(keeper), giveUp.Reason);
                keeper.History = giveUp.History;
                TellGroup(keeper, true);
                return LetRest(keeper, giveUp.Reason);
            default:
                throw new InvalidOperationException($"Not a verdict: {verdict}.");
        }
    }

    private void TellGroup(SlotKeeper keeper, bool isGivenUp)
    {
        if (SpecOf(keeper).Group != GroupSettings.None)
        {
            _edge.Groups.Tell(new MemberFailed(_name, isGivenUp), Context.Parent);
        }
    }

    private Directive RestartActor(SlotKeeper keeper, int attempt, TimeSpan delay, ExitStatus cause)
    {
        // Waits in the mailbox, which survives the restart, behind any wish that came before: the newest wish wins.
        var input = IsWanted(keeper) ? (InstanceInput)new InstanceInput.RestartGranted(attempt, delay, cause) : new InstanceInput.StopAsked();
        keeper.Actor.Tell(new InstanceProtocol.Follow(input, SpecOf(keeper), keeper.History, keeper.Sent));
        return Directive.Restart;
    }

    private Directive LetRest(SlotKeeper keeper, string? giveUpReason)
    {
        keeper.State = Next(keeper, new InstanceInput.RestartDenied(keeper.State.Attempt, giveUpReason));
        keeper.ActorEnding = true;
        if (IsWanted(keeper) && keeper.LastExit is { } exit)
        {
            Conclude(keeper, new SlotConclusion(exit, giveUpReason));
        }

        Publish(keeper);
        AnswerWaiters();
        return Directive.Stop;
    }

    private void Conclude(SlotKeeper keeper, SlotConclusion conclusion) => Note(keeper, new SlotMemory(keeper.State.Attempt, keeper.History, conclusion));

    private void Note(SlotKeeper keeper, SlotMemory memory)
    {
        try
        {
            _edge.Launcher.Conclude(keeper.Slot.Serial, memory);
        }
        catch (IOException problem)
        {
            // Harmless as long as this daemon lives; a later one of this boot would take the instance for one that crashed.
            _log.Warning("How {Instance} stands could not be noted: {Reason}", IdOf(keeper), problem.Message);
        }
    }

    private void OnActorEnded(SlotKeeper keeper)
    {
        keeper.Actor = null;
        keeper.ActorEnding = false;
        if (keeper.Sent > keeper.Followed && keeper.Order is { } order)
        {
            // It came too late for the actor that has ended. A stop has nothing left to stop.
            Wish(keeper, order.Input);
        }

        LeaveWhenOver(keeper);
        AnswerWaiters();
    }

    private void LeaveWhenOver(SlotKeeper keeper)
    {
        if (!_slots.ContainsKey(keeper.Slot.Serial) || !keeper.Leaving || keeper.ActorEnding || !keeper.IsSettled || keeper.State is not (InstanceState.Stopped or InstanceState.Errored))
        {
            return;
        }

        if (keeper.Actor is not null)
        {
            Context.Unwatch(keeper.Actor);
            Context.Stop(keeper.Actor);
        }

        _slots.Remove(keeper.Slot.Serial);
        _edge.Launcher.Forget(keeper.Slot.Serial);
        _edge.Addresses?.Release(keeper.Slot.Serial);
        _edge.History?.Forget(keeper.Slot.Serial);
        _board.Remove(keeper.Slot.Serial);
        _edge.Routers.Tell(new RouterProtocol.Gone(_name, keeper.Slot.Serial));
        _reload.Tell(new RolloutProtocol.Gone(keeper.Slot.Serial));
        foreach (var heir in _slots.Values.Where(heir => heir.Waiting is not null && heir.Slot.Ordinal == keeper.Slot.Ordinal).ToList())
        {
            var wish = heir.Waiting!;
            heir.Waiting = null;
            Wish(heir, wish);
        }

        if (_slots.Count == 0)
        {
            _edge.Routers.Tell(new RouterProtocol.Close(_name));
            _isRouted = false;
            Context.Parent.Tell(new AppsProtocol.Emptied(_name));
        }
    }

    private void ShutDown()
    {
        _shuttingDown = true;
        AbandonReload("the daemon ends");
        foreach (var keeper in _slots.Values.ToList())
        {
            Wish(keeper, new InstanceInput.StopAsked());
        }

        _waiters.Add(([.. _slots.Keys], Sender));
        AnswerWaiters();
    }

    private void AnswerWaiters() => _waiters.RemoveAll(waiter =>
    {
        var settled = waiter.Serials.All(serial => !_slots.TryGetValue(serial, out var keeper) || (keeper.IsSettled && !keeper.Leaving));
        if (settled)
        {
            waiter.Asker.Tell(AppsProtocol.Settled.Instance);
        }

        return settled;
    });

    private InstanceState Next(SlotKeeper keeper, InstanceInput input) =>
        InstanceMachine.Next(keeper.State, input, SpecOf(keeper), _edge.Clock.GetUtcNow(), _edge.Chance()).State;

    private bool IsWanted(SlotKeeper keeper) => !_shuttingDown && !keeper.Leaving && keeper.Slot.Wish is DesiredState.Running;

    private AppSpec SpecOf(SlotKeeper keeper) => keeper.OwnSpec ?? Spec;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) + " s";

    private InstanceId IdOf(SlotKeeper keeper) => new(_name, keeper.Slot.Ordinal);

    private void Publish(SlotKeeper keeper)
    {
        var facts = new InstanceFacts(SpecOf(keeper), keeper.Slot, keeper.State, keeper.History, keeper.StartedAt, keeper.LastExit) { Standing = keeper.Standing, Health = keeper.Health, WaitsFor = keeper.WaitsFor };
        _board.Publish(facts);
        if (_isRouted)
        {
            var isLive = keeper.State is InstanceState.Online or InstanceState.AwaitingReady;
            _edge.Routers.Tell(new RouterProtocol.Changed(_name, new InstanceReport(
                keeper.Slot.Serial, keeper.State.Attempt, keeper.Slot.Ordinal, keeper.Slot.PmId, isLive ? facts.Pid : 0,
                keeper.Address, facts.IsReady, facts.Unready)
                {
                    ComesBack = keeper.IsAwaited || keeper.State is not (InstanceState.Stopped or InstanceState.Errored),
                }));
        }
    }

    private sealed record ActorEnded(long Serial) : INoSerializationVerificationNeeded;
}
