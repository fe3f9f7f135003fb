using System.Runtime.InteropServices;
using ActorPm.Core.Apps;

namespace ActorPm.Cli.Trampoline;

/// <summary>Limits this process, and with it the program that it becomes.</summary>
internal static unsafe partial class LimitSetter
{
    private const int WriteOnly = 1, PriorityOfProcess = 0, SetNoNewPrivileges = 38;

    /// <summary>Joins the group, then sets what is wished, except what comes last: <see cref="ForbidNewPrivileges"/> and <see cref="BoundAddressSpace"/>.</summary>
    /// <param name="limits">What is wished.</param>
    /// <param name="group">The directory of the group; null to stay.</param>
    /// <returns>What the kernel refused, as <c>nofile=65536</c>, with its error number left behind; null when all is set.</returns>
    public static string? Apply(ResourceLimits limits, string? group)
    {
        if (group is not null && !Join(group))
        {
            return $"the control group {group}";
        }

        foreach (var (limit, range) in limits.Process)
        {
            if (limit is not ProcessLimit.AddressSpace && !Set(limit, range))
            {
                return $"the limit {LimitWords.NameOf(limit)}";
            }
        }

        if (limits.Nice is { } nice && setpriority(PriorityOfProcess, 0, nice) != 0)
        {
            return $"a niceness of {nice}";
        }

        if (limits.Umask is { } mask)
        {
            _ = umask((uint)mask);
        }

        return null;
    }

    /// <summary>From now on no program that is executed gains privileges; false when the kernel refuses.</summary>
    public static bool ForbidNewPrivileges() => prctl(SetNoNewPrivileges, 1, 0, 0, 0) == 0;

    /// <summary>The last step before the program: this runtime has reserved more than most limits allow, and could get no more memory. False when the kernel refuses.</summary>
    public static bool BoundAddressSpace(ResourceLimits limits) =>
        !limits.Process.TryGetValue(ProcessLimit.AddressSpace, out var range) || Set(ProcessLimit.AddressSpace, range);

    private static bool Set(ProcessLimit limit, LimitRange range)
    {
        var pair = stackalloc nuint[] { (nuint)range.Soft, (nuint)range.Hard };
        return setrlimit((int)limit, pair) == 0;
    }

    // 0 stands for whoever writes.
    private static bool Join(string group)
    {
        var descriptor = open($"{group}/cgroup.procs", WriteOnly);
        if (descriptor < 0)
        {
            return false;
        }

        var zero = (byte)'0';
        var hasJoined = write(descriptor, &zero, 1) == 1;
        var errno = Marshal.GetLastPInvokeError();
        _ = close(descriptor);
        Marshal.SetLastPInvokeError(errno);
        return hasJoined;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, nuint* limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setpriority(int which, uint who, int priority);

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, void* bytes, nuint count);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
