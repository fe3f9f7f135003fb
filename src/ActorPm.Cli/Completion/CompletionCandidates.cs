using System.CommandLine;

namespace ActorPm.Cli.Completion;

/// <summary>What may stand at a place of a command line.</summary>
internal static class CompletionCandidates
{
    /// <summary>The words that may stand there, those that begin as what is typed already.</summary>
    /// <param name="words">The line's words, the program first.</param>
    /// <param name="place">Which of them is being typed; it may be one past the end.</param>
    /// <param name="targets">Names of apps and the like, asked for only where one may stand.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(IReadOnlyList<string> words, int place, Func<Task<IReadOnlyList<string>>> targets)
    {
        var typed = place < words.Count ? words[place] : "";
        var verb = words.Take(place).Skip(1).FirstOrDefault(word => !word.StartsWith('-') && VerbTable.Contains(word));
        var command = verb is null ? null : VerbTable.Find(verb)!;
        IEnumerable<string> candidates = (command, typed) switch
        {
            (_, ['-', ..]) => Options(command),
            (null, _) => VerbTable.All.SelectMany(known => known.Names),
            ({ Arguments: var arguments }, _) when arguments.Contains("name", StringComparison.Ordinal) => await targets(),
            ({ Grammar.Name: "help" }, _) => VerbTable.All.SelectMany(known => known.Names),
            ({ Grammar.Name: "hooks" }, _) => [Commands.HooksCommand.Test],
            ({ Grammar.Name: "completion" }, _) => CompletionScript.Shells,
            ({ Grammar.Name: "token" }, _) => ["create", "list", "revoke"],
            ({ Grammar.Name: "startup" or "unstartup" }, _) => ["systemd", "openrc", "systemv", "upstart", "launchd"],
            _ => [],
        };
        return [.. candidates.Where(candidate => candidate.StartsWith(typed, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Options(CliCommand? command)
    {
        var grammar = command?.Grammar ?? new Command("apm");
        new GlobalOptions().AddTo(grammar);
        return grammar.Options.SelectMany(option => option.Aliases.Append(option.Name));
    }
}
