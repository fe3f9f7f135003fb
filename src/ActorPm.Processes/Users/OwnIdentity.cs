using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.History;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Users;

/// <summary>As whom this process runs, and what it may.</summary>
public static class OwnIdentity
{
    private const int CapSetGid = 6, CapSetUid = 7;

    private static readonly Lazy<(UserIdentity User, bool MayChangeUser)> s_own = new(Read);

    /// <summary>User and groups of this process, as they were when they were first asked for.</summary>
    public static UserIdentity User => s_own.Value.User;

    /// <summary>Whether this process may start others as any user: root may, and who has CAP_SETUID and CAP_SETGID.</summary>
    public static bool MayChangeUser => s_own.Value.MayChangeUser;

    /// <summary>What nothing else is: this process, also after it has replaced its program (execve).</summary>
    public static DaemonIdentity Process => new(
        File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(),
        ProcessStat.TryRead(Environment.ProcessId, out var stat) ? stat.StartTicks : 0);

    private static (UserIdentity User, bool MayChangeUser) Read()
    {
        var fields = File.ReadLines("/proc/self/status").Select(line => line.Split(':', 2)).ToDictionary(field => field[0], field => field[1].Trim());
        var capabilities = ulong.Parse(fields["CapEff"], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        const ulong Needed = (1UL << CapSetUid) | (1UL << CapSetGid);

        // Real, effective, saved and file system number; the effective one counts.
        return (new UserIdentity(Numbers(fields["Uid"])[1], Numbers(fields["Gid"])[1], [.. Numbers(fields["Groups"])], null), (capabilities & Needed) == Needed);
    }

    private static uint[] Numbers(string field) =>
        [.. field.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries).Select(number => uint.Parse(number, CultureInfo.InvariantCulture))];
}
