using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorPm.Core.Instances;
using ActorPm.Processes.Native;

namespace ActorPm.Processes;

/// <summary>The process at the other end of a Unix socket, as the kernel names it (SO_PEERCRED, unix(7)): nobody can claim to be another.</summary>
public sealed class PeerProcess : IDisposable
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    private readonly Lock _gate = new();
    private int _fd;

    private PeerProcess(int pid, int fd)
    {
        Pid = pid;
        _fd = fd;
    }

    /// <summary>Its process id.</summary>
    public int Pid { get; }

    /// <summary>The peer of a connection; null when it is gone already.</summary>
    public static PeerProcess? Of(Socket connection)
    {
        // struct ucred: pid, uid, gid.
        var credentials = new byte[12];
        connection.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        var pid = MemoryMarshal.Read<int>(credentials);
        var fd = pid > 0 ? LibC.pidfd_open(pid) : -1;
        return fd >= 0 ? new PeerProcess(pid, fd) : null;
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
