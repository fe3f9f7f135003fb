using System.IO.Compression;
using ActorPm.Core.Logs;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>Compresses rotated files. What it writes has its name only when it is complete; the file itself goes last.</summary>
internal static class LogPacker
{
    private const int PieceBytes = 256 * 1024;

    /// <summary>Compresses a file in place of itself.</summary>
    /// <param name="rotated">The file.</param>
    /// <param name="urgent">Something else is more important: stop, and leave the file as it was.</param>
    public static LogPacking Pack(string rotated, ManualResetEventSlim urgent)
    {
        var unfinished = LogStore.UnfinishedOf(rotated);
        try
        {
            using (var from = new FileStream(rotated, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
            using (var to = new FileStream(unfinished, new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            using (var gzip = new GZipStream(to, CompressionLevel.Fastest))
            {
                var piece = new byte[PieceBytes];
                int read;
                while ((read = from.Read(piece)) > 0)
                {
                    if (urgent.IsSet)
                    {
                        _ = LibC.unlink(unfinished);
                        return LogPacking.Interrupted;
                    }

                    gzip.Write(piece.AsSpan(0, read));
                }
            }

            // Its age decides when it is deleted.
            File.SetLastWriteTimeUtc(unfinished, File.GetLastWriteTimeUtc(rotated));
            File.Move(unfinished, rotated + RotatedNames.Compressed);
            _ = LibC.unlink(rotated);
            return LogPacking.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No space, or the file was deleted meanwhile: it stays as it is until the next look.
            _ = LibC.unlink(unfinished);
            return LogPacking.Nothing;
        }
    }
}

/// <summary>What came of a compression.</summary>
internal enum LogPacking
{
    /// <summary>There was nothing to compress, or it failed.</summary>
    Nothing,

    /// <summary>One file more is compressed.</summary>
    Done,

    /// <summary>Put off.</summary>
    Interrupted,
}
