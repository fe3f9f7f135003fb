using ActorPm.Processes.Native;

namespace ActorPm.Processes.Watching;

/// <summary>
/// Waits for what becomes of the root of a tree: watches its parent, or the nearest directory above it that exists, for the one name that leads to
/// the root. So a root may be a single file that editors replace, a link that is turned elsewhere, or a directory that goes and comes again.
/// </summary>
internal sealed class RootWatch(WatchedTree tree, string root, WatchTable table)
{
    private const uint Names = LibC.IN_CREATE | LibC.IN_DELETE | LibC.IN_MOVED_FROM | LibC.IN_MOVED_TO | LibC.IN_DELETE_SELF | LibC.IN_MOVE_SELF | LibC.IN_ONLYDIR;
    private const uint Contents = LibC.IN_MODIFY | LibC.IN_ATTRIB;

    private WatchedDirectory? _directory;
    private string _awaited = "";

    /// <summary>Whether a watched directory is this one.</summary>
    public bool IsIt(WatchedDirectory directory) => ReferenceEquals(directory, _directory);

    /// <summary>Begins to wait.</summary>
    public void Begin()
    {
        // From the root upwards until a directory exists; again when what is awaited appeared before the watch was there.
        for (var above = Path.GetDirectoryName(root); above is not null;)
        {
            _awaited = Path.GetRelativePath(above, root).Split('/')[0];
            var directory = new WatchedDirectory(tree, above);
            var isParent = above == Path.GetDirectoryName(root);
            // Of a directory's own content its own watch tells.
            var errno = table.Add(directory, isParent && !Directory.Exists(root) ? Names | Contents : Names);
            if (errno == 0)
            {
                _directory = directory;
                var next = directory.PathOf(_awaited);
                if (isParent || !Directory.Exists(next))
                {
                    return;
                }

                End();
                above = next;
            }
            else if (errno is LibC.ENOENT or LibC.ENOTDIR)
            {
                above = Path.GetDirectoryName(above);
            }
            else
            {
                tree.Complain(above, errno);
                return;
            }
        }
    }

    /// <summary>Ends the wait.</summary>
    public void End()
    {
        if (_directory is { } directory)
        {
            _directory = null;
            table.Remove(directory);
        }
    }

    /// <summary>Something happened in the directory above.</summary>
    public void Handle(InotifyEvent happened)
    {
        if (_directory is not { } directory)
        {
            return;
        }

        if (happened.Has(LibC.IN_DELETE_SELF | LibC.IN_MOVE_SELF | LibC.IN_IGNORED | LibC.IN_UNMOUNT))
        {
            End();
            Begin();
            Compare();
        }
        else if (happened.Name != _awaited)
        {
            // A neighbour.
        }
        else if (directory.PathOf(_awaited) != root)
        {
            End();
            Begin();
            Compare();
        }
        else if (happened.Has(LibC.IN_DELETE | LibC.IN_MOVED_FROM))
        {
            tree.RootVanished();
            if (!happened.Has(LibC.IN_ISDIR))
            {
                tree.HandleFile(root, happened);
            }

            WatchContents();
        }
        else if (happened.Has(LibC.IN_CREATE | LibC.IN_MOVED_TO) && Directory.Exists(root))
        {
            tree.RootAppeared();
        }
        else if (!happened.Has(LibC.IN_ISDIR))
        {
            tree.HandleFile(root, happened);
        }
    }

    // What is there now may be another than before, even if it looks the same.
    private void Compare()
    {
        if (Directory.Exists(root))
        {
            tree.RootAppeared();
            return;
        }

        tree.RootVanished();
        if (File.Exists(root))
        {
            tree.HandleFile(root, new InotifyEvent(-1, LibC.IN_CREATE, _awaited));
        }
    }

    // What comes next at this place may be a file.
    private void WatchContents()
    {
        if (_directory is { } directory)
        {
            End();
            _directory = null;
            var wider = new WatchedDirectory(tree, directory.Path);
            if (table.Add(wider, Names | Contents) == 0)
            {
                _directory = wider;
                if (Directory.Exists(root))
                {
                    // It came back between the two watches, which nobody tells.
                    tree.RootAppeared();
                }
            }
            else
            {
                Begin();
            }
        }
    }
}
