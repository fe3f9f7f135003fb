using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ActorPm.Core.Guard;
using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>
/// Kills processes with their trees. Whose pid has another start time by now is somebody else and left alone. To a tree belong the session of its main process, all
/// descendants, and whatever inherited the mark of its launch (<c>ACTORPM_INSTANCE</c>), even in another session.
/// </summary>
/// <param name="home">The home that marks are of, as the daemon names it.</param>
internal sealed unsafe class FencedTrees(string home)
{
    /// <summary>A process that is about to die may have forked just before; and a SIGKILL that waits lets it fork no more.</summary>
    private const int MostRounds = 20;

    private const int BufferBytes = 32 * 1024, Kill = 9, FirstOfApps = 2;

    /// <summary>Kills.</summary>
    /// <param name="processes">The main processes.</param>
    /// <param name="daemon">The daemon, which is never killed here; null when none lives.</param>
    /// <returns>Those of them of whose tree anything lived.</returns>
    public ImmutableArray<FencedProcess> End(ImmutableArray<FencedProcess> processes, int? daemon)
    {
        var killed = new HashSet<(int Pid, long StartTicks)>();
        var hit = new HashSet<FencedProcess>();
        for (var round = 0; round < MostRounds; round++)
        {
            var before = killed.Count;
            foreach (var (seen, owner) in Members(processes, daemon))
            {
                if (seen.Stat.IsAlive && !killed.Contains((seen.Pid, seen.StartTicks)) && KillVerified(seen))
                {
                    killed.Add((seen.Pid, seen.StartTicks));
                    hit.Add(owner);
                }
            }

            if (killed.Count == before)
            {
                break;
            }
        }

        return [.. processes.Where(hit.Contains)];
    }

    // Of the trees, as far as they can be seen in this moment.
    private List<(Seen Process, FencedProcess Owner)> Members(ImmutableArray<FencedProcess> processes, int? daemon)
    {
        var all = new Dictionary<int, Seen>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && pid >= FirstOfApps && pid != daemon && pid != getpid() && Look(pid) is { } seen)
            {
                all[pid] = seen;
            }
        }

        var roots = processes.Where(process => all.TryGetValue(process.Pid, out var seen) && seen.StartTicks == process.StartTicks).ToDictionary(process => process.Pid);
        var marks = processes.Select(process => (Mark: MarkOf(process), Owner: process)).ToArray();
        var owners = new Dictionary<int, FencedProcess>(roots);
        foreach (var seen in all.Values.Where(seen => !roots.ContainsKey(seen.Pid)))
        {
            if (roots.TryGetValue(seen.Stat.Session, out var leader) || MarkedBy(seen.Pid, marks, out leader))
            {
                owners[seen.Pid] = leader;
            }
        }

        for (var isGrowing = true; isGrowing;)
        {
            isGrowing = false;
            foreach (var seen in all.Values)
            {
                isGrowing |= owners.TryGetValue(seen.Stat.Parent, out var owner) && owners.TryAdd(seen.Pid, owner);
            }
        }

        return [.. owners.Select(owned => (all[owned.Key], owned.Value))];
    }

    private static bool KillVerified(Seen seen)
    {
        var descriptor = (int)syscall(SYS_pidfd_open, seen.Pid, 0, 0, 0);
        if (descriptor < 0)
        {
            return false;
        }

        var isKilled = Look(seen.Pid) is { } again && again.StartTicks == seen.StartTicks && syscall(SYS_pidfd_send_signal, descriptor, Kill, 0, 0) == 0;
        _ = close(descriptor);
        return isKilled;
    }

    private byte[] MarkOf(FencedProcess process) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\0ACTORPM_INSTANCE={process.Serial}.{process.Attempt}@{home}\0"));

    private static bool MarkedBy(int pid, (byte[] Mark, FencedProcess Owner)[] marks, out FencedProcess owner)
    {
        owner = default;
        var descriptor = open(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ"), O_RDONLY | O_CLOEXEC, 0);
        if (descriptor < 0)
        {
            return false;
        }

        var overlap = marks.Max(mark => mark.Mark.Length);
        var buffer = new byte[BufferBytes];
        // The first variable has no zero before it.
        var filled = 1;
        var isFound = false;
        while (!isFound)
        {
            int count;
            fixed (byte* start = buffer)
            {
                count = (int)read(descriptor, start + filled, (nuint)(buffer.Length - filled));
            }

            if (count <= 0)
            {
                break;
            }

            var text = buffer.AsSpan(0, filled + count);
            foreach (var mark in marks)
            {
                if (text.IndexOf(mark.Mark) >= 0)
                {
                    (owner, isFound) = (mark.Owner, true);
                    break;
                }
            }

            var kept = Math.Min(overlap, text.Length);
            text[^kept..].CopyTo(buffer);
            filled = kept;
        }

        _ = close(descriptor);
        return isFound;
    }

    // Null when it has ended.
    private static Seen? Look(int pid) => ProcessStat.Of(pid) is { } stat ? new Seen(pid, stat) : null;

    private readonly record struct Seen(int Pid, ProcessStat Stat)
    {
        public long StartTicks => Stat.StartTicks;
    }
}
