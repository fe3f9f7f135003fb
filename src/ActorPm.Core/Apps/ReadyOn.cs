using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorPm.Core.Apps;

/// <summary>What says that an instance is online, as users write it: <c>spawned</c>, <c>message</c>, <c>listening</c>, <c>notify</c> or <c>log:REGEX</c>.</summary>
/// <param name="Signal">What says so.</param>
/// <param name="LogPattern">The regular expression of <c>log:</c>; else null.</param>
public sealed record ReadyOn(ReadySignal Signal, string? LogPattern)
{
    private const string LogScheme = "log:";

    /// <summary>Reads it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="wish">What it says.</param>
    /// <param name="problem">What is wrong with it and what to write instead, in one sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ReadyOn? wish, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        wish = text switch
        {
            "spawned" => new(ReadySignal.Spawned, null),
            "message" => new(ReadySignal.Message, null),
            "listening" => new(ReadySignal.Listening, null),
            "notify" => new(ReadySignal.Notify, null),
            _ when text.StartsWith(LogScheme, StringComparison.Ordinal) => ReadPattern(text[LogScheme.Length..], out problem),
            _ => null,
        };
        if (wish is null)
        {
            problem ??= $"'{text}' says not when an instance is online; give spawned, message, listening, notify or log:REGEX.";
        }

        return wish is not null;
    }

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => Signal switch
    {
        ReadySignal.Spawned => "spawned",
        ReadySignal.Message => "message",
        ReadySignal.Listening => "listening",
        ReadySignal.Notify => "notify",
        ReadySignal.LogLine => LogScheme + LogPattern,
        _ => throw new InvalidOperationException($"{Signal} is not a signal of readiness."),
    };

    private static ReadyOn? ReadPattern(string pattern, out string? problem)
    {
        problem = pattern.Length == 0 ? "'log:' has no regular expression; write what the app prints when it is ready, as in log:listening on." : null;
        if (problem is not null)
        {
            return null;
        }

        try
        {
            // Nothing is matched here, so this takes no time.
            _ = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
            return new(ReadySignal.LogLine, pattern);
        }
        catch (RegexParseException e)
        {
            // The exception's own message is not there in a native build.
            problem = string.Create(CultureInfo.InvariantCulture, $"'{pattern}' is no regular expression ({Words(e.Error)}, at character {e.Offset}); correct it.");
            return null;
        }
    }

    // InsufficientClosingParentheses → insufficient closing parentheses.
    private static string Words(RegexParseError error) =>
        string.Concat(error.ToString().Select((letter, at) => char.IsUpper(letter) ? $"{(at == 0 ? "" : " ")}{char.ToLowerInvariant(letter)}" : letter.ToString()));
}
