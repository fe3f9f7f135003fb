using System.Globalization;
using ActorPm.Core.Routing;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>Who has a port, as far as /proc shows it.</summary>
internal static class PortOwner
{
    /// <summary>The program and its pid, for people; null when it cannot be seen (another user's, another container's).</summary>
    public static string? Find(SocketWish wish)
    {
        string[] tables = wish.Kind is SocketKind.Udp ? ["udp", "udp6"] : ["tcp", "tcp6"];
        var inodes = tables
            .SelectMany(table => SocketTable.Read(Environment.ProcessId, table))
            .Where(row => row.LocalPort == wish.Port && row.Inode != 0 && (row.IsListening || wish.Kind is SocketKind.Udp))
            .Select(row => row.Inode)
            .ToHashSet();
        if (inodes.Count == 0)
        {
            return null;
        }

        foreach (var process in ProcessList.All())
        {
            if (SocketTable.Of(process.Pid).Any(socket => inodes.Contains(socket.Inode)))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{NameOf(process.Pid)} (pid {process.Pid})");
            }
        }

        return null;
    }

    private static string NameOf(int pid)
    {
        Span<byte> name = stackalloc byte[64];
        var length = ProcFile.Read(pid, "comm\0"u8, name);
        return length > 0 ? System.Text.Encoding.UTF8.GetString(name[..length]).TrimEnd('\n') : "a program";
    }
}
