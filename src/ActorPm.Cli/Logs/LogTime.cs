using System.Globalization;

namespace ActorPm.Cli.Logs;

/// <summary>The form of the time before a line of log, in local time.</summary>
internal sealed class LogTime
{
    /// <summary>PM2's form for <c>--timestamp</c>, as users write it.</summary>
    public const string DefaultText = "YYYY-MM-DD-HH:mm:ss";

    /// <summary>The same.</summary>
    public static readonly LogTime Default = new("yyyy-MM-dd-HH:mm:ss", colonInOffset: true);

    /// <summary>PM2's form for <c>--format</c>, with the offset as <c>+0100</c>.</summary>
    public static readonly LogTime WithOffset = new("yyyy-MM-dd-HH:mm:sszzz", colonInOffset: false);

    private readonly string _pattern;
    private readonly bool _colonInOffset;

    private LogTime(string pattern, bool colonInOffset)
    {
        _pattern = pattern;
        _colonInOffset = colonInOffset;
    }

    /// <summary>A local time as text.</summary>
    public string Format(DateTimeOffset local)
    {
        var text = local.ToString(_pattern, CultureInfo.InvariantCulture);
        return _colonInOffset ? text : text.Remove(text.Length - 3, 1);
    }
}
