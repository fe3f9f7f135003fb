using ActorPm.Core.Instances;

namespace ActorPm.Processes.Tests;

/// <summary>Remembers what it heard.</summary>
internal sealed class RecordingObserver : IProcessObserver
{
    private readonly TaskCompletionSource<(int Attempt, ExitStatus Status, Leftovers Leftovers)> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _treeGone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Action? WhenExited { get; init; }

    public Task<(int Attempt, ExitStatus Status, Leftovers Leftovers)> ExitedAsync => _exited.Task;

    public Task<int> TreeGoneAsync => _treeGone.Task;

    public async Task AllGoneAsync()
    {
        if ((await ExitedAsync).Leftovers == Leftovers.Some)
        {
            await TreeGoneAsync;
        }
    }

    public void Exited(int attempt, ExitStatus status, Leftovers leftovers)
    {
        WhenExited?.Invoke();
        _exited.SetResult((attempt, status, leftovers));
    }

    public void TreeGone(int attempt) => _treeGone.SetResult(attempt);
}
