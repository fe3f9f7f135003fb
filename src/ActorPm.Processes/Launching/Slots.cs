using System.Collections.Concurrent;
using ActorPm.Processes.Trees;

namespace ActorPm.Processes.Launching;

/// <summary>All slots, and whose tree a process belongs to. Any thread.</summary>
internal sealed class Slots(string home, Cgroups? cgroups)
{
    /// <summary>Numbers from here on are of commands (<see cref="Commands.CommandRunner"/>): no daemon adopts those, hence they have no records.</summary>
    public const long FirstOfCommands = 1L << 62;

    private readonly ConcurrentDictionary<long, Slot> _slots = new();
    private readonly ConcurrentDictionary<int, LaunchedProcess> _roots = new();
    private readonly HashSet<int> _untouchable = Ancestry();
    private int _launching;
    private Action? _whenLaunched;

    /// <summary>All slots.</summary>
    public IEnumerable<Slot> All => _slots.Select(pair => pair.Value);

    /// <summary>The processes whose trees are not gone, by pid of the main process.</summary>
    public ConcurrentDictionary<int, LaunchedProcess> Roots => _roots;

    /// <summary>What the newest reading of usage found out: the owner of each process by pid and start time. Remembers ancestry that is lost when a parent ends.</summary>
    public IReadOnlyDictionary<(int Pid, long StartTicks), LaunchedProcess> Remembered { get; set; } =
        new Dictionary<(int, long), LaunchedProcess>();

    /// <summary>
    /// Whether a process is being started that is not among <see cref="Roots"/> yet. To be asked after children were listed and before an unknown
    /// one among them is taken for an orphan.
    /// </summary>
    public bool IsLaunching => Volatile.Read(ref _launching) > 0;

    /// <summary>Between these, <see cref="IsLaunching"/>.</summary>
    public void BeginLaunch() => Interlocked.Increment(ref _launching);

    /// <summary>Ends what <see cref="BeginLaunch"/> began.</summary>
    public void EndLaunch()
    {
        if (Interlocked.Decrement(ref _launching) == 0)
        {
            Interlocked.Exchange(ref _whenLaunched, null)?.Invoke();
        }
    }

    /// <summary>Calls once when no launch is under way; at once if none is.</summary>
    public void WhenLaunched(Action call)
    {
        Volatile.Write(ref _whenLaunched, call);
        if (!IsLaunching)
        {
            Interlocked.Exchange(ref _whenLaunched, null)?.Invoke();
        }
    }

    /// <summary>The slot with a number, made when it is new.</summary>
    public Slot this[long serial] => _slots.GetOrAdd(serial, static number => new Slot(number));

    /// <summary>The slot with a number; null when it is unknown.</summary>
    public Slot? Find(long serial) => _slots.GetValueOrDefault(serial);

    /// <summary>Forgets a slot.</summary>
    public void Remove(long serial) => _slots.TryRemove(serial, out _);

    /// <summary>This process and those it descends from: never to be signalled, whatever they are marked with.</summary>
    public bool IsUntouchable(int pid) => _untouchable.Contains(pid);

    /// <summary>Whose tree a process belongs to, by its session, its mark, its cgroup, or by what was seen of it before; null when to none.</summary>
    public LaunchedProcess? OwnerOf(in Native.ProcessStat process)
    {
        if (_roots.TryGetValue(process.Session, out var root) && root.HoldsSession)
        {
            return root;
        }

        if (Remembered.TryGetValue((process.Pid, process.StartTicks), out root) && _roots.ContainsKey(root.Pid))
        {
            return root;
        }

        return (Mark.Of(process.Pid, home) ?? cgroups?.MarkOf(process.Pid)) is { } mark ? OwnerOf(mark) : null;
    }

    /// <summary>The process with a mark, while its tree is not gone.</summary>
    public LaunchedProcess? OwnerOf(Mark mark) =>
        Find(mark.Serial)?.Current is { } current && current.Attempt == mark.Attempt && current.Phase != ProcessPhase.Gone ? current : null;

    private static HashSet<int> Ancestry()
    {
        var line = new HashSet<int> { 0, 1 };
        for (var pid = Environment.ProcessId; line.Add(pid) && Native.ProcessStat.TryRead(pid, out var stat); pid = stat.Parent)
        {
        }

        return line;
    }
}
