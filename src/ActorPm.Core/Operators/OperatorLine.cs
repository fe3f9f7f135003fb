using System.Globalization;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Core.Operators;

/// <summary>What a line of an operator means: <c>&lt;palette&gt; &lt;verb&gt; [switch value]…</c>, or <c>help [palette [verb]]</c>. Quotes keep blanks together.</summary>
public abstract record OperatorLine
{
    /// <summary>The longest line, in characters.</summary>
    public const int MaxLength = 4096;

    private OperatorLine()
    {
    }

    /// <summary>A verb is to be carried out.</summary>
    /// <param name="Call">Which, and with what.</param>
    public sealed record Called(OperatorCall Call) : OperatorLine;

    /// <summary>Help was asked for.</summary>
    /// <param name="Lines">The help.</param>
    public sealed record Helped(IReadOnlyList<string> Lines) : OperatorLine;

    /// <summary>It cannot be understood.</summary>
    /// <param name="Error">Why, and the cure.</param>
    public sealed record Refused(ControlError Error) : OperatorLine;

    /// <summary>Reads a line.</summary>
    /// <param name="text">The line.</param>
    /// <param name="palettes">What there is.</param>
    public static OperatorLine Parse(string text, IReadOnlyList<OperatorPalette> palettes)
    {
        if (text.Length > MaxLength)
        {
            return No($"The line has {text.Length} characters; {MaxLength} are the most.");
        }

        foreach (var character in text)
        {
            if (char.IsControl(character) && character != '\t')
            {
                return No($"The line holds the control character {(int)character}; write one line of plain text.");
            }
        }

        var words = ArgumentText.Split(text);
        if (words.Count == 0)
        {
            return No("The line is empty; `help` shows what there is.");
        }

        if (words[0] == "help")
        {
            return OperatorHelp.Of([.. words.Skip(1)], palettes);
        }

        if (palettes.FirstOrDefault(known => known.Name == words[0]) is not { } palette)
        {
            return Unknown($"There is no palette '{words[0]}'", words[0], [.. palettes.Select(known => known.Name), "help"], "`help` shows what there is");
        }

        if (words.Count == 1)
        {
            return No($"What about {palette.Name}? {palette.Name} takes one of {string.Join(", ", palette.Verbs.Select(known => known.Name))}.");
        }

        return palette.Find(words[1]) is { } verb
            ? WithSwitches(palette, verb, words)
            : Unknown($"There is no verb '{words[1]}' in {palette.Name}", words[1], palette.Verbs.Select(known => known.Name), $"`help {palette.Name}` shows what there is");
    }

    /// <summary>Completes what was said with defaults, and checks it.</summary>
    /// <param name="palette">The palette.</param>
    /// <param name="verb">Its verb.</param>
    /// <param name="said">The values that were said, by the switch's name.</param>
    public static OperatorLine Of(OperatorPalette palette, OperatorVerb verb, IReadOnlyDictionary<string, string> said)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var known in verb.Switches)
        {
            if ((said.GetValueOrDefault(known.Name) ?? known.Default) is not { } value)
            {
                if (known.Need is SwitchNeed.Required)
                {
                    return No($"{palette.Name} {verb.Name} needs {known.Letter} <{known.Value}>: {known.Help}.");
                }

                continue;
            }

            if (Problem(known, value) is { } problem)
            {
                return No($"'{value}' cannot be {known.Word} of {palette.Name} {verb.Name}; {problem}.");
            }

            values[known.Name] = value;
        }

        return new Called(new OperatorCall(palette, verb, values));
    }

    private static OperatorLine WithSwitches(OperatorPalette palette, OperatorVerb verb, IReadOnlyList<string> words)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 2; i < words.Count; i++)
        {
            var word = words[i];
            var equals = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=', StringComparison.Ordinal) : -1;
            var name = equals < 0 ? word : word[..equals];
            if (verb.Find(name) is not { } known)
            {
                var cure = verb.Switches.Count == 0 ? $"{palette.Name} {verb.Name} takes none" : $"`help {palette.Name} {verb.Name}` shows what it takes";
                return name.StartsWith('-')
                    ? Unknown($"{palette.Name} {verb.Name} has no switch '{name}'", name, verb.Switches.Select(one => one.Word), cure)
                    : No($"'{word}' belongs to no switch; {(verb.Switches is [var first, ..] ? $"write {first.Letter} before it if it is {first.Help}" : cure)}.");
            }

            if (equals < 0 && (i + 1 == words.Count || verb.Find(words[i + 1]) is not null))
            {
                return No($"{name} needs a value: {known.Help}.");
            }

            if (!said.TryAdd(known.Name, equals < 0 ? words[++i] : word[(equals + 1)..]))
            {
                return No($"{known.Word} is given twice; give it once.");
            }
        }

        return Of(palette, verb, said);
    }

    private static string? Problem(OperatorSwitch known, string value) => known switch
    {
        { Number: { } bounds } => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= bounds.Least && number <= bounds.Most
            ? null
            : $"give a whole number from {bounds.Least} to {bounds.Most}",
        { Choices.Count: > 0 } => known.Choices.Contains(value) ? null : $"give one of {string.Join(", ", known.Choices)}",
        _ => value.Length == 0 ? "it is empty" : null,
    };

    private static Refused Unknown(string what, string word, IEnumerable<string> known, string cure) =>
        No(NearestWord.Find(word, known) is { } near ? $"{what}; did you mean {near}?" : $"{what}; {cure}.");

    internal static Refused No(string message) => new(new ControlError(ControlErrorCode.InvalidRequest, message));
}
