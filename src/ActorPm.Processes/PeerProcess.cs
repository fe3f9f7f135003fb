using System.Net.Sockets;
using ActorPm.Core.Instances;
using ActorPm.Processes.Native;

namespace ActorPm.Processes;

/// <summary>The process at the other end of a Unix socket, held so that a signal reaches it and no other.</summary>
public sealed class PeerProcess : IDisposable
{
    private readonly Lock _gate = new();
    private int _fd;

    private PeerProcess(PeerCredentials credentials, int fd)
    {
        Credentials = credentials;
        _fd = fd;
    }

    /// <summary>What the kernel says of it.</summary>
    public PeerCredentials Credentials { get; }

    /// <summary>Its process id.</summary>
    public int Pid => Credentials.Pid;

    /// <summary>The peer of a connection; null when it is gone already.</summary>
    public static PeerProcess? Of(Socket connection)
    {
        var credentials = PeerCredentials.Of(connection);
        var fd = credentials.Pid > 0 ? LibC.pidfd_open(credentials.Pid) : -1;
        return fd >= 0 ? new PeerProcess(credentials, fd) : null;
    }

    /// <summary>Sends it a signal; one that is gone, or was disposed of, is no error.</summary>
    public void Signal(UnixSignal signal)
    {
        lock (_gate)
        {
            if (_fd >= 0)
            {
                PidFd.Signal(_fd, signal);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_fd >= 0)
            {
                _ = LibC.close(_fd);
                _fd = -1;
            }
        }
    }
}
