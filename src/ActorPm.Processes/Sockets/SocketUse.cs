using System.Globalization;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>Tells whether a program has begun to wait for connections on sockets that it was handed.</summary>
public interface ISocketUse
{
    /// <summary>
    /// Whether a process, or a descendant of it, waits for connections: has a listening socket in an epoll set, or sleeps in accept or poll with one open.
    /// </summary>
    /// <param name="pid">The main process of an instance.</param>
    bool WaitsForConnections(int pid);
}

/// <summary>Looks into /proc.</summary>
public sealed class SocketUse : ISocketUse
{
    // Where a thread sleeps that waits for a connection, or for several descriptors at a time.
    private static readonly string[] Waits = ["inet_csk_accept", "unix_accept", "skb_wait_for_more_packets", "__skb_wait_for_more_packets", "do_poll", "poll_schedule_timeout", "do_select"];

    /// <inheritdoc/>
    public bool WaitsForConnections(int pid)
    {
        foreach (var member in TreeOf(pid))
        {
            var listening = ListeningOf(member);
            if (listening.Count > 0 && (IsInEpoll(member, listening) || SleepsInAccept(member)))
            {
                return true;
            }
        }

        return false;
    }

    private static List<int> TreeOf(int root)
    {
        var all = ProcessList.All();
        var tree = new List<int> { root };
        for (var at = 0; at < tree.Count; at++)
        {
            var parent = tree[at];
            foreach (var process in all)
            {
                if (process.Parent == parent && process.IsAlive && !tree.Contains(process.Pid))
                {
                    tree.Add(process.Pid);
                }
            }
        }

        return tree;
    }

    // The descriptors of a process that are listening sockets: TCP by the kernel's table, Unix by its flag.
    private static HashSet<int> ListeningOf(int pid)
    {
        var sockets = SocketTable.Of(pid).ToList();
        if (sockets.Count == 0)
        {
            return [];
        }

        var inodes = SocketTable.Read(pid, "tcp").Concat(SocketTable.Read(pid, "tcp6")).Where(row => row.IsListening).Select(row => row.Inode)
            .Concat(UnixListeners(pid)).ToHashSet();
        return [.. sockets.Where(socket => inodes.Contains(socket.Inode)).Select(socket => socket.Descriptor)];
    }

    private static IEnumerable<ulong> UnixListeners(int pid)
    {
        // include/linux/net.h: __SO_ACCEPTCON, in the fourth column.
        const int AcceptsConnections = 1 << 16;
        foreach (var line in Lines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/net/unix")).Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 7 && int.TryParse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var flags) && (flags & AcceptsConnections) != 0
                && ulong.TryParse(fields[6], NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
            {
                yield return inode;
            }
        }
    }

    private static bool IsInEpoll(int pid, HashSet<int> listening)
    {
        foreach (var path in Entries(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fdinfo")))
        {
            foreach (var line in Lines(path))
            {
                // tfd:        7 events:       19 data: …
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length >= 4 && fields[0] == "tfd:" && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var target)
                    && listening.Contains(target)
                    && uint.TryParse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var events) && (events & LibC.EPOLLIN) != 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool SleepsInAccept(int pid) =>
        Entries(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task")).Any(thread => Lines($"{thread}/wchan").Any(Waits.Contains) || IsInAccept($"{thread}/syscall"));

    // Where the kernel hides wchan: the number of the system call that a thread sleeps in.
    private static bool IsInAccept(string path) => Lines(path).Any(line => line.Split(' ')[0] is var call
        && (System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.X64
            ? call is "43" or "288" or "7" or "271" or "23" or "270"
            : call is "202" or "242" or "73" or "72"));

    private static string[] Entries(string directory)
    {
        try
        {
            return Directory.GetFileSystemEntries(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or somebody else's: nothing to be seen.
            return [];
        }
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
