using System.Collections.Immutable;
using ActorPm.Core.Guard;

namespace ActorPm.Cli.Guard;

/// <summary>What the guard has ended and the daemon has not been told of yet: a stopped one does not read. The newest stay when there are too many.</summary>
internal sealed class FencedNews
{
    private readonly Queue<FencedProcess> _untold = new();

    /// <summary>Whether there is any.</summary>
    public bool IsEmpty => _untold.Count == 0;

    /// <summary>Some more.</summary>
    public void Add(ImmutableArray<FencedProcess> ended)
    {
        foreach (var process in ended)
        {
            if (_untold.Count == FenceList.Most)
            {
                _untold.Dequeue();
            }

            _untold.Enqueue(process);
        }
    }

    /// <summary>Tells the daemon as far as it can be told.</summary>
    public PacketDeparture Tell(DaemonConnection connection)
    {
        while (_untold.Count > 0)
        {
            ImmutableArray<FencedProcess> some = [.. _untold.Take(GuardMessage.MostProcesses)];
            var departure = connection.Send(new GuardMessage.Fenced(some));
            if (departure is not PacketDeparture.Sent)
            {
                return departure;
            }

            for (var i = 0; i < some.Length; i++)
            {
                _untold.Dequeue();
            }
        }

        return PacketDeparture.Sent;
    }

    /// <summary>Gives up telling a daemon that is gone.</summary>
    /// <returns>What it was not told.</returns>
    public ImmutableArray<FencedProcess> TakeUntold()
    {
        ImmutableArray<FencedProcess> all = [.. _untold];
        _untold.Clear();
        return all;
    }
}
