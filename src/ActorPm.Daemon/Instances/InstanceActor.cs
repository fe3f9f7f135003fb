using System.Text;
using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Messages;
using ActorPm.Core.Restarts;
using ActorPm.Core.Routing.Cluster;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Dependencies;
using ActorPm.Daemon.Health;
using ActorPm.Daemon.Routing;
using ActorPm.Processes;

namespace ActorPm.Daemon.Instances;

/// <summary>
/// Owns the one OS process of a slot: feeds what happens to the instance machine and carries out its effects. An exit that nobody
/// asked for fails this actor.
/// </summary>
internal sealed class InstanceActor : UntypedActor, IWithTimers
{
    private const string KillTimer = "kill";
    private const string ReadyTimer = "ready";
    private const string LaunchTimer = "launch";
    private const string RestartTimer = "restart";

    private const string StoppedBeforeItsTurn = "it was stopped before its turn";

    // PM2's word, as a JSON text.
    private static readonly byte[] Shutdown = "\"shutdown\""u8.ToArray();

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<InstanceInput> _inputs = new();
    private readonly InstanceContext _edge;
    private readonly InstanceId _id;
    private readonly Slot _slot;
    private readonly HealthWatch _health;
    private AppSpec _spec;
    private RestartHistory _history;
    private InstanceState _state;
    private IRunningProcess? _process;
    private RestartHistory? _adopted;
    private int _ticket;
    private string? _waitsFor;

    /// <summary>Use <see cref="Props"/>.</summary>
    public InstanceActor(InstanceContext edge, AppSpec spec, Slot slot, InstanceState state, RestartHistory history)
    {
        _edge = edge;
        _spec = spec;
        _slot = slot;
        _id = new InstanceId(spec.Name, slot.Ordinal);
        _history = history;
        _state = state;
        _health = new HealthWatch(edge, Context, slot);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>An instance actor at rest, unless a process of its slot lives: that one it adopts.</summary>
    /// <param name="edge">What it works with.</param>
    /// <param name="spec">The app's spec; a newer one comes with each order.</param>
    /// <param name="slot">Its slot.</param>
    /// <param name="state">At rest, or waiting for the verdict on a process that an earlier daemon left; with the number of the slot's newest launch, 0 when there was none.</param>
    /// <param name="history">The restart counters.</param>
    public static Props Props(InstanceContext edge, AppSpec spec, Slot slot, InstanceState state, RestartHistory history) =>
        Akka.Actor.Props.Create(() => new InstanceActor(edge, spec, slot, state, history));

    /// <inheritdoc/>
    protected override void PreStart() => Adopt();

    /// <inheritdoc/>
    protected override void PostStop() => _edge.Dependencies?.Forget(_slot.Serial);

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        // Nothing to undo: the process, if one lives, is found again by the next incarnation.
    }

