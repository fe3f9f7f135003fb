using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorPm.Core.Logs;

/// <summary>
/// pm2-logrotate's names of files that were logs: <c>web-out.log</c> becomes <c>web-out__2026-01-31_00-00-00.log</c>, later perhaps with
/// <c>.gz</c> behind. A second file of one moment gets <c>-1</c> behind its date.
/// </summary>
public sealed class RotatedNames : IEquatable<RotatedNames>
{
    /// <summary>pm2-logrotate's <c>dateFormat</c>.</summary>
    public const string DefaultDateFormat = "YYYY-MM-DD_HH-mm-ss";

    /// <summary>What compressed files end with.</summary>
    public const string Compressed = ".gz";

    private const string Ending = ".log";
    private const string Separator = "__";

    private readonly Regex _pattern;

    /// <summary>Knows the names that a format gives, and those of the default format from before the format was changed.</summary>
    public RotatedNames(DateFormat format)
    {
        Format = format;
        var stamps = string.Join('|', new[] { format, DateFormat.Parse(DefaultDateFormat) }.Select(one => one.ToPattern().Replace("/", "-", StringComparison.Ordinal)).Distinct());
        _pattern = new Regex($@"\A(?<stem>.+)__(?:{stamps})(?:-[0-9]+)?\.log(?:\.gz)?\z", RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    /// <summary>The format of the date.</summary>
    public DateFormat Format { get; }

    /// <summary>Two are equal when their formats are.</summary>
    public bool Equals(RotatedNames? other) => other is not null && other.Format.Text == Format.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RotatedNames);

    /// <inheritdoc/>
    public override int GetHashCode() => Format.Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The path without its <c>.log</c>: what a log and its rotated files have in common.</summary>
    public static string Stem(string log) => log.EndsWith(Ending, StringComparison.Ordinal) ? log[..^Ending.Length] : log;

    /// <summary>What the paths of all rotated files of a log begin with.</summary>
    public static string Prefix(string log) => Stem(log) + Separator;

    /// <summary>The name for a log that is rotated now.</summary>
    /// <param name="log">Its path.</param>
    /// <param name="stamp">The moment, see <see cref="Stamp"/>.</param>
    /// <param name="sequence">How many files of this log have that stamp already.</param>
    public static string Of(string log, string stamp, int sequence) =>
        Prefix(log) + stamp + (sequence == 0 ? "" : "-" + sequence.ToString(CultureInfo.InvariantCulture)) + Ending;

    /// <summary>A moment as a part of a file name.</summary>
    public string Stamp(DateTimeOffset instant, TimeZoneInfo zone) => Format.Format(instant, zone).Replace('/', '-');

    /// <summary>The stem of the log that a path is a rotated file of; null when it is none.</summary>
    public string? StemOf(string path) => _pattern.Match(path) is { Success: true } match ? match.Groups["stem"].Value : null;
}
