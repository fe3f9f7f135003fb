using System.Collections.Immutable;
using System.Globalization;

namespace ActorPm.Core.Apps;

/// <summary>
/// Limits as users write them: a name and a value. The names are those of <c>ulimit</c>, limits.conf(5) and <c>docker --ulimit</c> for each process, and docker's for the tree
/// (<c>memory</c>, <c>cpus</c>, <c>pids</c>; systemd says MemoryMax=, CPUQuota= and TasksMax=).
/// </summary>
public static class LimitWords
{
    /// <summary>The value that takes a limit back.</summary>
    public const string Default = "default";

    /// <summary>The names of what has an option or a shape of its own.</summary>
    public const string Umask = "umask", Nice = "nice", NoNewPrivileges = "no_new_privs";

    private const decimal LeastCpus = 0.01m;

    // Far above any machine; below it no product overflows.
    private const decimal MostCpus = 100_000;

    private const string Memory = "memory", MemoryHigh = "memory_high", Cpus = "cpus", Pids = "pids";

    private static readonly ImmutableArray<(string Name, ProcessLimit Limit, LimitUnit Unit)> Processes =
    [
        ("nofile", ProcessLimit.OpenFiles, LimitUnit.Number), ("nproc", ProcessLimit.Processes, LimitUnit.Number), ("core", ProcessLimit.Core, LimitUnit.Bytes),
        ("fsize", ProcessLimit.FileSize, LimitUnit.Bytes), ("stack", ProcessLimit.Stack, LimitUnit.Bytes), ("memlock", ProcessLimit.LockedMemory, LimitUnit.Bytes),
        ("cpu", ProcessLimit.Cpu, LimitUnit.Seconds), ("as", ProcessLimit.AddressSpace, LimitUnit.Bytes),
    ];

    /// <summary>All names, in the order in which they are told.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Processes.Select(entry => entry.Name), Umask, Nice, NoNewPrivileges, Memory, MemoryHigh, Cpus, Pids];

    /// <summary>The name of a process's limit.</summary>
    public static string NameOf(ProcessLimit limit) => Processes.First(entry => entry.Limit == limit).Name;

    /// <summary>All that is set, by name; what is written reads as the same.</summary>
    public static IEnumerable<(string Name, string Value)> Of(ResourceLimits limits)
    {
        foreach (var (name, limit, unit) in Processes)
        {
            if (limits.Process.TryGetValue(limit, out var range))
            {
                yield return (name, range.Soft == range.Hard ? Text(range.Soft, unit) : $"{Text(range.Soft, unit)}:{Text(range.Hard, unit)}");
            }
        }

        foreach (var (name, value) in OfOthers(limits))
        {
            if (value is not null)
            {
                yield return (name, value);
            }
        }
    }

    /// <summary>The limits with one more; null when the value makes no sense.</summary>
    /// <param name="limits">What is.</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="text">Its value; <see cref="Default"/> takes it back.</param>
    /// <param name="problem">One sentence with the cure; empty when there is none.</param>
    public static ResourceLimits? With(ResourceLimits limits, string name, string text, out string problem)
    {
        problem = "";
        var process = Processes.FirstOrDefault(entry => entry.Name == name);
        if (process.Name is null)
        {
            return WithOther(limits, name, text, out problem);
        }

        if (text == Default)
        {
            return limits with { Process = limits.Process.Remove(process.Limit) };
        }

        var parts = text.Split(':');
        if (parts.Length > 2 || Number(parts[0], process.Unit) is not { } soft || Number(parts[^1], process.Unit) is not { } hard)
        {
            problem = $"'{text}' is no value of the limit {name}; give {Wanted(process.Unit)}, unlimited, or soft:hard.";
            return null;
        }

        if (soft > hard)
        {
            problem = $"The limit {name}={text} has its soft limit above the hard one; give soft:hard with the smaller first.";
            return null;
        }

        return limits with { Process = limits.Process.SetItem(process.Limit, new LimitRange(soft, hard)) };
    }

    /// <summary>An amount of memory as users write it.</summary>
    public static string Bytes(ulong bytes) => Text(bytes, LimitUnit.Bytes);

