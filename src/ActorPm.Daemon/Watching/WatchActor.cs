using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Apps;
using ActorPm.Core.Restarts;
using ActorPm.Core.Watching;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;
using ActorPm.Processes;

namespace ActorPm.Daemon.Watching;

/// <summary>Watches the files of one app, and has all its instances restarted when they change.</summary>
internal sealed class WatchActor : UntypedActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly AppName _app;
    private readonly ImmutableArray<WatchTarget> _targets;
    private readonly WatchDebounce _debounce;
    private readonly IActorRef _apps;
    private readonly CatalogBoard _list;
    private readonly ITreeWatcher _watcher;
    private readonly TimeProvider _clock;
    private readonly WatchRelay _relay;
    private WatchPhase _phase = new WatchPhase.Idle();
    private IDisposable? _watch;

    /// <summary>Use <see cref="Props"/>.</summary>
    public WatchActor(AppName app, ImmutableArray<WatchTarget> targets, TimeSpan delay, IActorRef apps, CatalogBoard list, ITreeWatcher watcher, TimeProvider clock)
    {
        _app = app;
        _targets = targets;
        _debounce = new WatchDebounce(delay);
        _apps = apps;
        _list = list;
        _watcher = watcher;
        _clock = clock;
        _relay = new WatchRelay(Self, clock);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A watch for as long as the actor lives.</summary>
    /// <param name="app">Whose files they are.</param>
    /// <param name="targets">The files.</param>
    /// <param name="delay">The app's own pause between a change and the restart.</param>
    /// <param name="apps">The parent of all apps.</param>
    /// <param name="list">The list, for the app's slots.</param>
    /// <param name="watcher">The OS edge.</param>
    /// <param name="clock">The time.</param>
    public static Props Props(
        AppName app, ImmutableArray<WatchTarget> targets, TimeSpan delay, IActorRef apps, CatalogBoard list, ITreeWatcher watcher, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new WatchActor(app, targets, delay, apps, list, watcher, clock));

    /// <inheritdoc/>
    protected override void PreStart() => _watch = _watcher.Watch(_targets, _relay);

    /// <inheritdoc/>
    protected override void PostStop() => _watch?.Dispose();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchRelay.Noticed:
                TakeNews();
                Arm();
                break;
            case Due:
                OnDue();
                break;
            case Restarted:
                _phase = WatchDebounce.AfterRestart(_phase, _clock.GetUtcNow());
                TakeNews();
                Arm();
                break;
            case WatchRelay.Began began:
                _log.Info("Watching {Directories} directories for {App}: {Roots}", began.Directories, _app, string.Join(", ", _targets.Select(target => target.Root)));
                break;
            case WatchRelay.Problem problem:
                _log.Warning("The watch of {App} is incomplete: {Problem}", _app, problem.Sentence);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void TakeNews()
    {
        if (_relay.Take() is { } news)
        {
            _phase = WatchDebounce.AfterChange(_phase, news.Last, news.Path);
        }
    }

    private void Arm()
    {
        if (_debounce.DueAt(_phase) is { } due)
        {
            var pause = due - _clock.GetUtcNow();
            Timers.StartSingleTimer(Due.Instance, Due.Instance, pause > TimeSpan.Zero ? pause : TimeSpan.Zero);
        }
    }

    private void OnDue()
    {
        TakeNews();
        if (_phase is not WatchPhase.Gathering gathering)
        {
            return;
        }

        if (_debounce.DueAt(_phase) > _clock.GetUtcNow())
        {
            // More changed while the timer ran.
            Arm();
            return;
        }

        _log.Info("Change detected on path {Path} for app {App} - restarting", gathering.Path, _app);
        _phase = new WatchPhase.Restarting(null);
        // If the app does not settle at all, its files are listened to again all the same.
        OnlineRestart.SettledAsync(_apps, _list, _app, new RestartCause.FilesChanged(gathering.Path))
            .PipeTo(Self, success: () => Restarted.Instance, failure: _ => Restarted.Instance);
    }

    private sealed class Due : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static Due Instance { get; } = new();
    }

    private sealed class Restarted : INoSerializationVerificationNeeded
    {
        public static Restarted Instance { get; } = new();
    }
}
