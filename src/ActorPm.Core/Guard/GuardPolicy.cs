using ActorPm.Core.Instances;

namespace ActorPm.Core.Guard;

/// <summary>The guard's choices: when the next daemon is started, how long a silent one is waited for, with which code the guard ends.</summary>
public static class GuardPolicy
{
    /// <summary>
    /// A daemon that has taken commands for this long is well: the pauses begin anew. Short, since apps that are looked after two seconds of three are better off than apps that are
    /// looked after two of twelve; the pauses are for daemons that do not come up.
    /// </summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    /// <summary>The setting: for how many seconds a daemon may be silent before it is killed; 0: for ever.</summary>
    public const string PatienceVariable = "APM_GUARD_PATIENCE";

    private const int DefaultPatienceSeconds = 60, LongestPatienceSeconds = 86_400;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(10), LongestPauseAfterService = TimeSpan.FromSeconds(1);

    /// <summary>The pause before the next daemon.</summary>
    /// <param name="deaths">How many have died in a row, at least 1. The first is replaced at once: whatever killed it may have been chance.</param>
    /// <param name="served">Whether the last one had taken commands; the apps are better off with one that does so now and then than with none.</param>
    public static TimeSpan Pause(int deaths, bool served) => deaths <= 1
        ? TimeSpan.Zero
        : TimeSpan.FromTicks(Math.Min((served ? LongestPauseAfterService : LongestPause).Ticks, FirstPause.Ticks << Math.Min(deaths - 2, 20)));

    /// <summary>The exit code of a guard that ends with its daemon, as a shell reports it.</summary>
    public static int ExitCode(ExitStatus status) => status.ShellCode ?? 0;

    /// <summary>Reads <see cref="PatienceVariable"/> as ticks of <see cref="GuardContract.Heartbeat"/>, rounded up; null when it makes no sense.</summary>
    public static int? PatienceTicks(string? setting)
    {
        if (string.IsNullOrEmpty(setting))
        {
            return TicksOf(DefaultPatienceSeconds);
        }

        return int.TryParse(setting, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestPatienceSeconds
            ? TicksOf(seconds)
            : null;
    }

    private static int TicksOf(int seconds) => (int)Math.Ceiling(seconds / GuardContract.Heartbeat.TotalSeconds);
}
