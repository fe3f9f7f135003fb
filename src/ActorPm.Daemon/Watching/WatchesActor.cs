using System.Collections.Immutable;
using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Logs;
using ActorPm.Core.Watching;
using ActorPm.Daemon.Catalog;
using ActorPm.Processes;

namespace ActorPm.Daemon.Watching;

/// <summary>Keeps a watch for each app on the list that is watched and shall run, however many instances it has.</summary>
internal sealed class WatchesActor : UntypedActor
{
    private readonly Dictionary<AppName, Watch> _watches = [];
    private readonly IActorRef _apps;
    private readonly CatalogBoard _list;
    private readonly ITreeWatcher _watcher;
    private readonly string _home;
    private readonly TimeProvider _clock;
    private AppCatalog _followed = AppCatalog.Empty;

    /// <summary>Use <see cref="Props"/>.</summary>
    public WatchesActor(IActorRef apps, CatalogBoard list, ITreeWatcher watcher, string home, TimeProvider clock)
    {
        _apps = apps;
        _list = list;
        _watcher = watcher;
        _home = home;
        _clock = clock;
    }

    /// <summary>The parent of all watches.</summary>
    /// <param name="apps">The parent of all apps.</param>
    /// <param name="list">Where the list is published.</param>
    /// <param name="watcher">The OS edge.</param>
    /// <param name="home">The daemon's home: what it writes there is no change of anybody's files.</param>
    /// <param name="clock">The time.</param>
    public static Props Props(IActorRef apps, CatalogBoard list, ITreeWatcher watcher, string home, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new WatchesActor(apps, list, watcher, home, clock));

    /// <inheritdoc/>
    protected override void PreStart() => _list.Subscribe(Self);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case CatalogProtocol.ListPublished when !ReferenceEquals(_list.Current, _followed):
                Follow(_followed = _list.Current);
                break;
            case CatalogProtocol.ListPublished:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Follow(AppCatalog catalog)
    {
        foreach (var (name, watch) in _watches.Where(pair => catalog.Find(pair.Key) is not { } entry || !IsWatched(entry)).ToList())
        {
            Context.Stop(watch.Actor);
            _watches.Remove(name);
        }

        foreach (var entry in catalog.Apps.Values.Where(IsWatched))
        {
            var known = _watches.GetValueOrDefault(entry.Spec.Name);
            if (known is not null && known.Spec.Watch == entry.Spec.Watch && known.Spec.WorkingDirectory == entry.Spec.WorkingDirectory
                && known.Spec.Logs == entry.Spec.Logs && known.Spec.PidFile == entry.Spec.PidFile && known.Slots == entry.Slots.Length)
            {
                continue;
            }

            if (known is not null)
            {
                Context.Stop(known.Actor);
            }

            var actor = Context.ActorOf(WatchActor.Props(entry.Spec.Name, TargetsOf(entry), entry.Spec.Watch.Delay, _apps, _list, _watcher, _clock));
            _watches[entry.Spec.Name] = new Watch(entry.Spec, entry.Slots.Length, actor);
        }
    }

    private static bool IsWatched(CatalogEntry entry) =>
        entry.Spec.Watch.Enabled && entry.Slots.Any(slot => slot.Wish is DesiredState.Running);

    private ImmutableArray<WatchTarget> TargetsOf(CatalogEntry entry) => WatchTarget.Of(
        entry.Spec.Watch.Paths, entry.Spec.WorkingDirectory, entry.Spec.Watch.Ignore, entry.Spec.Watch.Extensions,
        [_home, .. entry.Slots.SelectMany(slot => FilesOf(entry.Spec, slot)).OfType<string>().Distinct()]);

    // What the daemon writes for an instance: a restart writes it anew, and must not be the cause of the next.
    private IEnumerable<string?> FilesOf(AppSpec spec, Slot slot) =>
    [
        AppFilePaths.Out(_home, spec, slot.Ordinal, slot.PmId), AppFilePaths.Error(_home, spec, slot.Ordinal, slot.PmId),
        AppFilePaths.Combined(_home, spec, slot.Ordinal, slot.PmId), AppFilePaths.Pid(_home, spec, slot.PmId),
    ];

    private sealed record Watch(AppSpec Spec, int Slots, IActorRef Actor);
}