    /// <inheritdoc/>
    protected override void PostRestart(Exception reason)
    {
        foreach (var child in Context.GetChildren())
        {
            // It looked at a process for the incarnation that failed.
            Context.Stop(child);
        }

        _state = new InstanceState.Recovering((reason as InstanceExitedException)?.Crash.Attempt ?? _state.Attempt);
        Adopt();
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InstanceProtocol.Follow order:
                _spec = order.Spec;
                _history = order.History;
                _ticket = order.Ticket;
                Feed(order.Input);
                if (_waitsFor is not null)
                {
                    // What it depends on may be another by the new spec.
                    LookAgain();
                }

                break;
            case DependencyTurn turn when turn.Attempt == _state.Attempt && _waitsFor is not null:
                LookAgain();
                break;
            case DependencyTurn:
                break;
            case InstanceInput input:
                Feed(input);
                break;
            case ChannelMessage said:
                Hear(said);
                break;
            case HealthProtocol.Known known:
                Learn(known);
                break;
            case AppInput input:
                Sender.Tell(new DeliveryProtocol.Delivered(Bring(input)));
                break;
            case InstanceProtocol.Suspend:
                Timers.CancelAll();
                Become(Deaf);
                Sender.Tell(new InstanceProtocol.Suspended(_slot.Serial, _state));
                break;
            case LaunchTurn turn when turn.Attempt == _state.Attempt:
                // A stop that came while it waited for its turn finds nothing to stop.
                Feed(_state is InstanceState.Launching ? Launch(turn.Attempt) : new InstanceInput.SpawnFailed(turn.Attempt, StoppedBeforeItsTurn));
                break;
            case LaunchTurn:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // What happens from now on is the next daemon's business.
    private static void Deaf(object message) => (message as ChannelMessage)?.Dispose();

    private void Adopt()
    {
        _process = _edge.Launcher.Find(_slot.Serial, new ExitRelay(Self));
        if (_process is null)
        {
            return;
        }

        _log.Info("{Instance} is alive already as process {Pid}, started {StartedAt}", _id, _process.Pid, _process.StartedAt);
        _history = _adopted = _process.History;
        _edge.Addresses?.Keep(_slot.Serial, _process.Address);
        Feed(new InstanceInput.Adopted(_process.Attempt, _process.Pid, _process.StartedAt));
    }

    private void Feed(InstanceInput input)
    {
        _inputs.Enqueue(input);
        while (_inputs.TryDequeue(out var next))
        {
            var before = _state;
            var transition = InstanceMachine.Next(_state, next, _spec, _edge.Clock.GetUtcNow(), _edge.Chance());
            _state = transition.State;
            if (before != _state)
            {
                _log.Debug("{Instance}: {Before} and {Input} give {After}", _id, before, next, _state);
            }

            _edge.History?.Moved(_spec, _slot, before, next, _state, _process);
            _health.Follow(_state, _spec, _process);
            foreach (var effect in transition.Effects)
            {
                Perform(effect);
            }

            if (_waitsFor is not null && _state is not InstanceState.Launching)
            {
                // Stopped before its turn: nothing of it has to end.
                _waitsFor = null;
                _edge.Dependencies?.Forget(_slot.Serial);
                _inputs.Enqueue(new InstanceInput.SpawnFailed(_state.Attempt, StoppedBeforeItsTurn));
            }
        }

        Report((input as InstanceInput.Exited)?.Status);
    }

    private void Report(ExitStatus? newestExit)
    {
        Context.Parent.Tell(new InstanceProtocol.Report(_slot.Serial, _state, _ticket, _adopted, newestExit)
        {
            Address = _process?.Address,
            Health = _health.Latest,
            WaitsFor = _waitsFor,
        });
        _adopted = null;
    }

    private void Hear(ChannelMessage message)
    {
        if (message.Audience is MessageAudience.Primary && _process is { } process && !_edge.Routers.IsNobody())
        {
            if (ReadyRule.SignalOf(_spec) is ReadySignal.Listening && ClusterMessages.TryRead(message.Json, out var word, out _) && word is ClusterMessage.Listening)
            {
                SignalReady(message.Attempt);
            }

            // The router disposes of it.
            _edge.Routers.Tell(new RouterProtocol.WorkerSaid(_spec.Name, _slot.Serial, message, process));
            return;
        }

        using (message)
        {
            if (_edge.Messages?.Take(_slot.Serial, message.Json) is AppMessage.Ready && ReadyRule.SignalOf(_spec) is ReadySignal.Message)
            {
                SignalReady(message.Attempt);
            }
        }
    }

    // The app said it over its channel, and what else it has to show, its health actor knows.
    private void SignalReady(int attempt)
    {
        if (attempt == _state.Attempt && !_health.TakesSignal())
        {
            Feed(new InstanceInput.BecameReady(attempt));
        }
    }

    private void Learn(HealthProtocol.Known known)
    {
        if (_health.Learn(known, Sender) is not { } health)
        {
            return;
        }

        if (health.Illness is { } illness)
        {
            _log.Warning("{Instance} is ended because {Illness}", _id, illness);
            Feed(new InstanceInput.FoundIll(known.Attempt, illness));
            return;
        }

        if (health.Proven)
        {
            _inputs.Enqueue(new InstanceInput.BecameReady(known.Attempt));
        }

        Feed(new InstanceInput.ReadinessChanged(known.Attempt, health.Unready));
    }

    private AppInputOutcome Bring(AppInput input)
    {
        if (_process is not { } process || _state is not (InstanceState.Online or InstanceState.AwaitingReady or InstanceState.Stopping { Exit: null }))
        {
            return AppInputOutcome.NotRunning;
        }

        switch (input)
        {
            case AppInput.Signal signal:
                process.SignalMainProcess(signal.Number);
                return AppInputOutcome.Delivered;
            case AppInput.Message message:
                return process.Send(Encoding.UTF8.GetBytes(message.Json)) ? AppInputOutcome.Delivered : AppInputOutcome.NoChannel;
            case AppInput.Input bytes:
                return process.WriteInput(bytes.Bytes.Span) == bytes.Bytes.Length ? AppInputOutcome.Delivered : AppInputOutcome.Full;
            default:
                throw new ArgumentOutOfRangeException(nameof(input), input, "Not an input of an app.");
        }
    }

    private void Perform(InstanceEffect effect)
    {
        switch (effect)
        {
            case InstanceEffect.Spawn spawn:
                if (TakeTurn(spawn.Attempt) is { } launched)
                {
                    _inputs.Enqueue(launched);
                }

                break;
            case InstanceEffect.SignalStop when _spec.Stop.Request is StopRequest.Message && _process?.Send(Shutdown) is true:
                break;
            case InstanceEffect.SignalStop when _spec.Stop.Scope is StopScope.Tree:
                _process?.SignalTree(_spec.Stop.Signal);
                break;
            case InstanceEffect.SignalStop:
                _process?.SignalMainProcess(_spec.Stop.Signal);
                break;
            case InstanceEffect.KillTree:
                _process?.KillTree();
                break;
            case InstanceEffect.KillMainProcess:
                _process?.SignalMainProcess(UnixSignal.SIGKILL);
                break;
            case InstanceEffect.ArmKillTimer arm:
                Timers.StartSingleTimer(KillTimer, new InstanceInput.KillTimeoutElapsed(_state.Attempt), arm.After);
                break;
            case InstanceEffect.ArmReadyTimer arm:
                Timers.StartSingleTimer(ReadyTimer, new InstanceInput.ReadyTimeoutElapsed(_state.Attempt), arm.After);
                break;
            case InstanceEffect.ArmRestartTimer arm:
                Timers.StartSingleTimer(RestartTimer, new InstanceInput.RestartDue(_state.Attempt), arm.After);
                break;
            case InstanceEffect.CancelTimers:
                Timers.CancelAll();
                break;
            case InstanceEffect.ReleaseProcess:
                _process?.Release();
                _process = null;
                break;
            case InstanceEffect.Fail fail:
                throw new InstanceExitedException(_id, fail.Crash, _ticket);
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect, "Not an instance effect.");
        }
    }

