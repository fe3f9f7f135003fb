using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Apps;
using ActorPm.Core.Health;
using ActorPm.Core.Routing;
using ActorPm.Processes;

namespace ActorPm.Daemon.Health;

/// <summary>
/// Looks at one living process: asks its probes, each at most once at a time, waits for its signal, and tells its parent what is known. Decides nothing
/// (<see cref="HealthMachine"/>) and ends with the process.
/// </summary>
internal sealed class HealthActor : UntypedActor, IWithTimers, IDisposable
{
    private static readonly ProbeKind[] _kinds = [ProbeKind.Startup, ProbeKind.Readiness, ProbeKind.Liveness];

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<ProbeKind> _asking = [];
    private readonly HashSet<ProbeKind> _asked = [];
    private readonly HealthWork _work;
    private HealthState _state;
    private bool _isOnline;

    /// <summary>Use <see cref="Props"/>.</summary>
    public HealthActor(HealthWork work)
    {
        _work = work;
        _state = HealthMachine.Begin(work.Spec, work.Origin);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>For one process.</summary>
    public static Props Props(HealthWork work) => Akka.Actor.Props.Create(() => new HealthActor(work));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var self = Self;
        if (ReadyRule.HasNotifySocket(_work.Spec))
        {
            _work.Process.HearNotices(() => self.Tell(NoticesCame.Instance));
        }

        if (_state.Signal is SignalState.Awaited && SignalAsync() is { } signal)
        {
            signal.PipeTo(self, self, () => HealthProtocol.SignalCame.Instance, failure => new Failed(failure));
        }

        Context.Parent.Tell(new HealthProtocol.Known(_work.Process.Attempt, _state));
        Schedule();
    }

    /// <inheritdoc/>
    protected override void PostStop() => _end.Cancel();

    /// <summary>Called by Akka after <see cref="PostStop"/>.</summary>
    public void Dispose() => _end.Dispose();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HealthProtocol.SignalCame:
                Learn(new HealthInput.SignalCame());
                break;
            case HealthProtocol.WentOnline:
                _isOnline = true;
                Schedule();
                break;
            case Ask ask:
                Begin(ask.Kind);
                break;
            case Answer answer:
                _asking.Remove(answer.Kind);
                Learn(new HealthInput.Answered(answer.Kind, answer.Outcome));
                break;
            case NoticesCame:
                Hear(_work.Process.TakeNotices());
                break;
            case Failed { Cause: OperationCanceledException }:
                break;
            case Failed failed:
                _log.Error(failed.Cause, "{Instance} could not be looked at", _work.Instance);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // Null where somebody else hears the signal.
    private Task? SignalAsync() => ReadyRule.SignalOf(_work.Spec) switch
    {
        ReadySignal.Listening when _work.Spec.Routing.Plane is DataPlane.Inherit =>
            _work.Edge.Sockets is { } sockets ? ListeningWatch.UntilSocketsAreUsedAsync(sockets, _work.Process.Pid, _work.Clock, _end.Token) : Task.CompletedTask,
        ReadySignal.Listening when _work.Own is { } own => ListeningWatch.UntilAcceptedAsync(own, _work.Clock, _end.Token),
        ReadySignal.LogLine => _work.Lines?.UntilMatchedAsync(_end.Token),
        _ => null,
    };

    private void Begin(ProbeKind kind)
    {
        if (!HealthMachine.Asks(_state, kind, _isOnline) || SettingsOf(kind) is not { } settings)
        {
            return;
        }

        if (settings.Check is ProbeCheck.Watchdog)
        {
            Learn(new HealthInput.Answered(kind, new ProbeOutcome.Failure($"no WATCHDOG=1 came within {SecondsText.Of(settings.Interval)}")));
            return;
        }

        if (_asking.Add(kind))
        {
            _work.Asker.AskAsync(settings, _end.Token).PipeTo(Self, Self, outcome => new Answer(kind, outcome), failure => new Failed(failure));
        }
    }

    private void Hear(NotifyText text)
    {
        if (text.Watchdog is WatchdogWord.Alive && SettingsOf(ProbeKind.Liveness)?.Check is ProbeCheck.Watchdog)
        {
            Timers.Cancel(ProbeKind.Liveness);
            Learn(new HealthInput.Answered(ProbeKind.Liveness, new ProbeOutcome.Success()));
        }

        Learn(new HealthInput.Notified(text));
    }

    private void Learn(HealthInput input)
    {
        var before = _state;
        _state = HealthMachine.Next(_state, input, _work.Spec);
        if (Shown(before) != Shown(_state))
        {
            Context.Parent.Tell(new HealthProtocol.Known(_work.Process.Attempt, _state));
        }

        Schedule();
    }

    private void Schedule()
    {
        foreach (var kind in _kinds)
        {
            if (!HealthMachine.Asks(_state, kind, _isOnline) || SettingsOf(kind) is not { } settings || _state.Of(kind) is not { } state)
            {
                Timers.Cancel(kind);
            }
            else if (!_asking.Contains(kind) && !Timers.IsTimerActive(kind))
            {
                var pause = settings.Check is ProbeCheck.Watchdog ? settings.Interval + (_asked.Contains(kind) ? TimeSpan.Zero : settings.Delay)
                    : _asked.Contains(kind) ? ProbeMachine.NextPause(kind, settings, state)
                    : ProbeMachine.FirstPause(kind, settings, state, _work.Chance());
                _asked.Add(kind);
                Timers.StartSingleTimer(kind, new Ask(kind), pause);
            }
        }
    }

    private ProbeSettings? SettingsOf(ProbeKind kind) => kind switch
    {
        ProbeKind.Startup => _work.Spec.Health.Startup,
        ProbeKind.Readiness => _work.Spec.Health.Readiness,
        ProbeKind.Liveness => _work.Spec.Health.Liveness,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a probe."),
    };

    // One success more is no news.
    private static HealthState Shown(HealthState state) => state with { Startup = Shown(state.Startup), Readiness = Shown(state.Readiness), Liveness = Shown(state.Liveness) };

    private static ProbeState? Shown(ProbeState? state) => state is null ? null : state with { InRow = Math.Min(state.InRow, 1) };

    private sealed record Ask(ProbeKind Kind) : INoSerializationVerificationNeeded;

    private sealed record Answer(ProbeKind Kind, ProbeOutcome Outcome) : INoSerializationVerificationNeeded;

    private sealed record Failed(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record NoticesCame : INoSerializationVerificationNeeded
    {
        public static NoticesCame Instance { get; } = new();
    }
}
