using System.Collections.Concurrent;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;

namespace ActorPm.Daemon.Metrics;

/// <summary>How often apps were restarted since the daemon began, by cause. Any thread.</summary>
internal sealed class RestartTally
{
    /// <summary>The cause of a restart that the user asked for.</summary>
    public const string Command = "command";

    private readonly ConcurrentDictionary<(AppName App, string Cause), long> _counts = new();

    /// <summary>Counts one more.</summary>
    /// <param name="app">The app.</param>
    /// <param name="cause">A word of this class.</param>
    public void Add(AppName app, string cause) => _counts.AddOrUpdate((app, cause), 1, static (_, count) => count + 1);

    /// <summary>The counts of apps that are on the list; those of others are forgotten.</summary>
    public IReadOnlyList<(AppName App, string Cause, long Count)> Of(Func<AppName, bool> isListed)
    {
        foreach (var gone in _counts.Keys.Where(key => !isListed(key.App)))
        {
            _counts.TryRemove(gone, out _);
        }

        return [.. _counts.Select(count => (count.Key.App, count.Key.Cause, count.Value))];
    }

    /// <summary>The word for the end of a process after which it is started again.</summary>
    public static string CauseOf(ExitStatus exit) => exit switch
    {
        ExitStatus.Code => "exit",
        ExitStatus.FoundIll => "unhealthy",
        ExitStatus.NotStarted => "not_started",
        _ => "signal",
    };

    /// <summary>The word for a reason of the daemon's own.</summary>
    public static string CauseOf(RestartCause cause) => cause switch
    {
        RestartCause.FilesChanged => "watch",
        RestartCause.Scheduled => "cron",
        RestartCause.MemoryExceeded => "memory",
        RestartCause.MemberCrashed => "group",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "Not a cause."),
    };
}
