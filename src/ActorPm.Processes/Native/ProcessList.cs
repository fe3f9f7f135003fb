using System.Globalization;

namespace ActorPm.Processes.Native;

/// <summary>Which processes there are: all of them, or the children of one.</summary>
internal static class ProcessList
{
    /// <summary>Kernels built without CONFIG_PROC_CHILDREN have no such file; then all processes are looked through.</summary>
    private static readonly bool HasChildrenFiles = File.Exists($"/proc/self/task/{Environment.ProcessId}/children");

    /// <summary>One pass over /proc.</summary>
    public static List<ProcessStat> All()
    {
        var found = new List<ProcessStat>(256);
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(path.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && ProcessStat.TryRead(pid, out var stat))
            {
                found.Add(stat);
            }
        }

        return found;
    }

    /// <summary>Adds the children of a process, those of all its threads.</summary>
    public static void AddChildren(int parent, ICollection<int> children)
    {
        if (!HasChildrenFiles)
        {
            AddChildrenByScan(parent, children);
            return;
        }

        // One directory listing costs as much as three small reads, so a process with a single thread is spared it.
        if (ThreadCount(parent) == 1)
        {
            AddChildrenOfThread(parent, parent, children);
            return;
        }

        foreach (var thread in Threads(parent))
        {
            AddChildrenOfThread(parent, thread, children);
        }
    }

    private static List<int> Threads(int process)
    {
        while (true)
        {
            try
            {
                return
                [
                    .. Directory.EnumerateDirectories($"/proc/{process}/task")
                        .Select(task => int.TryParse(task.AsSpan(task.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var thread) ? thread : 0)
                        .Where(thread => thread > 0),
                ];
            }
            catch (DirectoryNotFoundException)
            {
                // It ended meanwhile: its children have another parent now.
                return [];
            }
            catch (IOException)
            {
                // Either it ended while its threads were listed, or no directory can be opened: then with a descriptor of the reserve.
                if (!DescriptorReserve.ReleaseOne())
                {
                    return [];
                }
            }
        }
    }

    /// <summary>
    /// Adds the processes that fell to a process as their reaper. The kernel hands orphans to the first thread, so those that other
    /// threads started themselves are not among them.
    /// </summary>
    public static void AddOrphansOf(int reaper, ICollection<int> children)
    {
        if (!HasChildrenFiles)
        {
            AddChildrenByScan(reaper, children);
            return;
        }

        AddChildrenOfThread(reaper, reaper, children);
    }

    private static void AddChildrenOfThread(int process, int thread, ICollection<int> children)
    {
        // The kernel may skip entries when a child is reaped while the list is read in pieces; a second reading makes up for it.
        if (ReadChildren(process, thread, children) > 4000)
        {
            _ = ReadChildren(process, thread, children);
        }
    }

    private static int ReadChildren(int process, int thread, ICollection<int> children)
    {
        Span<byte> name = stackalloc byte[48];
        "task/"u8.CopyTo(name);
        _ = thread.TryFormat(name[5..], out var digits, default, CultureInfo.InvariantCulture);
        "/children\0"u8.CopyTo(name[(5 + digits)..]);
        Span<byte> small = stackalloc byte[4096];
        var length = ProcFile.Read(process, name, small);
        if (length < small.Length)
        {
            ParsePids(small[..Math.Max(length, 0)], children);
            return length;
        }

        var whole = ProcFile.ReadWhole(process, name, out length);
        if (whole is not null)
        {
            ParsePids(whole.AsSpan(0, length), children);
            System.Buffers.ArrayPool<byte>.Shared.Return(whole);
        }

        return length;
    }

    /// <summary>Adds the numbers of a text that separates them by blanks or line ends.</summary>
    public static void ParsePids(ReadOnlySpan<byte> text, ICollection<int> pids)
    {
        var pid = 0;
        foreach (var letter in text)
        {
            if (letter is >= (byte)'0' and <= (byte)'9')
            {
                pid = (pid * 10) + (letter - '0');
            }
            else if (pid != 0)
            {
                pids.Add(pid);
                pid = 0;
            }
        }

        if (pid != 0)
        {
            pids.Add(pid);
        }
    }

    private static int ThreadCount(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var length = ProcFile.Read(pid, "stat\0"u8, buffer);
        if (length <= 0)
        {
            return 0;
        }

        var fields = buffer[(buffer[..length].LastIndexOf((byte)')') + 2)..length];
        for (var field = 3; field < 20; field++)
        {
            fields = fields[(fields.IndexOf((byte)' ') + 1)..];
        }

        return int.TryParse(fields[..fields.IndexOf((byte)' ')], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
    }

    private static void AddChildrenByScan(int parent, ICollection<int> children)
    {
        foreach (var process in All())
        {
            if (process.Parent == parent)
            {
                children.Add(process.Pid);
            }
        }
    }
}
