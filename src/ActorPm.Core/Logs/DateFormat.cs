using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorPm.Core.Logs;

/// <summary>
/// A date format in the tokens of day.js, taken apart once and applied often. Names of months and days are English, as PM2 prints them.
/// </summary>
/// <remarks>
/// Year <c>YYYY YY</c>, month <c>MMMM MMM MM M</c>, day <c>DD D Do</c>, day of the week <c>dddd ddd dd d</c>, hour <c>HH H hh h</c>, half of the
/// day <c>A a</c>, minute <c>mm m</c>, second <c>ss s</c>, millisecond <c>SSS</c>, offset <c>Z ZZ</c>, Unix time <c>X</c> (seconds) and <c>x</c>
/// (milliseconds). Text in square brackets and everything else stands for itself.
/// </remarks>
public sealed partial class DateFormat
{
    /// <summary>PM2's format of <c>--time</c>.</summary>
    public const string Time = "YYYY-MM-DDTHH:mm:ss";

    private static readonly string[] _months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private readonly ImmutableArray<Part> _parts;

    private DateFormat(string text, ImmutableArray<Part> parts)
    {
        Text = text;
        _parts = parts;
    }

    /// <summary>The format as it was given.</summary>
    public string Text { get; }

    /// <summary>How long a formatted time stays true: a second, or a millisecond if the format shows them.</summary>
    public TimeSpan Resolution => _parts.Any(part => part is { Kind: PartKind.Token, Text: "SSS" or "x" })
        ? TimeSpan.FromMilliseconds(1)
        : TimeSpan.FromSeconds(1);

    /// <summary>Takes a format apart. Every text is a format: what is no token stands for itself.</summary>
    public static DateFormat Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        var at = 0;
        foreach (Match match in Tokens().Matches(text))
        {
            Literal(text[at..match.Index]);
            at = match.Index + match.Length;
            if (match.Value[0] == '[')
            {
                Literal(match.Value[1..^1]);
            }
            else
            {
                parts.Add(new Part(PartKind.Token, match.Value));
            }
        }

        Literal(text[at..]);
        return new DateFormat(text, parts.ToImmutable());

        void Literal(string literal)
        {
            if (literal.Length > 0)
            {
                parts.Add(new Part(PartKind.Literal, literal));
            }
        }
    }

    /// <summary>An instant as the clocks of a time zone show it.</summary>
    public string Format(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part.Kind == PartKind.Literal ? part.Text : Show(part.Text, local));
        }

        return text.ToString();
    }

    /// <summary>A regular expression, without anchors, for all that this format can give.</summary>
    public string ToPattern() => string.Concat(_parts.Select(part => part.Kind == PartKind.Literal ? Regex.Escape(part.Text) : Pattern(part.Text)));

    private static string Show(string token, DateTimeOffset time) => token switch
    {
        "YYYY" => Digits(time.Year, 4),
        "YY" => Digits(time.Year % 100, 2),
        "MMMM" => _months[time.Month - 1],
        "MMM" => _months[time.Month - 1][..3],
        "MM" => Digits(time.Month, 2),
        "M" => Digits(time.Month, 1),
        "DD" => Digits(time.Day, 2),
        "D" => Digits(time.Day, 1),
        "Do" => Digits(time.Day, 1) + Ordinal(time.Day),
        "dddd" => time.DayOfWeek.ToString(),
        "ddd" => time.DayOfWeek.ToString()[..3],
        "dd" => time.DayOfWeek.ToString()[..2],
        "d" => Digits((int)time.DayOfWeek, 1),
        "HH" => Digits(time.Hour, 2),
        "H" => Digits(time.Hour, 1),
        "hh" => Digits(TwelveHours(time.Hour), 2),
        "h" => Digits(TwelveHours(time.Hour), 1),
        "A" => time.Hour < 12 ? "AM" : "PM",
        "a" => time.Hour < 12 ? "am" : "pm",
        "mm" => Digits(time.Minute, 2),
        "m" => Digits(time.Minute, 1),
        "ss" => Digits(time.Second, 2),
        "s" => Digits(time.Second, 1),
        "SSS" => Digits(time.Millisecond, 3),
        "Z" => time.ToString("zzz", CultureInfo.InvariantCulture),
        "ZZ" => time.ToString("zzz", CultureInfo.InvariantCulture).Remove(3, 1),
        "X" => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        "x" => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        _ => token,
    };

    private static string Pattern(string token) => token switch
    {
        "YYYY" => "[0-9]{4}",
        "SSS" => "[0-9]{3}",
        "YY" or "MM" or "DD" or "HH" or "hh" or "mm" or "ss" => "[0-9]{2}",
        "M" or "D" or "H" or "h" or "m" or "s" => "[0-9]{1,2}",
        "d" => "[0-6]",
        "Do" => "[0-9]{1,2}(?:st|nd|rd|th)",
        "MMMM" or "MMM" or "dddd" or "ddd" or "dd" => "[A-Z][a-z]+",
        "A" => "[AP]M",
        "a" => "[ap]m",
        "Z" => "[+-][0-9]{2}:[0-9]{2}",
        "ZZ" => "[+-][0-9]{4}",
        _ => "-?[0-9]+",
    };

    private static string Digits(int number, int least) => number.ToString("D" + least.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static int TwelveHours(int hour) => hour % 12 == 0 ? 12 : hour % 12;

    private static string Ordinal(int day) => (day % 10, day / 10) switch
    {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };

    // The longest token first; a bracket that is not closed stands for itself.
    [GeneratedRegex(@"\[[^\]]*\]|YYYY|YY|M{1,4}|Do|D{1,2}|d{1,4}|H{1,2}|h{1,2}|[Aa]|m{1,2}|s{1,2}|SSS|Z{1,2}|X|x")]
    private static partial Regex Tokens();

    private enum PartKind
    {
        Literal,
        Token,
    }

    private readonly record struct Part(PartKind Kind, string Text);
}
