using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Apps;
using ActorPm.Core.Hooks;
using ActorPm.Core.Instances;

namespace ActorPm.Daemon.Hooks;

/// <summary>One hook: lets through what its gate lets through, and delivers one after the other, each until it arrives or has failed too often.</summary>
internal sealed class HookActor : UntypedActor, IWithTimers, IDisposable
{
    /// <summary>So many deliveries may wait; when more come, the oldest is let go.</summary>
    public const int Capacity = 100;

    // Longer lines are cut; all of them together are bounded by what is read of a log.
    private const int MostLetters = 1000;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _end = new();
    private readonly Queue<Entry> _queue = [];
    private readonly HooksContext _edge;
    private readonly HookSettings _settings;
    private readonly IHookSender _sender;
    private readonly long _since;
    private HookGate _gate;
    private HookView _view;
    private Under? _under;
    private bool _isBusy;
    private bool _isFailing;

    /// <summary>Use <see cref="Props"/>.</summary>
    public HookActor(HooksContext edge, HookSettings settings)
    {
        _edge = edge;
        _settings = settings;
        _sender = edge.Sender(settings);
        _gate = HookGate.Of(settings);
        _since = edge.Clock.GetTimestamp();
        _view = new HookView(settings.Name, [.. settings.On.Order().Select(HookEvents.Of)], settings.Target.ToString()!);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A hook.</summary>
    public static Props Props(HooksContext edge, HookSettings settings) => Akka.Actor.Props.Create(() => new HookActor(edge, settings));

    /// <inheritdoc/>
    protected override void PreStart() => Show(_view);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _end.Cancel();
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _end.Dispose();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HooksProtocol.Happened happened:
                Take(happened);
                break;
            case HooksProtocol.Try:
                TryAsync(_end.Token).PipeTo(Sender, Self);
                break;
            case Ended ended when ended.Id == _under?.Delivery.Body.Id:
                Judge(_under, ended.Attempt);
                break;
            case Ended:
                break;
            case Again when _under is { } under:
                Send(under);
                break;
            case Broken broken:
                _log.Error(broken.Cause, "The hook {Hook} could not deliver", _settings.Name);
                GiveUp(broken.Cause.Message.TrimEnd('.'));
                break;
            case Prepared prepared:
                Send(_under = new Under(prepared.Delivery, 1));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Take(HooksProtocol.Happened happened)
    {
        (_gate, var verdict) = _gate.Ask(happened.Occurrence, _edge.Clock.GetElapsedTime(_since));
        switch (verdict)
        {
            case HookVerdict.Repeated:
                Show(_view with { Repeated = _view.Repeated + 1 });
                break;
            case HookVerdict.HeldBack:
                Show(_view with { HeldBack = _view.HeldBack + 1 });
                break;
            case HookVerdict.Deliver deliver:
                _queue.Enqueue(new Entry(happened, deliver));
                if (_queue.Count > Capacity)
                {
                    _queue.Dequeue();
                    _gate = _gate.Dropped(1);
                    _view = _view with { Dropped = _view.Dropped + 1 };
                }

                Next();
                break;
            default:
                throw new InvalidOperationException($"Not a verdict: {verdict}.");
        }
    }

    // The one under way is in nobody's queue any more.
    private void Next()
    {
        if (!_isBusy && _queue.TryDequeue(out var entry))
        {
            _isBusy = true;
            var teller = _edge.Teller();
            Task.Run(() => new Prepared(HookDelivery.Of(HookBody.Of(NewId(), entry.Happened.Occurrence, entry.Verdict, teller, EvidenceOf(entry.Happened))))).PipeTo(Self, failure: cause => new Broken(cause));
        }

        Show(_view);
    }

    private void Send(Under under) => SendAsync(under.Delivery, _end.Token).PipeTo(Self, failure: cause => new Broken(cause));

    private async Task<Ended> SendAsync(HookDelivery delivery, CancellationToken cancellation)
    {
        try
        {
            return new Ended(delivery.Body.Id, await _sender.SendAsync(delivery, cancellation));
        }
        catch (OperationCanceledException)
        {
            return new Ended(delivery.Body.Id, new HookAttempt.FailedForGood("the daemon ends"));
        }
    }

    private void Judge(Under under, HookAttempt attempt)
    {
        switch (attempt)
        {
            case HookAttempt.Arrived:
                if (_isFailing)
                {
                    _log.Info("The hook {Hook} delivers again", _settings.Name);
                }

                _isFailing = false;
                Done(_view with { Delivered = _view.Delivered + 1, LastDeliveryAt = _edge.Clock.GetUtcNow() });
                break;
            case HookAttempt.FailedForNow failed when under.Attempt <= _settings.Retries:
                _under = under with { Attempt = under.Attempt + 1 };
                Show(Failing(failed.Reason));
                Timers.StartSingleTimer(Again.Instance, Again.Instance, HookRetry.After(under.Attempt, failed.After, _edge.Chance()));
                break;
            case HookAttempt.FailedForNow failed:
                GiveUp(failed.Reason);
                break;
            case HookAttempt.FailedForGood failed:
                GiveUp(failed.Reason);
                break;
            default:
                throw new InvalidOperationException($"Not an end of an attempt: {attempt}.");
        }
    }

    private void GiveUp(string reason)
    {
        if (!_isFailing)
        {
            _log.Warning("The hook {Hook} could not deliver: {Reason}. Further failures are counted in `apm hooks`", _settings.Name, reason);
        }

        _isFailing = true;
        Done(Failing(reason) with { Failed = _view.Failed + 1 });
    }

    private HookView Failing(string reason) => _view with { LastFailure = reason, LastFailureAt = _edge.Clock.GetUtcNow() };

    private void Done(HookView view)
    {
        _under = null;
        _isBusy = false;
        _view = view;
        Next();
    }

    private void Show(HookView view)
    {
        _view = view with { Waiting = _queue.Count + (_isBusy ? 1 : 0) };
        _edge.Board.Publish(_view);
    }

    private async Task<HookTestReply> TryAsync(CancellationToken cancellation)
    {
        var began = _edge.Clock.GetTimestamp();
        var delivery = HookDelivery.Of(HookBody.Of(NewId(), Sample(_edge.Clock.GetUtcNow()), new HookVerdict.Deliver(0, 0), _edge.Teller(), SampleEvidence(_edge.Clock.GetUtcNow())));
        var attempt = (await SendAsync(delivery, cancellation)).Attempt;
        var (arrived, outcome) = attempt switch
        {
            HookAttempt.Arrived { Answer: var answer } => (true, answer),
            HookAttempt.FailedForNow { Reason: var reason } => (false, reason),
            HookAttempt.FailedForGood { Reason: var reason } => (false, reason),
            _ => throw new InvalidOperationException($"Not an end of an attempt: {attempt}."),
        };
        return new HookTestReply(arrived, outcome, delivery.Body.Id, (long)_edge.Clock.GetElapsedTime(began).TotalMilliseconds);
    }

    private static HookOccurrence Sample(DateTimeOffset now) => new(HookEvent.Test, now, "Somebody tries this hook with `apm hooks test`; nothing has happened.")
    {
        App = "sample", Namespace = AppSpec.DefaultNamespace, Place = new Core.History.InstancePlace(0, 0, 0), Pid = 12345, Status = new ExitStatus.Code(1), Uptime = TimeSpan.FromSeconds(90), Restarts = 2,
    };

    private static HookEvidence SampleEvidence(DateTimeOffset now) => new(["a line of output"], ["a line of errors"], UsageCurve.Empty.With(new UsagePoint(now, 64 * 1024 * 1024, 1.5)));

    private static HookEvidence EvidenceOf(HooksProtocol.Happened happened) => new(LinesOf(happened.Output), LinesOf(happened.Errors), happened.Curve);

    private static IReadOnlyList<string> LinesOf(History.LogSpan? span) => span?.LastLines(HookEvidence.MaxLines, MostLetters) ?? [];

    private static string NewId() => Guid.NewGuid().ToString();

    private sealed record Entry(HooksProtocol.Happened Happened, HookVerdict.Deliver Verdict);

    private sealed record Under(HookDelivery Delivery, int Attempt);

    private sealed record Prepared(HookDelivery Delivery) : INoSerializationVerificationNeeded;

    private sealed record Ended(string Id, HookAttempt Attempt) : INoSerializationVerificationNeeded;

    private sealed record Broken(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed class Again : INoSerializationVerificationNeeded
    {
        public static Again Instance { get; } = new();
    }
}
