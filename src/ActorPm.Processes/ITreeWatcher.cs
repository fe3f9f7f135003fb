using System.Collections.Immutable;
using ActorPm.Core.Watching;

namespace ActorPm.Processes;

/// <summary>Tells of changes in trees of files.</summary>
public interface ITreeWatcher
{
    /// <summary>
    /// Begins to watch. What lies there already is not told of, only what changes from now on; directories that are made later are watched as well.
    /// Links in a tree are not followed. A root that is missing, or goes, is waited for.
    /// </summary>
    /// <param name="targets">The trees and files. Directories that their filters prune are never entered and cost nothing.</param>
    /// <param name="observer">Who is told.</param>
    /// <returns>Dispose it to end the watch. What was on its way may still be told.</returns>
    IDisposable Watch(ImmutableArray<WatchTarget> targets, ITreeObserver observer);
}
