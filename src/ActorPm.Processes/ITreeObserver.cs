namespace ActorPm.Processes;

/// <summary>Hears of changes in trees of files. Called on the watcher's thread: whoever implements it hands the news on and returns.</summary>
public interface ITreeObserver
{
    /// <summary>The watch is in place: what changes from now on is told.</summary>
    /// <param name="directories">How many directories are watched.</param>
    void Watching(int directories);

    /// <summary>Something that matters has changed. One change may be told more than once.</summary>
    /// <param name="path">Its absolute path; the root of the tree when it is not known what changed.</param>
    /// <param name="change">What happened.</param>
    void Changed(string path, TreeChange change);

    /// <summary>A part of the tree is not watched; the rest is.</summary>
    /// <param name="problem">One sentence with the cause and the cure.</param>
    void Impaired(string problem);
}

/// <summary>What happened at a path.</summary>
public enum TreeChange
{
    /// <summary>Something new lies there: it was made, moved there, or found in a directory that is new itself.</summary>
    Created,

    /// <summary>A file's content, or its time of modification, is another.</summary>
    Modified,

    /// <summary>Nothing lies there any more.</summary>
    Deleted,

    /// <summary>Something changed somewhere below: there was more at once than the kernel remembers.</summary>
    Unknown,
}
