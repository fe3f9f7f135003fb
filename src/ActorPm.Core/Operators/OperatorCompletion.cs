namespace ActorPm.Core.Operators;

/// <summary>What may stand where somebody is typing.</summary>
public static class OperatorCompletion
{
    /// <summary>The words that may stand for the last one, which may be empty or begun.</summary>
    /// <param name="typed">The line up to the cursor.</param>
    /// <param name="palettes">What there is.</param>
    /// <param name="targets">Names of apps and the like.</param>
    /// <returns>In order, each once; and where in the line the word begins that they stand for.</returns>
    public static (IReadOnlyList<string> Words, int Start) Of(string typed, IReadOnlyList<OperatorPalette> palettes, IReadOnlyList<string> targets)
    {
        var start = typed.LastIndexOf(' ') + 1;
        var begun = typed[start..];
        var before = typed[..start].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var candidates = before switch
        {
            [] => [.. palettes.Select(palette => palette.Name), "help", "exit"],
            ["help"] => palettes.Select(palette => palette.Name),
            ["help", var name] => VerbsOf(name),
            ["help", ..] => [],
            [var name] => VerbsOf(name),
            [var name, var word, .. var said] => palettes.FirstOrDefault(palette => palette.Name == name)?.Find(word) is { } verb ? After(verb, said) : [],
        };
        return ([.. candidates.Where(word => word.StartsWith(begun, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)], start);

        IEnumerable<string> VerbsOf(string name) => palettes.FirstOrDefault(palette => palette.Name == name)?.Verbs.Select(verb => verb.Name) ?? [];

        IEnumerable<string> After(OperatorVerb verb, string[] said) => said is [.., var last] && verb.Find(last) is { } open
            ? open.Value == OperatorPalettes.Target ? targets : open.Choices
            : verb.Switches
                .Where(one => !said.Contains(one.Letter) && !said.Contains(one.Word))
                .Select(one => begun.StartsWith("--", StringComparison.Ordinal) ? one.Word : one.Letter);
    }

    /// <summary>The longest beginning that all words share.</summary>
    public static string Shared(IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            return "";
        }

        var shared = words[0];
        foreach (var word in words)
        {
            while (!word.StartsWith(shared, StringComparison.Ordinal))
            {
                shared = shared[..^1];
            }
        }

        return shared;
    }
}
