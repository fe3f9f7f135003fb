namespace ActorPm.Core.Apps;

/// <summary>Where the output of an app goes.</summary>
/// <param name="OutFile">The user's path for standard output, absolute; null means <c>logs/NAME-out[-ID].log</c> in the home; <c>/dev/null</c> discards.</param>
/// <param name="ErrorFile">The same for standard error, <c>logs/NAME-error[-ID].log</c>.</param>
public sealed record LogSettings(string? OutFile, string? ErrorFile)
{
    /// <summary>PM2's file names, in the home directory.</summary>
    public static LogSettings Default { get; } = new(null, null);
}
