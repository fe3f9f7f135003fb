using System.Collections.Concurrent;
using ActorPm.Core.Guard;
using ActorPm.Core.Instances;

namespace ActorPm.Processes.Guard;

/// <summary>How processes ended that somebody else has reaped, by their identity. The newest <see cref="Most"/>. Any thread.</summary>
internal sealed class ExitNotes
{
    /// <summary>More than that many end between two looks only where nobody asks for them.</summary>
    public const int Most = 8192;

    private readonly ConcurrentDictionary<(int Pid, long StartTicks), ExitStatus> _notes = new();
    private readonly ConcurrentQueue<(int Pid, long StartTicks)> _order = new();

    /// <summary>Notes one.</summary>
    public void Add(GuardMessage.Exited exited)
    {
        var key = (exited.Pid, exited.StartTicks);
        if (_notes.TryAdd(key, Native.PidFd.FromWaitStatus(exited.WaitStatus)))
        {
            _order.Enqueue(key);
            while (_order.Count > Most && _order.TryDequeue(out var oldest))
            {
                _notes.TryRemove(oldest, out _);
            }
        }
    }

    /// <summary>How that process ended; null when nobody has said so.</summary>
    public ExitStatus? Find(int pid, long startTicks) => _notes.GetValueOrDefault((pid, startTicks));
}