    private static (string Name, string? Value)[] OfOthers(ResourceLimits limits) =>
    [
        (Umask, limits.Umask is { } umask ? "0" + Convert.ToString(umask, 8).PadLeft(3, '0') : null),
        (Nice, limits.Nice?.ToString(CultureInfo.InvariantCulture)),
        (NoNewPrivileges, limits.NoNewPrivileges ? "true" : null),
        (Memory, limits.Memory is { } memory ? Bytes((ulong)memory) : null),
        (MemoryHigh, limits.MemoryHigh is { } high ? Bytes((ulong)high) : null),
        (Cpus, limits.Cpus?.ToString(CultureInfo.InvariantCulture)),
        (Pids, limits.Pids?.ToString(CultureInfo.InvariantCulture)),
    ];

    private static ResourceLimits? WithOther(ResourceLimits limits, string name, string text, out string problem)
    {
        problem = "";
        var isDefault = text == Default;
        switch (name)
        {
            case Umask when isDefault || UmaskOf(text) is not null:
                return limits with { Umask = UmaskOf(text) };
            case Nice when isDefault:
                return limits with { Nice = null };
            case Nice when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var nice) && nice is >= -20 and <= 19:
                return limits with { Nice = nice };
            case NoNewPrivileges when isDefault || bool.TryParse(text, out _):
                return limits with { NoNewPrivileges = !isDefault && bool.Parse(text) };
            case Memory when isDefault || Amount(text) is not null:
                return limits with { Memory = Amount(text) };
            case MemoryHigh when isDefault || Amount(text) is not null:
                return limits with { MemoryHigh = Amount(text) };
            case Cpus when isDefault || Cores(text) is not null:
                return limits with { Cpus = Cores(text) };
            case Pids when isDefault:
                return limits with { Pids = null };
            case Pids when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pids) && pids > 0:
                return limits with { Pids = pids };
            default:
                problem = name switch
                {
                    Umask => $"'{text}' is no umask; give three or four octal digits such as 0027, as a text.",
                    Nice => $"'{text}' is no niceness; give a whole number from -20 (first) to 19 (last).",
                    NoNewPrivileges => $"'{text}' is no value of {NoNewPrivileges}; give true or false.",
                    Memory or MemoryHigh => $"'{text}' is no value of the limit {name}; give an amount of memory above 0 such as 512M.",
                    Cpus => $"'{text}' is no value of the limit {name}; give a number of cores of at least {LeastCpus.ToString(CultureInfo.InvariantCulture)} such as 1.5, or a share of one such as 150%.",
                    Pids => $"'{text}' is no value of the limit {name}; give a whole number of at least 1.",
                    _ => $"'{name}' is no limit; there are {string.Join(", ", Names)}.",
                };
                return null;
        }
    }

    private static int? UmaskOf(string text) =>
        text.Length is 3 or 4 && text.All(digit => digit is >= '0' and <= '7') && (text.Length == 3 || text[0] == '0') ? Convert.ToInt32(text, 8) : null;

    private static long? Amount(string text) => MemoryText.TryParse(text, out var bytes) && bytes > 0 ? bytes : null;

    private static decimal? Cores(string text)
    {
        var isShare = text.EndsWith('%');
        return decimal.TryParse(isShare ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && (isShare ? number / 100 : number) is >= LeastCpus and <= MostCpus and var cores ? Math.Round(cores, 3) / 1.000m : null;
    }

    private static ulong? Number(string text, LimitUnit unit) => unit switch
    {
        _ when text == "unlimited" => LimitRange.Unlimited,
        LimitUnit.Bytes => MemoryText.TryParse(text, out var bytes) ? (ulong)bytes : null,
        _ => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (unit is LimitUnit.Number || number > 0) ? (ulong)number : null,
    };

    private static string Text(ulong value, LimitUnit unit)
    {
        if (value == LimitRange.Unlimited)
        {
            return "unlimited";
        }

        foreach (var (shift, letter) in ((int, string)[])[(30, "G"), (20, "M"), (10, "K")])
        {
            if (unit is LimitUnit.Bytes && value > 0 && value % (1UL << shift) == 0)
            {
                return (value >> shift).ToString(CultureInfo.InvariantCulture) + letter;
            }
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }

    private static string Wanted(LimitUnit unit) => unit switch
    {
        LimitUnit.Number => "a whole number",
        LimitUnit.Bytes => "an amount such as 64M",
        LimitUnit.Seconds => "whole seconds of at least 1",
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Not a unit."),
    };

    private enum LimitUnit
    {
        Number,
        Bytes,
        Seconds,
    }
}
