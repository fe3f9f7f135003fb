using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.History;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Users;

/// <summary>As whom this process runs, and what it may.</summary>
public static class OwnIdentity
{
    private const int CapSetGid = 6, CapSetUid = 7, CapSysNice = 23, CapSysResource = 24;

    private static readonly Lazy<(UserIdentity User, ulong Capabilities)> s_own = new(Read);

    /// <summary>User and groups of this process, as they were when they were first asked for.</summary>
    public static UserIdentity User => s_own.Value.User;

    /// <summary>Whether this process may start others as any user: root may, and who has CAP_SETUID and CAP_SETGID.</summary>
    public static bool MayChangeUser => Has(CapSetUid) && Has(CapSetGid);

    /// <summary>Whether this process may raise hard limits.</summary>
    public static bool MayRaiseLimits => Has(CapSysResource);

    /// <summary>Whether this process may put processes before those of others.</summary>
    public static bool MayHurry => Has(CapSysNice);

    /// <summary>What nothing else is: this process, also after it has replaced its program (execve).</summary>
    public static DaemonIdentity Process => new(
        File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(),
        ProcessStat.TryRead(Environment.ProcessId, out var stat) ? stat.StartTicks : 0);

    private static bool Has(int capability) => (s_own.Value.Capabilities & (1UL << capability)) != 0;

    private static (UserIdentity User, ulong Capabilities) Read()
    {
        var fields = File.ReadLines("/proc/self/status").Select(line => line.Split(':', 2)).ToDictionary(field => field[0], field => field[1].Trim());
        var capabilities = ulong.Parse(fields["CapEff"], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        // Real, effective, saved and file system number; the effective one counts.
        return (new UserIdentity(Numbers(fields["Uid"])[1], Numbers(fields["Gid"])[1], [.. Numbers(fields["Groups"])], null), capabilities);
    }

    private static uint[] Numbers(string field) =>
        [.. field.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries).Select(number => uint.Parse(number, CultureInfo.InvariantCulture))];
}
