using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Logs;

namespace ActorPm.Cli.Logs;

/// <summary>What stands around a line of log: its prefix, its colours, or the JSON object that it is part of.</summary>
internal sealed class LogLineWriter(LogStyle style, Palette palette)
{
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes what stands before a line.</summary>
    public void WritePrefix(Stream output, LogFrame? frame, string label, int labelWidth)
    {
        switch (style.Look)
        {
            case LogLook.Prefixed:
                if (style.Time is not null)
                {
                    output.Write(Encoding.UTF8.GetBytes(palette.Open(TextStyle.Muted)));
                    output.Write(style.TimeNow());
                    output.Write(Encoding.UTF8.GetBytes(" " + palette.Close(TextStyle.Muted)));
                }

                var color = frame is not { } of ? TextStyle.Busy : of.Stream is LogStream.Out ? TextStyle.Good : TextStyle.Bad;
                var blanks = new string(' ', Math.Max(0, labelWidth - TextWidth.Of(label)));
                output.Write(Encoding.UTF8.GetBytes($"{palette.Open(color)}{label}{blanks} | {palette.Close(color)}"));
                break;
            case LogLook.Formatted:
                output.Write("timestamp="u8);
                output.Write(style.TimeNow());
                output.Write(Encoding.UTF8.GetBytes(frame is { } known
                    ? string.Create(CultureInfo.InvariantCulture, $" app={known.Name} id={known.PmId} type={(known.Stream is LogStream.Out ? "out" : "error")} message=")
                    : $" app={label} message="));
                break;
            case LogLook.Raw or LogLook.Json:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(frame), style.Look, "Not a look of logs.");
        }
    }

    /// <summary>Writes a part of a line; the text that the user looks for stands out when there are colours.</summary>
    public void WriteContent(Stream output, ReadOnlySpan<byte> content)
    {
        if (style.Highlight.Length == 0 || palette == Palette.Plain)
        {
            output.Write(content);
            return;
        }

        while (content.IndexOf(style.Highlight) is >= 0 and var found)
        {
            output.Write(content[..found]);
            output.Write("\e[100m"u8);
            output.Write(style.Highlight);
            output.Write("\e[49m"u8);
            content = content[(found + style.Highlight.Length)..];
        }

        output.Write(content);
    }

    /// <summary>Writes a line as a JSON object. Bytes that are no UTF-8 become replacement characters: JSON has no others.</summary>
    public void WriteObject(Stream output, LogFrame frame, ReadOnlySpan<byte> line)
    {
        using (var json = new Utf8JsonWriter(output, _json))
        {
            json.WriteStartObject();
            json.WriteString("message", Encoding.UTF8.GetString(line.TrimEnd("\r\n"u8)));
            json.WriteString("timestamp", Instant(style.Clock.GetUtcNow()));
            json.WriteString("type", frame.Stream is LogStream.Out ? "out" : "err");
            json.WriteNumber("process_id", frame.PmId);
            json.WriteString("app_name", frame.Name);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    /// <summary>An instant as JavaScript writes it in JSON.</summary>
    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
