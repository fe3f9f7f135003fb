using System.Collections.Concurrent;
using System.Text;
using ActorPm.Core.Instances;

namespace ActorPm.Processes.Tests;

/// <summary>Remembers what it heard.</summary>
internal sealed class RecordingObserver : IProcessObserver
{
    private readonly TaskCompletionSource<(int Attempt, ExitStatus Status, Leftovers Leftovers)> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _channelClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    /// <summary>What is done with each message on the event thread, before it is disposed of; by default it is remembered as text.</summary>
    public Action<ChannelMessage>? WhenMessage { get; init; }

    /// <summary>The messages, in order.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    public Task<int> ChannelClosedAsync => _channelClosed.Task;

    public void Message(ChannelMessage message)
    {
        if (WhenMessage is { } take)
        {
            take(message);
            return;
        }

        Messages.Enqueue(Encoding.UTF8.GetString(message.Json.Span));
        message.Dispose();
    }

    public void ChannelClosed(int attempt) => _channelClosed.SetResult(attempt);

    public void TreeGone(int attempt) => _treeGone.SetResult(attempt);
}
