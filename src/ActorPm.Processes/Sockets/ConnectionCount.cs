using ActorPm.Core.Routing;

namespace ActorPm.Processes.Sockets;

/// <summary>Counts the connections of clients that a process holds.</summary>
public static class ConnectionCount
{
    /// <summary>Connections of TCP whose own end is one of the ports; those of Unix sockets are not seen.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="ports">The ports that it serves.</param>
    public static int Of(int pid, IReadOnlyCollection<int> ports)
    {
        var connected = SocketTable.Read(pid, "tcp").Concat(SocketTable.Read(pid, "tcp6"))
            .Where(row => row.IsConnected && row.Inode != 0 && ports.Contains(row.LocalPort))
            .Select(row => row.Inode)
            .ToHashSet();
        return connected.Count == 0 ? 0 : SocketTable.Of(pid).Count(socket => connected.Contains(socket.Inode));
    }
}
