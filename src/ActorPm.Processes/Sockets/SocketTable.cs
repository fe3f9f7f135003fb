using System.Globalization;
using System.Text;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>The sockets of TCP and UDP as <c>/proc/PID/net</c> lists them, for the network that a process sees.</summary>
internal static class SocketTable
{
    // include/net/tcp_states.h
    private const int Established = 1, Listen = 10, SynReceived = 3, CloseWait = 8;

    /// <summary>All rows of a table.</summary>
    /// <param name="pid">Whose network.</param>
    /// <param name="table"><c>tcp</c>, <c>tcp6</c>, <c>udp</c> or <c>udp6</c>.</param>
    public static IEnumerable<Row> Read(int pid, string table)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/net/{table}"));
        }
        catch (IOException)
        {
            // The process has ended, or the kernel has no such protocol: no sockets either way.
            return [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }

        return lines.Skip(1).Select(Parse).OfType<Row>();
    }

    /// <summary>The sockets among a process's descriptors: descriptor and inode.</summary>
    public static IEnumerable<(int Descriptor, ulong Inode)> Of(int pid)
    {
        const string Prefix = "socket:[";
        string[] links;
        try
        {
            links = Directory.GetFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or somebody else's.
            yield break;
        }

        foreach (var link in links)
        {
            if (TargetOf(link) is { } target && target.StartsWith(Prefix, StringComparison.Ordinal)
                && ulong.TryParse(target.AsSpan(Prefix.Length).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
                && int.TryParse(Path.GetFileName(link.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor))
            {
                yield return (descriptor, inode);
            }
        }
    }

    private static string? TargetOf(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return null;
        }
    }

    private static Row? Parse(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 10 || fields[1].LastIndexOf(':') is not (> 0 and var colon)
            || !int.TryParse(fields[1].AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port)
            || !int.TryParse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var state)
            || !ulong.TryParse(fields[9], NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
        {
            return null;
        }

        return new Row(port, state, inode);
    }

    /// <summary>A socket.</summary>
    /// <param name="LocalPort">Its own port.</param>
    /// <param name="State">The kernel's number of its state.</param>
    /// <param name="Inode">Which it is; 0 for one that no process has yet or any more.</param>
    internal sealed record Row(int LocalPort, int State, ulong Inode)
    {
        /// <summary>Whether it waits for connections.</summary>
        public bool IsListening => State == Listen;

        /// <summary>Whether there is somebody at the other end who may still be served.</summary>
        public bool IsConnected => State is Established or SynReceived or CloseWait;
    }
}
