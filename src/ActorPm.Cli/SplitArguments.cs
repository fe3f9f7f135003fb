namespace ActorPm.Cli;

/// <summary>The words of the command line in three parts: the verb, the words around it, and those after <c>--</c>.</summary>
/// <param name="Verb">Null when none of the words is one.</param>
/// <param name="Words">All other words before <c>--</c>, in order: options may stand before the verb.</param>
/// <param name="AfterDashes">What follows the first <c>--</c>.</param>
internal sealed record SplitArguments(string? Verb, IReadOnlyList<string> Words, IReadOnlyList<string> AfterDashes)
{
    public static SplitArguments Of(IReadOnlyList<string> arguments)
    {
        var words = new List<string>(arguments.Count);
        var afterDashes = new List<string>();
        string? verb = null;
        var search = true;
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i];
            if (word == "--")
            {
                afterDashes.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (search && !word.StartsWith('-'))
            {
                if (VerbTable.Contains(word) && !(i > 0 && Pm2Options.TakesTheNextWord(arguments[i - 1])))
                {
                    verb = word;
                    search = false;
                    continue;
                }

                // Not a verb: the value of an option before it, or a mistake.
                search = i > 0 && arguments[i - 1].StartsWith('-');
            }

            words.Add(word);
        }

        return new SplitArguments(verb, words, afterDashes);
    }
}
