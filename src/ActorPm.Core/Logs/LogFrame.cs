using System.Globalization;
using System.Text;

namespace ActorPm.Core.Logs;

/// <summary>
/// The head of a piece of log on the wire: <c>ID STREAM LENGTH NAME\n</c>, followed by LENGTH raw bytes. Bytes go as the app wrote
/// them; a piece ends at a line's end unless the line is longer than a piece or the app has not finished it yet.
/// </summary>
/// <param name="PmId">The instance.</param>
/// <param name="Stream">Which of its outputs.</param>
/// <param name="Length">How many bytes follow, at least 1.</param>
/// <param name="Name">The app's name.</param>
public readonly record struct LogFrame(int PmId, LogStream Stream, int Length, string Name)
{
    /// <summary>The longest piece, in bytes.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>The longest head, in bytes.</summary>
    public const int MaxHeadLength = 1024;

    /// <summary>The head as bytes, with its line feed.</summary>
    public byte[] ToHead() => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{PmId} {(Stream is LogStream.Out ? "out" : "err")} {Length} {Name}\n"));

    /// <summary>Reads a head without its line feed.</summary>
    /// <exception cref="FormatException">The bytes are not a head.</exception>
    public static LogFrame ParseHead(ReadOnlySpan<byte> head)
    {
        var parts = Encoding.UTF8.GetString(head).Split(' ', 4);
        return parts.Length == 4
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length is > 0 and <= MaxLength
            && parts[1] is "out" or "err"
            ? new LogFrame(id, parts[1] == "out" ? LogStream.Out : LogStream.Error, length, parts[3])
            : throw new FormatException($"'{Encoding.UTF8.GetString(head)}' is not the head of a piece of log.");
    }
}

/// <summary>One of a program's outputs.</summary>
public enum LogStream
{
    /// <summary>Standard output.</summary>
    Out,

    /// <summary>Standard error.</summary>
    Error,
}
