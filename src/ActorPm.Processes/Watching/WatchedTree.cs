using System.IO.Enumeration;
using ActorPm.Core.Watching;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Watching;

/// <summary>
/// One watched tree or file. Used by the watcher's thread only.
/// </summary>
/// <remarks>
/// Every directory of the tree has a watch of its own; it is set before the directory is read, so nothing falls between: what the reading does not
/// find is told by the kernel. Of what lies above the tree, <see cref="RootWatch"/> knows.
/// </remarks>
internal sealed class WatchedTree
{
    private const uint DirectoryMask = LibC.IN_MODIFY | LibC.IN_ATTRIB | LibC.IN_CREATE | LibC.IN_DELETE | LibC.IN_MOVED_FROM | LibC.IN_MOVED_TO
        | LibC.IN_ONLYDIR | LibC.IN_EXCL_UNLINK;

    // A file's times may lag behind the clock by a tick of the kernel, and the news of them waits in the queue.
    private static readonly TimeSpan Recently = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, WatchedDirectory> _directories = new(StringComparer.Ordinal);
    private readonly WatchTarget _target;
    private readonly ITreeObserver _observer;
    private readonly WatchTable _table;
    private readonly TimeProvider _clock;
    private readonly RootWatch _above;
    private bool _rootIsDirectory;
    private bool _impaired;

    public WatchedTree(WatchTarget target, ITreeObserver observer, WatchTable table, TimeProvider clock)
    {
        _target = target;
        _observer = observer;
        _table = table;
        _clock = clock;
        _above = new RootWatch(this, target.Root, table);
    }

    /// <summary>How many directories are watched.</summary>
    public int Directories => _directories.Count;

    /// <summary>Begins; what is there is not told of.</summary>
    public void Begin()
    {
        _above.Begin();
        Enter(_target.Root, tell: false);
    }

    /// <summary>Ends all watches of the tree.</summary>
    public void End()
    {
        _above.End();
        Leave();
    }

    /// <summary>The kernel has lost messages: something changed, and any directory may be a new one.</summary>
    public void StartOver()
    {
        End();
        Begin();
        _observer.Changed(_target.Root, TreeChange.Unknown);
    }

    /// <summary>Something happened in a watched directory.</summary>
    public void Handle(WatchedDirectory directory, InotifyEvent happened)
    {
        if (_above.IsIt(directory))
        {
            _above.Handle(happened);
        }
        else if (!_directories.TryGetValue(directory.Path, out var known) || !ReferenceEquals(known, directory))
        {
            // Not watched any more since this was told.
        }
        else if (happened.Has(LibC.IN_IGNORED))
        {
            _directories.Remove(directory.Path);
        }
        else if (happened.Name.Length > 0)
        {
            var path = directory.PathOf(happened.Name);
            if (happened.Has(LibC.IN_ISDIR))
            {
                HandleDirectory(path, happened);
            }
            else
            {
                HandleFile(path, happened);
            }
        }
    }

    /// <summary>Something happened to a file of the tree, or to the one file that is the tree.</summary>
    public void HandleFile(string path, InotifyEvent happened)
    {
        if (!_target.Filter.Counts(path, WatchedKind.File))
        {
            return;
        }

        if (happened.Has(LibC.IN_CREATE | LibC.IN_MOVED_TO))
        {
            _observer.Changed(path, TreeChange.Created);
        }
        else if (happened.Has(LibC.IN_DELETE | LibC.IN_MOVED_FROM))
        {
            _observer.Changed(path, TreeChange.Deleted);
        }
        else if (happened.Has(LibC.IN_MODIFY) || WasTouched(path))
        {
            _observer.Changed(path, TreeChange.Modified);
        }
    }

    /// <summary>The root has become a directory: all that is in it is new.</summary>
    public void RootAppeared()
    {
        Leave();
        Tell(_target.Root, WatchedKind.Directory, TreeChange.Created);
        Enter(_target.Root, tell: true);
    }