    private void LookAgain()
    {
        var before = _waitsFor;
        if (TakeTurn(_state.Attempt) is { } launched)
        {
            Feed(launched);
        }
        else if (_waitsFor != before)
        {
            Report(null);
        }
    }

    // First what it depends on, then its turn among all that launch: who waits for another app takes no turn from anybody.
    private InstanceInput? TakeTurn(int attempt)
    {
        _waitsFor = _edge.Dependencies?.Missing(_spec, _slot.Serial, attempt, Self);
        if (_waitsFor is not null)
        {
            return null;
        }

        if (_edge.Gate?.Reserve() is { } wait && wait > TimeSpan.Zero)
        {
            Timers.StartSingleTimer(LaunchTimer, new LaunchTurn(attempt), wait);
            return null;
        }

        return Launch(attempt);
    }

    // Launching blocks for the half millisecond that the kernel needs; handing it to another thread costs as much again.
    private InstanceInput Launch(int attempt)
    {
        if (_edge.Refusal?.Invoke(_spec) is { } reason)
        {
            return new InstanceInput.SpawnFailed(attempt, reason, StartFailure.Shortage);
        }

        try
        {
            var address = _edge.Addresses?.Claim(_slot.Serial, _spec);
            var order = LaunchPlanner.Plan(_edge.HomeDirectory, _spec, _slot, attempt, _history, _edge.Probe, _edge.Users, _edge.Health?.Notify, address);
            _health.BeforeLaunch(_spec, order);
            _process = _edge.Launcher.Launch(_edge.Provisions?.Provide(order, _spec) ?? order, new ExitRelay(Self));
            _log.Info("{Instance} started as process {Pid}", _id, _process.Pid);
            if (_process.RecordProblem is { } problem)
            {
                _log.Warning("{Instance} runs, but could not be noted for a later daemon: {Reason}", _id, problem);
            }

            return new InstanceInput.Spawned(attempt, _process.Pid);
        }
        catch (LaunchException failure)
        {
            _health.AfterFailedLaunch();
            _log.Warning("{Instance} could not be started: {Reason}", _id, failure.Message);
            return new InstanceInput.SpawnFailed(attempt, failure.Message, failure.Failure);
        }
    }

    private sealed record LaunchTurn(int Attempt) : INoSerializationVerificationNeeded;
}
