namespace ActorPm.Core.Logs;

/// <summary>A file that holds output: a log that is written, or a rotated one.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Stem">What it shares with the other files of the same log, see <see cref="RotatedNames.Stem"/>.</param>
/// <param name="App">Whose it is; null when the app is gone.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="WrittenAt">When it was written last.</param>
/// <param name="FileSystem">Which file system it is on.</param>
/// <param name="Kind">Whether it may be deleted.</param>
public sealed record StoredLog(string Path, string Stem, string? App, long Bytes, DateTimeOffset WrittenAt, long FileSystem, StoredLogKind Kind);

/// <summary>What is done with a file that holds output.</summary>
public enum StoredLogKind
{
    /// <summary>An app's output goes to it, or will when the app runs again: it is never deleted, only rotated.</summary>
    Live,

    /// <summary>It is complete.</summary>
    Rotated,
}
