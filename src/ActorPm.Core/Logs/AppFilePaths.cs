using System.Globalization;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Logs;

/// <summary>PM2's names for the files of an instance, below the daemon's home.</summary>
public static class AppFilePaths
{
    /// <summary>The log of standard output; null discards.</summary>
    public static string? Out(string home, AppSpec spec, int ordinal, int pmId) => Log(home, spec, ordinal, pmId, spec.Logs.OutFile, "-out");

    /// <summary>The log of standard error; null discards.</summary>
    public static string? Error(string home, AppSpec spec, int ordinal, int pmId) => Log(home, spec, ordinal, pmId, spec.Logs.ErrorFile, "-error");

    /// <summary>The log that gets both outputs in addition; null when there is none.</summary>
    public static string? Combined(string home, AppSpec spec, int ordinal, int pmId) => spec.Logs.CombinedFile is { } given
        ? Log(home, spec, ordinal, pmId, given == LogSettings.DefaultCombinedFile ? null : given, "")
        : null;

    /// <summary>The pid file. The id is always in its name: before the extension of the path that the user gave.</summary>
    public static string Pid(string home, AppSpec spec, int pmId)
    {
        if (spec.PidFile is not { } given)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{home}/pids/{Sanitize(spec.Name.Value)}-{pmId}.pid");
        }

        var extension = Path.GetExtension(given);
        return string.Create(CultureInfo.InvariantCulture, $"{given[..^extension.Length]}-{pmId}{extension}");
    }

    /// <summary>A name as part of a file name: everything but letters, digits, dots and dashes becomes a dash.</summary>
    public static string Sanitize(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'));

    private static string? Log(string home, AppSpec spec, int ordinal, int pmId, string? given, string kind)
    {
        if (given == "/dev/null" || spec.Logs.Disabled)
        {
            return null;
        }

        // One log for a single instance; counted ones, and those that a later `scale` added, have their id in the name unless their logs are merged.
        var shared = spec.Logs.Merge ?? (spec.Counting is InstanceCounting.Single && ordinal == 0);
        var suffix = shared ? "" : string.Create(CultureInfo.InvariantCulture, $"-{pmId}");
        return given is null
            ? $"{home}/logs/{Sanitize(spec.Name.Value)}{kind}{suffix}.log"
            : given.EndsWith(".log", StringComparison.Ordinal) ? given[..^4] + suffix + ".log" : given;
    }
}
