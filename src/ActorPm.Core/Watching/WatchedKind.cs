namespace ActorPm.Core.Watching;

/// <summary>What lies at a path of a watched tree.</summary>
public enum WatchedKind
{
    /// <summary>A file, or anything else that holds no entries: a link is one as well, whatever it points to.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,
}
