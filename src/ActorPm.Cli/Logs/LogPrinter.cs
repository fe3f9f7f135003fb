using System.Globalization;
using System.Text;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Logs;

namespace ActorPm.Cli.Logs;

/// <summary>How lines of log are shown.</summary>
internal enum LogLook
{
    /// <summary><c>0|web  | line</c>, all on standard output.</summary>
    Prefixed,

    /// <summary>The line alone; what an app wrote to standard error goes to standard error.</summary>
    Raw,
}

/// <summary>
/// Pieces of log → lines. Bytes pass through untouched. Whole lines only: the begun line of one source waits here until it is finished, or
/// is longer than <see cref="LongestWait"/>, or the stream ends; then another source's line starts on a line of its own.
/// </summary>
internal sealed class LogPrinter(LogLook look, Palette palette, Stream output, Stream error)
{
    /// <summary>How many bytes of an unfinished line wait, per source.</summary>
    public const int LongestWait = LogFrame.MaxLength;

    private const int NarrowestName = 6;

    private readonly Dictionary<(int, LogStream), Source> _sources = [];
    private int _nameWidth = NarrowestName;

    /// <summary>Takes one piece.</summary>
    public void Write(LogFrame frame, ReadOnlySpan<byte> bytes)
    {
        var source = SourceOf(frame);
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
        if (target.Open != source)
        {
            EndOpenLine(target);
            WritePrefix(source);
            target.Open = source;
        }

        target.Stream.Write(source.Begun.GetBuffer().AsSpan(0, (int)source.Begun.Length));
        source.Begun.SetLength(0);
        target.Stream.Write(more);
    }

    private static void EndOpenLine(Target target)
    {
        if (target.Open is not null)
        {
            target.Stream.WriteByte((byte)'\n');
            target.Open = null;
        }
    }

    private void WritePrefix(Source source)
    {
        if (look is LogLook.Prefixed)
        {
            source.Output.Stream.Write(source.Prefix(_nameWidth, palette));
        }
    }

    private Source SourceOf(LogFrame frame)
    {
        var key = (frame.PmId, frame.Stream);
        if (!_sources.TryGetValue(key, out var source))
        {
            source = new Source(frame, look is LogLook.Raw && frame.Stream is LogStream.Error ? _errorTarget : _outputTarget);
            _sources.Add(key, source);
            _nameWidth = Math.Max(_nameWidth, TextWidth.Of(source.Name));
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

    private sealed class Source(LogFrame frame, Target output)
    {
        private byte[] _prefix = [];
        private int _prefixWidth = -1;

        public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"{frame.PmId}|{frame.Name}");

        public Target Output => output;

        public MemoryStream Begun { get; } = new();

        public byte[] Prefix(int nameWidth, Palette palette)
        {
            if (_prefixWidth != nameWidth)
            {
                var style = frame.Stream is LogStream.Out ? TextStyle.Good : TextStyle.Bad;
                var blanks = new string(' ', nameWidth - TextWidth.Of(Name));
                _prefix = Encoding.UTF8.GetBytes($"{palette.Open(style)}{Name}{blanks} | {palette.Close(style)}");
                _prefixWidth = nameWidth;
            }

            return _prefix;
        }
    }
}
