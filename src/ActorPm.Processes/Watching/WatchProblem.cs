using ActorPm.Processes.Native;

namespace ActorPm.Processes.Watching;

/// <summary>Why something is not watched, in a sentence for a person.</summary>
internal static class WatchProblem
{
    private const string Limits = "/proc/sys/fs/inotify/";

    /// <summary>Why a directory is not watched.</summary>
    public static string Of(string path, int errno) => errno switch
    {
        LibC.ENOSPC => $"{path} and what comes after it is not watched: the system's limit of watches ({Limit("max_user_watches")}) is reached. "
            + "Ignore what need not be watched (ignore_watch), or raise the limit: sysctl fs.inotify.max_user_watches=1048576",
        LibC.EACCES or LibC.EPERM => $"{path} is not watched: it may not be read. Give the daemon's user the right to, or ignore it (ignore_watch).",
        _ => $"{path} is not watched: {LibC.Describe(errno)}.",
    };

    /// <summary>Why nothing at all is watched.</summary>
    public static string OfQueue(int errno) => errno switch
    {
        LibC.EMFILE => $"Nothing is watched: the system's limit of watching programs ({Limit("max_user_instances")}) is reached. "
            + "End one of them, or raise the limit: sysctl fs.inotify.max_user_instances=1024",
        _ => $"Nothing is watched: {LibC.Describe(errno)}.",
    };

    private static string Limit(string name)
    {
        try
        {
            return $"{name} = {File.ReadAllText(Limits + name).Trim()}";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The name alone tells what to look for.
            return name;
        }
    }
}
