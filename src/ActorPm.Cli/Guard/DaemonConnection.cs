using ActorPm.Core.Guard;
using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>One connection to the guard's socket. Its peer is a stranger until it has said hello and the guard has believed it.</summary>
internal sealed class DaemonConnection(int descriptor, int peer) : IDisposable
{
    // What a recall still has to say: keys first, then ends, then that it is done. Bounded by what the guard keeps.
    private DescriptorKey[] _keys = [];
    private GuardMessage.Exited[] _ended = [];
    private int _nextKey, _nextEnded;
    private Recall _recall = Recall.None;

    private enum Recall
    {
        None,
        Answering,
    }

    /// <summary>The socket.</summary>
    public int Descriptor => descriptor;

    /// <summary>The process that connected, by the kernel's word.</summary>
    public int Peer => peer;

    /// <summary>Whether something waits until the daemon reads.</summary>
    public bool HasMoreToSend => _recall is Recall.Answering;

    /// <summary>Begins an answer to <see cref="GuardMessage.Recall"/>; one that was under way begins anew.</summary>
    public void BeginRecall(DescriptorKey[] keys, GuardMessage.Exited[] ended)
    {
        (_keys, _ended, _nextKey, _nextEnded, _recall) = (keys, ended, 0, 0, Recall.Answering);
    }

    /// <summary>Goes on with it as far as the daemon reads.</summary>
    public PacketDeparture Continue(DescriptorStore store)
    {
        Span<int> descriptors = stackalloc int[GuardMessage.MostKeys];
        while (_recall is Recall.Answering)
        {
            PacketDeparture departure;
            if (_nextKey < _keys.Length)
            {
                var end = Math.Min(_keys.Length, _nextKey + GuardMessage.MostKeys);
                var keys = new List<DescriptorKey>(GuardMessage.MostKeys);
                for (var i = _nextKey; i < end; i++)
                {
                    // Dropped since, perhaps.
                    if (store.Find(_keys[i]) is { } kept)
                    {
                        descriptors[keys.Count] = kept;
                        keys.Add(_keys[i]);
                    }
                }

                departure = keys.Count == 0 ? PacketDeparture.Sent : GuardPacket.Send(descriptor, new GuardMessage.Kept([.. keys]).ToBytes(), descriptors[..keys.Count]);
                _nextKey = departure is PacketDeparture.Sent ? end : _nextKey;
            }
            else if (_nextEnded < _ended.Length)
            {
                departure = GuardPacket.Send(descriptor, _ended[_nextEnded].ToBytes(), []);
                _nextEnded += departure is PacketDeparture.Sent ? 1 : 0;
            }
            else
            {
                departure = GuardPacket.Send(descriptor, new GuardMessage.Recalled().ToBytes(), []);
                if (departure is PacketDeparture.Sent)
                {
                    (_keys, _ended, _recall) = ([], [], Recall.None);
                }
            }

            if (departure is not PacketDeparture.Sent)
            {
                return departure;
            }
        }

        return PacketDeparture.Sent;
    }

    /// <summary>Sends a word, unless something waits already.</summary>
    public PacketDeparture Send(GuardMessage message) => HasMoreToSend ? PacketDeparture.Full : GuardPacket.Send(descriptor, message.ToBytes(), []);

    public void Dispose() => _ = close(descriptor);
}
