using System.Collections.Concurrent;
using ActorPm.Core.Messages;

namespace ActorPm.Daemon.Events;

/// <summary>What each running app has told of itself, by slot: anybody reads. An entry lives as long as the process that made it.</summary>
internal sealed class AxmBoard
{
    private readonly ConcurrentDictionary<long, AxmState> _states = new();

    /// <summary>What the process of a slot has told; <see cref="AxmState.Empty"/> when nothing.</summary>
    public AxmState Of(long serial) => _states.GetValueOrDefault(serial, AxmState.Empty);

    /// <summary>Takes a message.</summary>
    public void Apply(long serial, AppMessage message)
    {
        // Most messages say nothing of this.
        if (message is AppMessage.Action or AppMessage.Metrics or AppMessage.Options or AppMessage.NodeVersion)
        {
            _states.AddOrUpdate(serial, static (_, news) => AxmState.Empty.After(news), static (_, state, news) => state.After(news), message);
        }
    }

    /// <summary>Forgets what a process had told that has ended.</summary>
    public void Clear(long serial) => _states.TryRemove(serial, out _);
}
