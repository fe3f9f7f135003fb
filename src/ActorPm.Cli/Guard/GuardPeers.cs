using System.Diagnostics.CodeAnalysis;
using ActorPm.Core.Guard;
using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>The connections of the guard's socket: the daemon's, and a few that have not said who they are.</summary>
internal sealed unsafe class GuardPeers : IDisposable
{
    /// <summary>The most connections of strangers; the oldest goes when there are more.</summary>
    private const int MostStrangers = 16;

    private const int OwnDescriptors = 3;

    // Longer than any packet, so that a longer one is seen to be one.
    private readonly byte[] _buffer = new byte[GuardMessage.LongestPacket + 1];
    private readonly List<DaemonConnection> _strangers = [];

    /// <summary>The daemon's connection; null while there is none.</summary>
    public DaemonConnection? Daemon { get; private set; }

    /// <summary>Waits until something happens or the time is up.</summary>
    public void Wait(int signals, int listener, DaemonChild? daemon, bool waitsToSend, TimeSpan time)
    {
        var descriptors = stackalloc PollDescriptor[OwnDescriptors + 1 + MostStrangers];
        descriptors[0] = new PollDescriptor { Descriptor = signals, Asked = POLLIN };
        descriptors[1] = new PollDescriptor { Descriptor = listener, Asked = POLLIN };
        // A negative number is passed over.
        descriptors[2] = new PollDescriptor { Descriptor = daemon?.Descriptor ?? -1, Asked = POLLIN };
        descriptors[3] = new PollDescriptor { Descriptor = Daemon?.Descriptor ?? -1, Asked = (short)(POLLIN | (waitsToSend ? POLLOUT : 0)) };
        var count = OwnDescriptors + 1;
        foreach (var stranger in _strangers)
        {
            descriptors[count++] = new PollDescriptor { Descriptor = stranger.Descriptor, Asked = POLLIN };
        }

        _ = poll(descriptors, (nuint)count, (int)Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 0, int.MaxValue));
    }

    /// <summary>One more stranger.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="daemon">Whose connections are not the first to go.</param>
    public void Add(DaemonConnection connection, int? daemon)
    {
        if (_strangers.Count == MostStrangers)
        {
            Remove(_strangers.Find(stranger => stranger.Peer != daemon) ?? _strangers[0]);
        }

        _strangers.Add(connection);
    }

    /// <summary>A stranger is the daemon; a former connection of it ends.</summary>
    public void Promote(DaemonConnection connection)
    {
        Daemon?.Dispose();
        Daemon = connection;
        _ = _strangers.Remove(connection);
    }

    /// <summary>Ends a connection.</summary>
    public void Remove(DaemonConnection connection)
    {
        if (connection == Daemon)
        {
            Daemon = null;
        }

        _ = _strangers.Remove(connection);
        connection.Dispose();
    }

    /// <summary>Ends the daemon's, if there is one.</summary>
    public void RemoveDaemon()
    {
        if (Daemon is { } connection)
        {
            Remove(connection);
        }
    }

    /// <summary>The next packet of anybody; connections that ended or talk nonsense are closed on the way.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="message">What was said.</param>
    /// <param name="descriptors">What came beside it; the caller's from now on.</param>
    /// <returns>Whether there was one.</returns>
    public bool Next([NotNullWhen(true)] out DaemonConnection? connection, [NotNullWhen(true)] out GuardMessage? message, out int[] descriptors)
    {
        for (var i = _strangers.Count; i >= 0; i--)
        {
            // The daemon's first: a new connection of the same process replaces it, and what was said on the old one came before.
            connection = i == _strangers.Count ? Daemon : _strangers[i];
            if (connection is not null)
            {
                var arrival = GuardPacket.Receive(connection.Descriptor, _buffer, out descriptors, out var length);
                if (arrival is PacketArrival.NotYet)
                {
                    continue;
                }

                if (arrival is PacketArrival.Whole or PacketArrival.DescriptorsLost && GuardMessage.TryParse(_buffer.AsSpan(0, length), out message))
                {
                    return true;
                }

                foreach (var descriptor in descriptors)
                {
                    _ = close(descriptor);
                }

                Remove(connection);
            }
        }

        (connection, message, descriptors) = (null, null, []);
        return false;
    }

    public void Dispose()
    {
        RemoveDaemon();
        foreach (var stranger in _strangers)
        {
            stranger.Dispose();
        }

        _strangers.Clear();
    }
}
