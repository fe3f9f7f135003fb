namespace ActorPm.Processes.Watching;

/// <summary>
/// Who wants to hear of which directory. The kernel has one watch for a directory and a queue, and one queue serves all apps (it allows few of
/// them), so several trees may share a watch. Used by the watcher's thread only.
/// </summary>
internal sealed class WatchTable(Inotify inotify)
{
    private readonly Dictionary<int, List<WatchedDirectory>> _watches = [];

    /// <summary>How many watches the kernel keeps for us.</summary>
    public int Count => _watches.Count;

    /// <summary>Watches a directory for a tree.</summary>
    /// <returns>0, or the error number.</returns>
    public int Add(WatchedDirectory directory, uint mask)
    {
        var watch = inotify.Add(directory.Path, mask, out var errno);
        if (watch < 0)
        {
            return errno;
        }

        directory.Watch = watch;
        if (!_watches.TryGetValue(watch, out var sharers))
        {
            _watches[watch] = sharers = [];
        }

        sharers.Add(directory);
        return 0;
    }

    /// <summary>Ends a tree's interest in a directory.</summary>
    public void Remove(WatchedDirectory directory)
    {
        if (_watches.TryGetValue(directory.Watch, out var sharers) && sharers.Remove(directory) && sharers.Count == 0)
        {
            _watches.Remove(directory.Watch);
            inotify.Remove(directory.Watch);
        }
    }

    /// <summary>Those who want to hear of a watch, as they are now.</summary>
    public IReadOnlyList<WatchedDirectory> SharersOf(int watch) => _watches.TryGetValue(watch, out var sharers) ? [.. sharers] : [];

    /// <summary>The kernel has ended a watch: its directory is gone.</summary>
    public void Forget(int watch) => _watches.Remove(watch);
}

/// <summary>A directory as one tree knows it.</summary>
/// <param name="tree">The tree.</param>
/// <param name="path">Its absolute path by the tree's own root.</param>
internal sealed class WatchedDirectory(WatchedTree tree, string path)
{
    /// <summary>Whose it is.</summary>
    public WatchedTree Tree => tree;

    /// <summary>Its absolute path by the tree's own root.</summary>
    public string Path => path;

    /// <summary>The kernel's number for it.</summary>
    public int Watch { get; set; } = -1;

    /// <summary>The path of an entry.</summary>
    public string PathOf(string name) => path == "/" ? "/" + name : $"{path}/{name}";
}
