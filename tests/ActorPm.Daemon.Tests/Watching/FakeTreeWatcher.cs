using System.Collections.Immutable;
using ActorPm.Core.Watching;
using ActorPm.Processes;

namespace ActorPm.Daemon.Tests.Watching;

/// <summary>A watcher without files: a test says what changes.</summary>
internal sealed class FakeTreeWatcher : ITreeWatcher
{
    private readonly Lock _gate = new();
    private readonly List<FakeWatch> _watches = [];

    /// <summary>The watches that have not ended.</summary>
    public IReadOnlyList<FakeWatch> Watches
    {
        get
        {
            lock (_gate)
            {
                return [.. _watches];
            }
        }
    }

    public IDisposable Watch(ImmutableArray<WatchTarget> targets, ITreeObserver observer)
    {
        lock (_gate)
        {
            var watch = new FakeWatch(this, targets, observer);
            _watches.Add(watch);
            return watch;
        }
    }

    private void End(FakeWatch watch)
    {
        lock (_gate)
        {
            _watches.Remove(watch);
        }
    }

    /// <summary>One watch.</summary>
    internal sealed class FakeWatch(FakeTreeWatcher watcher, ImmutableArray<WatchTarget> targets, ITreeObserver observer) : IDisposable
    {
        public ImmutableArray<WatchTarget> Targets => targets;

        public void Change(string path) => observer.Changed(path, TreeChange.Modified);

        public void Dispose() => watcher.End(this);
    }
}
