namespace ActorPm.Core.Apps;

/// <summary>Where the output of an app goes, and in which form.</summary>
/// <param name="OutFile">The user's path for standard output, absolute; null means <c>logs/NAME-out[-ID].log</c> in the home; <c>/dev/null</c> discards.</param>
/// <param name="ErrorFile">The same for standard error, <c>logs/NAME-error[-ID].log</c>.</param>
public sealed record LogSettings(string? OutFile, string? ErrorFile)
{
    /// <summary>What <see cref="CombinedFile"/> says for <c>logs/NAME[-ID].log</c> in the home.</summary>
    public const string DefaultCombinedFile = "default";

    /// <summary>PM2's file names, in the home directory.</summary>
    public static LogSettings Default { get; } = new(null, null);

    /// <summary>A file that gets both outputs in addition (PM2's <c>log_file</c>): an absolute path or <see cref="DefaultCombinedFile"/>; null for none.</summary>
    public string? CombinedFile { get; init; }

    /// <summary>Whether all instances write to the same files, without their id in the name; null: only when the app has one instance that was not counted.</summary>
    public bool? Merge { get; init; }

    /// <summary>Raw bytes, or one JSON object for each line.</summary>
    public LogShape Shape { get; init; }

    /// <summary>Put in front of each line (raw), or the form of the timestamp (JSON), in day.js tokens; null for none.</summary>
    public string? DateFormat { get; init; }

    /// <summary>Nothing is written anywhere.</summary>
    public bool Disabled { get; init; }
}

/// <summary>The form of a log.</summary>
public enum LogShape
{
    /// <summary>As the app wrote it.</summary>
    Raw,

    /// <summary>One JSON object for each line.</summary>
    Json,
}
