using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ActorPm.Core.Apps;
using ActorPm.Processes.Limits;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Trees;

/// <summary>
/// A group of cgroup version 2 for each launch, below the daemon's own: <c>actorpm-HOME/SERIAL.ATTEMPT</c>. Nothing can leave it by forking, and
/// the kernel kills it as a whole. An addition to sessions, ancestry and marks, not a condition: a process is in its group only some time after
/// it was started. Moving a process costs 30 µs to 13 ms (measured; the kernel waits for a grace period when the last move is a while ago), so
/// a thread of its own does it and no launch waits.
/// </summary>
internal sealed class Cgroups : IDisposable
{
    private readonly string _base;
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    private readonly CgroupDelegation _delegation;

    private Cgroups(string path, CgroupDelegation delegation)
    {
        _base = path;
        _delegation = delegation;
        _thread = new Thread(Run) { Name = "process-cgroups", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The groups of a home; null when this process may not make groups.</summary>
    public static Cgroups? Find(string home)
    {
        // A daemon that stands in its leaf has its apps beside that.
        var group = OwnGroup();
        var own = Path.GetFileName(group) == CgroupDelegation.Leaf ? Path.GetDirectoryName(group) : group;
        if (own is null || LibC.access($"{own}/cgroup.procs", 2) != 0)
        {
            return null;
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)).AsSpan(0, 5));
        var path = $"{own}/actorpm-{name}";
        return LibC.mkdir(path, 0x1ED) == 0 || LibC.Errno == LibC.EEXIST ? new Cgroups(path, new CgroupDelegation(own, path, home, Environment.GetEnvironmentVariable("INVOCATION_ID") is not null)) : null;
    }

    /// <summary>Puts a process that was just started into its group, soon.</summary>
    public void Place(Mark mark, PlacedProcess process) => Enqueue(() =>
    {
        if (!process.TryBeginPlacing())
        {
            return;
        }

        var group = PathOf(mark);
        _ = LibC.mkdir(group, 0x1ED);
        var placed = TryWrite($"{group}/cgroup.procs", process.Pid.ToString(CultureInfo.InvariantCulture));
        process.EndPlacing(placed ? group : null);
    });

    /// <summary>Why limits of a tree cannot be kept, with the cure; null when they can. What that takes is done: controllers are handed down.</summary>
    public string? ProblemOf(ResourceLimits limits) => _delegation.Enable(CgroupLimits.Controllers(limits));

    /// <summary>Makes the group of a launch with its limits, for the process to join it by itself.</summary>
    /// <returns>The group; null when limits cannot be kept here.</returns>
    /// <exception cref="LaunchException">The kernel refuses one of the limits.</exception>
    public string? Prepare(Mark mark, ResourceLimits limits)
    {
        if (ProblemOf(limits) is not null)
        {
            return null;
        }

        var group = PathOf(mark);
        _ = LibC.mkdir(group, 0x1ED);
        foreach (var (name, text) in CgroupLimits.Files(limits))
        {
            if (!TryWrite($"{group}/{name}", text))
            {
                var reason = LibC.Describe(LibC.Errno);
                _ = LibC.rmdir(group);
                throw new LaunchException($"The limit {name} could not be set to {text} in {group} ({reason}); give another, or leave it out.");
            }
        }

        return group;
    }

    /// <summary>Kills all that is in a group.</summary>
    public static void Kill(string group) => TryWrite($"{group}/cgroup.kill", "1");

    /// <summary>The group of a launch.</summary>
    public string PathOf(Mark mark) => string.Create(CultureInfo.InvariantCulture, $"{_base}/{mark.Serial}.{mark.Attempt}");

    /// <summary>Adds the processes of a group; none when there is no such group.</summary>
    public static void AddMembers(string group, ICollection<int> pids)
    {
        try
        {
            ProcessList.ParsePids(File.ReadAllBytes($"{group}/cgroup.procs"), pids);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Removed meanwhile, or below a group that is not ours to read: no members.
        }
    }

    /// <summary>The launch in whose group a process is; null when it is in none of this home.</summary>
    public Mark? MarkOf(int pid)
    {
        var text = ProcFile.ReadWhole(pid, "cgroup\0"u8, out var length);
        if (text is null)
        {
            return null;
        }

        var path = Encoding.UTF8.GetString(text, 0, length);
        ArrayPool<byte>.Shared.Return(text);
        var folder = $"/{Path.GetFileName(_base)}/";
        var at = path.IndexOf(folder, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var name = path.AsSpan(at + folder.Length);
        var end = name.IndexOfAny('/', '\n');
        name = end < 0 ? name : name[..end];
        var dot = name.IndexOf('.');
        return dot > 0
            && long.TryParse(name[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var serial)
            && int.TryParse(name[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? new Mark(serial, attempt) : null;
    }

    /// <summary>Removes an empty group, soon; one that is still populated stays.</summary>
    public void Remove(Mark mark) => Enqueue(() => _ = LibC.rmdir(PathOf(mark)));

    /// <summary>Removes all groups of this home that are empty.</summary>
    public void RemoveEmpty() => Enqueue(() =>
    {
        foreach (var group in Directory.EnumerateDirectories(_base))
        {
            _ = LibC.rmdir(group);
        }
    });

    /// <summary>Finishes what was asked for and ends the thread. Groups with processes stay.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
        _ = LibC.rmdir(_base);
    }

    private void Enqueue(Action work)
    {
        try
        {
            _work.Add(work);
        }
        catch (InvalidOperationException)
        {
            // Closing down: processes live on without a group, and groups are removed by the next daemon.
        }
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }

    /// <summary>Writes a file of a group; false, with the error number, when the kernel refuses.</summary>
    public static unsafe bool TryWrite(string path, string text)
    {
        var descriptor = LibC.open(path, LibC.O_WRONLY | LibC.O_CLOEXEC, 0);
        if (descriptor < 0)
        {
            return false;
        }

        var bytes = Encoding.ASCII.GetBytes(text);
        fixed (byte* start = bytes)
        {
            var wrote = LibC.write(descriptor, start, (nuint)bytes.Length);
            var errno = LibC.Errno;
            _ = LibC.close(descriptor);
            Marshal.SetLastPInvokeError(errno);
            return wrote == bytes.Length;
        }
    }

    /// <summary>The directory of this process's own group: where the cgroup2 file system is mounted, and the path within it.</summary>
    private static string? OwnGroup()
    {
        try
        {
            var own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..];
            foreach (var line in File.ReadLines("/proc/self/mountinfo"))
            {
                var fields = line.Split(' ');
                var dash = Array.IndexOf(fields, "-");
                if (own is not null && dash > 0 && fields[dash + 1] == "cgroup2" && own.StartsWith(fields[3].TrimEnd('/'), StringComparison.Ordinal))
                {
                    return $"{fields[4]}/{own[fields[3].TrimEnd('/').Length..].Trim('/')}".TrimEnd('/');
                }
            }
        }
        catch (IOException)
        {
            // No /proc/self/cgroup: a kernel without cgroups.
        }

        return null;
    }
}