    /// <summary>The root is a directory no more.</summary>
    public void RootVanished()
    {
        if (_rootIsDirectory)
        {
            Leave();
            Tell(_target.Root, WatchedKind.Directory, TreeChange.Deleted);
        }
    }

    /// <summary>A directory cannot be watched.</summary>
    public void Complain(string path, int errno)
    {
        if (_impaired || errno is LibC.ENOENT or LibC.ENOTDIR)
        {
            // Gone since it was seen, or a link. And one sentence says it for all directories of a tree.
            return;
        }

        _impaired = true;
        _observer.Impaired(WatchProblem.Of(path, errno));
    }

    private void HandleDirectory(string path, InotifyEvent happened)
    {
        if (_target.Filter.Prunes(path))
        {
            return;
        }

        if (happened.Has(LibC.IN_CREATE | LibC.IN_MOVED_TO))
        {
            Tell(path, WatchedKind.Directory, TreeChange.Created);
            Enter(path, tell: true);
        }
        else if (happened.Has(LibC.IN_MOVED_FROM))
        {
            // Its watches have moved along with it, and would tell of paths that are not so any more.
            Forget(path);
            foreach (var below in _directories.Keys.Where(known => known.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
            {
                Forget(below);
            }

            Tell(path, WatchedKind.Directory, TreeChange.Deleted);
        }
        else if (happened.Has(LibC.IN_DELETE))
        {
            Forget(path);
            Tell(path, WatchedKind.Directory, TreeChange.Deleted);
        }
    }

    // Watches a directory and all below it. Nested calls would follow a deep tree into a stack overflow.
    private void Enter(string top, bool tell)
    {
        var toEnter = new Stack<string>([top]);
        while (toEnter.TryPop(out var path))
        {
            if (!_directories.ContainsKey(path))
            {
                var directory = new WatchedDirectory(this, path);
                // The root may be a link: it is what the user named.
                var errno = _table.Add(directory, path == _target.Root ? DirectoryMask : DirectoryMask | LibC.IN_DONT_FOLLOW);
                if (errno != 0)
                {
                    Complain(path, errno);
                    if (errno is LibC.ENOSPC or LibC.ENOMEM)
                    {
                        return;
                    }

                    continue;
                }

                _directories.Add(path, directory);
                _rootIsDirectory |= path == _target.Root;
            }

            Read(path, toEnter, tell);
        }
    }

    private void Read(string path, Stack<string> toEnter, bool tell)
    {
        try
        {
            foreach (var (name, isDirectory) in new FileSystemEnumerable<(string Name, bool IsDirectory)>(
                path, (ref entry) => (entry.FileName.ToString(), entry.IsDirectory), new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false })
            {
                // A file that was there before costs nothing, not even its name.
                ShouldIncludePredicate = (ref entry) => tell || entry.IsDirectory,
            })
            {
                var child = path == "/" ? "/" + name : $"{path}/{name}";
                if (isDirectory && !_target.Filter.Prunes(child))
                {
                    toEnter.Push(child);
                }

                if (tell)
                {
                    Tell(child, isDirectory ? WatchedKind.Directory : WatchedKind.File, TreeChange.Created);
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already; its parent's watch tells of it.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Complain(path, LibC.EACCES);
        }
    }

    private void Leave()
    {
        foreach (var directory in _directories.Values)
        {
            _table.Remove(directory);
        }

        _directories.Clear();
        _rootIsDirectory = false;
    }

    private void Forget(string path)
    {
        if (_directories.Remove(path, out var directory))
        {
            _table.Remove(directory);
        }
    }

    private void Tell(string path, WatchedKind kind, TreeChange change)
    {
        if (_target.Filter.Counts(path, kind))
        {
            _observer.Changed(path, change);
        }
    }

    // The kernel tells alike of new times (touch), of rights and of owners; only the first counts.
    private bool WasTouched(string path)
    {
        try
        {
            return File.Exists(path) && _clock.GetUtcNow() - File.GetLastWriteTimeUtc(path) < Recently;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Gone or hidden meanwhile, which has told, or will tell, its own story.
            return false;
        }
    }
}
