using System.Globalization;
using System.Text;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Logs;

namespace ActorPm.Cli.Logs;

/// <summary>
/// Pieces of log → lines. Bytes pass through untouched. Whole lines only: the begun line of one source waits here until it is finished, or
/// is longer than <see cref="LongestWait"/>, or the stream ends; then another source's line starts on a line of its own.
/// </summary>
internal sealed class LogPrinter(LogStyle style, Palette palette, Stream output, Stream error)
{
    /// <summary>How many bytes of an unfinished line wait, per source.</summary>
    public const int LongestWait = LogFrame.MaxLength;

    private const int NarrowestName = 6;

    private const int DaemonsKey = -1;

    private readonly LogLineWriter _writer = new(style, palette);
    private readonly Dictionary<(int, LogStream), Source> _sources = [];
    private int _nameWidth = NarrowestName;

    /// <summary>Takes one piece.</summary>
    public void Write(LogFrame frame, ReadOnlySpan<byte> bytes) =>
        Write(SourceOf((frame.PmId, frame.Stream), frame, string.Create(CultureInfo.InvariantCulture, $"{frame.PmId}|{frame.Name}")), bytes);

    /// <summary>Takes a piece of the daemon's own log.</summary>
    /// <param name="label">What stands before its lines.</param>
    /// <param name="bytes">The piece.</param>
    public void WriteOfDaemon(string label, ReadOnlySpan<byte> bytes) => Write(SourceOf((DaemonsKey, LogStream.Out), null, label), bytes);

    private void Write(Source source, ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            WriteLine(source, bytes[..(end + 1)]);
            bytes = bytes[(end + 1)..];
        }

        if (bytes.IsEmpty)
        {
            return;
        }

        if (source.Begun.Length + bytes.Length > LongestWait)
        {
            Release(source, bytes);
        }
        else
        {
            source.Begun.Write(bytes);
        }
    }

    /// <summary>Prints the lines that were never finished.</summary>
    public void Finish()
    {
        foreach (var source in _sources.Values)
        {
            if (source.Begun.Length > 0)
            {
                Release(source, []);
            }

            EndOpenLine(source.Output);
        }
    }

    private void WriteLine(Source source, ReadOnlySpan<byte> restOfLine)
    {
        Release(source, restOfLine);
        source.Output.Open = null;
    }

    private void Release(Source source, ReadOnlySpan<byte> more)
    {
        var target = source.Output;
        if (style.Look is LogLook.Json && source.Frame is { } frame)
        {
            source.Begun.Write(more);
            _writer.WriteObject(target.Stream, frame, source.Begun.GetBuffer().AsSpan(0, (int)source.Begun.Length));
            source.Begun.SetLength(0);
            return;
        }

        if (target.Open != source)
        {
            EndOpenLine(target);
            _writer.WritePrefix(target.Stream, source.Frame, source.Label, _nameWidth);
            target.Open = source;
        }

        if (source.Begun.Length > 0)
        {
            // As one, since the text that stands out may begin in the one and end in the other.
            source.Begun.Write(more);
            more = source.Begun.GetBuffer().AsSpan(0, (int)source.Begun.Length);
        }

        _writer.WriteContent(target.Stream, more);
        source.Begun.SetLength(0);
    }

    private static void EndOpenLine(Target target)
    {
        if (target.Open is not null)
        {
            target.Stream.WriteByte((byte)'\n');
            target.Open = null;
        }
    }

    private Source SourceOf((int, LogStream) key, LogFrame? frame, string label)
    {
        if (!_sources.TryGetValue(key, out var source))
        {
            source = new Source(frame, label, style.Look is LogLook.Raw && frame?.Stream is LogStream.Error ? _errorTarget : _outputTarget);
            _sources.Add(key, source);
            _nameWidth = Math.Max(_nameWidth, TextWidth.Of(label));
        }

        return source;
    }

    private readonly Target _outputTarget = new(output);
    private readonly Target _errorTarget = new(error);

    private sealed class Target(Stream stream)
    {
        public Stream Stream => stream;

        /// <summary>Whose line is begun but not ended on it.</summary>
        public Source? Open { get; set; }
    }

    private sealed class Source(LogFrame? frame, string label, Target output)
    {
        /// <summary>The instance and its output; null for the daemon.</summary>
        public LogFrame? Frame => frame;

        public string Label => label;

        public Target Output => output;

        public MemoryStream Begun { get; } = new();
    }
}
