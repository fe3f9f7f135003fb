using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Processes.Native;
using ActorPm.Processes.Users;

namespace ActorPm.Processes.Limits;

/// <summary>What the kernel would not let this process, nor its children, set: known before anything is started.</summary>
/// <param name="MayRaise">Whether hard limits may be raised (CAP_SYS_RESOURCE).</param>
/// <param name="MayHurry">Whether processes may be put before others (CAP_SYS_NICE).</param>
/// <param name="MostOpenFiles">What no limit of open files may be above (fs.nr_open).</param>
/// <param name="OwnNice">How nice this process is itself.</param>
/// <param name="LeastNice">How far it may go down without the privilege (RLIMIT_NICE).</param>
/// <param name="Hard">Its hard limits; what is not in it is unlimited.</param>
internal sealed record LimitPrivileges(
    bool MayRaise, bool MayHurry, ulong MostOpenFiles, int OwnNice, int LeastNice, IReadOnlyDictionary<ProcessLimit, ulong> Hard)
{
    private const int NiceField = 16;
    private const int NicestOfRange = 20;

    // As they begin in /proc/PID/limits; the columns after a name are the soft limit, the hard one and the unit.
    private static readonly (string Name, ProcessLimit Limit)[] Rows =
    [
        ("Max cpu time", ProcessLimit.Cpu), ("Max file size", ProcessLimit.FileSize), ("Max stack size", ProcessLimit.Stack), ("Max core file size", ProcessLimit.Core),
        ("Max processes", ProcessLimit.Processes), ("Max open files", ProcessLimit.OpenFiles), ("Max locked memory", ProcessLimit.LockedMemory), ("Max address space", ProcessLimit.AddressSpace),
    ];

    /// <summary>Those of this process, as they are now.</summary>
    public static LimitPrivileges Own()
    {
        var lines = File.ReadAllLines("/proc/self/limits");
        var stat = File.ReadAllText("/proc/self/stat");
        return new LimitPrivileges(
            OwnIdentity.MayRaiseLimits, OwnIdentity.MayHurry, ulong.Parse(File.ReadAllText("/proc/sys/fs/nr_open").Trim(), CultureInfo.InvariantCulture),
            int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[NiceField], CultureInfo.InvariantCulture),
            NicestOfRange - (int)Math.Min(Column(lines, "Max nice priority", 0) ?? NicestOfRange * 2, NicestOfRange * 2),
            Rows.Select(row => (row.Limit, Hard: Column(lines, row.Name, 1))).Where(row => row.Hard is not null).ToDictionary(row => row.Limit, row => row.Hard!.Value));
    }

    /// <summary>Why limits cannot be set, with the cure; null when they can.</summary>
    public string? ProblemOf(ResourceLimits limits)
    {
        foreach (var (limit, range) in limits.Process)
        {
            var name = LimitWords.NameOf(limit);
            if (limit is ProcessLimit.OpenFiles && range.Hard > MostOpenFiles)
            {
                return $"The limit {name} may be {MostOpenFiles} at most on this machine; give less, or raise it (sysctl fs.nr_open).";
            }

            if (!MayRaise && Hard.TryGetValue(limit, out var hard) && range.Hard > hard)
            {
                return $"The limit {name} may be {hard} at most, since the daemon has no more itself and is not privileged (CAP_SYS_RESOURCE); give less, or raise the daemon's own.";
            }
        }

        return !MayHurry && limits.Nice is { } nice && nice < OwnNice && nice < LeastNice
            ? $"The daemon may not start a program with a niceness of {nice}, since it is not privileged (CAP_SYS_NICE); give {Math.Min(OwnNice, LeastNice)} or more, or run the daemon as root."
            : null;
    }

    private static ulong? Column(string[] lines, string name, int column)
    {
        var line = Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal)) ?? throw new IOException($"/proc/self/limits has no line '{name}'.");
        var text = line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[column];
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
