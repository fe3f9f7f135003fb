using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using ActorPm.Core.Logs;

namespace ActorPm.Processes.Output;

/// <summary>Brings the lines of one output into the shape that its log has. Not for two threads at a time.</summary>
internal sealed class LineShaper(OutputPlan plan, LogStream stream, TimeProvider clock)
{
    /// <summary>About so much is shaped at a time: short lines become many times as long, and a log is to be rotated in between.</summary>
    private const int PieceBytes = 64 * 1024;

    private const string IsoMilliseconds = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private readonly DateFormat? _format = plan.DateFormat is { } text ? DateFormat.Parse(text)
        : plan.Shape == LineShape.Dated ? DateFormat.Parse(DateFormat.Time) : null;

    private readonly byte[] _jsonEnd = Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"\",\"type\":\"{(stream is LogStream.Out ? "out" : "err")}\",\"process_id\":{plan.ProcessId},\"app_name\":\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(plan.AppName)}\"}}\n"));

    private readonly ArrayBufferWriter<byte> _shaped = new(64 * 1024);
    private long _shownAt = -1;
    private byte[] _shown = [];

    /// <summary>Shapes text. The result is good until the next call.</summary>
    /// <param name="text">Lines with their feeds; the last may lack its feed.</param>
    /// <param name="start">Where the text begins.</param>
    /// <param name="taken">How much of the text the result stands for; what is left begins with a line.</param>
    public ReadOnlySpan<byte> Shape(ReadOnlySpan<byte> text, LineStart start, out int taken)
    {
        _shaped.ResetWrittenCount();
        var time = Time();
        taken = text.Length;
        while (text.Length > 0 && _shaped.WrittenCount < PieceBytes)
        {
            var feed = text.IndexOf((byte)'\n');
            var line = feed < 0 ? text : text[..feed];
            if (plan.Shape == LineShape.Json)
            {
                _shaped.Write("{\"message\":\""u8);
                Escape(line);
                _shaped.Write("\",\"timestamp\":\""u8);
                Escape(time);
                _shaped.Write(_jsonEnd);
            }
            else
            {
                if (start == LineStart.New)
                {
                    _shaped.Write(time);
                    _shaped.Write(": "u8);
                }

                _shaped.Write(feed < 0 ? line : text[..(feed + 1)]);
            }

            start = LineStart.New;
            text = text[(feed < 0 ? text.Length : feed + 1)..];
        }

        taken -= text.Length;
        return _shaped.WrittenSpan;
    }

    private ReadOnlySpan<byte> Time()
    {
        var now = clock.GetUtcNow();
        var at = now.Ticks / (_format?.Resolution ?? TimeSpan.FromMilliseconds(1)).Ticks;
        if (at != _shownAt)
        {
            _shownAt = at;
            _shown = Encoding.UTF8.GetBytes(_format?.Format(now, clock.LocalTimeZone) ?? now.ToString(IsoMilliseconds, CultureInfo.InvariantCulture));
        }

        return _shown;
    }

    // Bytes that are no UTF-8 become U+FFFD: JSON has no other way.
    private void Escape(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(text, _shaped.GetSpan(text.Length + 64), out var taken, out var written);
            _shaped.Advance(written);
            text = text[taken..];
        }
    }
}

/// <summary>Where a piece of output begins.</summary>
internal enum LineStart
{
    /// <summary>With a new line.</summary>
    New,

    /// <summary>Within a line whose beginning was written before.</summary>
    Within,
}
