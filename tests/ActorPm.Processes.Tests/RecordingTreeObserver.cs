using System.Collections.Concurrent;

namespace ActorPm.Processes.Tests;

/// <summary>Writes down what a watcher tells.</summary>
internal sealed class RecordingTreeObserver : ITreeObserver
{
    private readonly TaskCompletionSource<int> _watching = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile TaskCompletionSource? _hold;

    /// <summary>Completes with the number of watched directories when the watch is in place.</summary>
    public Task<int> IsWatching => _watching.Task;

    public ConcurrentQueue<(string Path, TreeChange Change)> Changes { get; } = new();

    public ConcurrentQueue<string> Problems { get; } = new();

    public void Watching(int directories) => _watching.TrySetResult(directories);

    public void Changed(string path, TreeChange change)
    {
        Changes.Enqueue((path, change));
        _hold?.Task.Wait();
    }

    /// <summary>Keeps the watcher's thread at the next change until it is disposed.</summary>
    public IDisposable HoldAtNextChange()
    {
        var hold = _hold = new TaskCompletionSource();
        return new Release(hold);
    }

    public void Impaired(string problem) => Problems.Enqueue(problem);

    public bool Has(string path, TreeChange change) => Changes.Contains((path, change));

    private sealed class Release(TaskCompletionSource hold) : IDisposable
    {
        public void Dispose() => hold.TrySetResult();
    }
}
