using System.CommandLine;

namespace ActorPm.Cli;

/// <summary>
/// The options that PM2 takes on every verb. A verb takes those that it does not define itself too: they have no effect there, and where PM2 would
/// have given them one, a note says so. What a command defines wins.
/// </summary>
internal static class Pm2Options
{
    private static readonly string[] _starting = ["start", "restart", "reload", "startOrRestart", "startOrReload", "startOrGracefulReload"];
    private static readonly string[] _acting = [.. _starting, "stop", "delete"];
    private static readonly string[] _nowhere = [];

    private static readonly IReadOnlyList<Entry> _all =
    [
        new("--name", OneValue, _starting, "-n"),
        new("--instances", OneValue, _starting, "-i"),
        new("--output", OneValue, _starting, "-o"),
        new("--error", OneValue, _starting, "-e"),
        new("--log", PerhapsAValue, _starting, "-l"),
        new("--log-type", OneValue, _starting),
        new("--log-date-format", OneValue, _starting),
        new("--time", NoValue, _starting),
        new("--merge-logs", NoValue, _starting),
        new("--disable-logs", NoValue, _starting),
        new("--pid", OneValue, _starting, "-p"),
        new("--interpreter", OneValue, _starting),
        new("--interpreter-args", OneValue, _starting),
        new("--node-args", OneValue, _starting),
        new("--execute-command", NoValue, _nowhere, "-x"),
        new("--cwd", OneValue, _starting),
        new("--namespace", OneValue, _starting),
        new("--env", OneValue, _starting),
        new("--update-env", NoValue, _nowhere, "-a"),
        new("--filter-env", PerhapsAValue, _starting),
        new("--kill-timeout", OneValue, _starting, "-k"),
        new("--listen-timeout", OneValue, _starting),
        new("--wait-ready", NoValue, _starting),
        new("--shutdown-with-message", NoValue, _starting),
        new("--max-memory-restart", OneValue, _starting),
        new("--restart-delay", OneValue, _starting),
        new("--exp-backoff-restart-delay", OneValue, _starting),
        new("--max-restarts", PerhapsAValue, _starting),
        new("--stop-exit-codes", OneValue, _starting),
        new("--cron", OneValue, _starting, "-c"),
        new("--cron-restart", OneValue, _starting),
        new("--watch", PerhapsAValue, _starting),
        new("--ignore-watch", OneValue, _starting),
        new("--watch-delay", OneValue, _starting),
        new("--ext", OneValue, _starting),
        new("--no-autostart", NoValue, _starting),
        new("--no-autorestart", NoValue, _starting),
        new("--no-treekill", NoValue, _starting),
        new("--no-vizion", NoValue, _nowhere),
        new("--no-pmx", NoValue, _nowhere),
        new("--no-automation", NoValue, _nowhere),
        new("--source-map-support", NoValue, _starting),
        new("--disable-source-map-support", NoValue, _nowhere),
        new("--uid", OneValue, _starting),
        new("--gid", OneValue, _starting),
        new("--force", NoValue, ["start", "reload", "save"], "-f"),
        new("--only", OneValue, _acting),
        new("--parallel", OneValue, _nowhere),
        new("--write", NoValue, ["start"], "-w"),
        new("--attach", NoValue, _acting),
        new("--no-daemon", NoValue, ["start"]),
        new("--mini-list", NoValue, ["list"], "-m"),
        new("--sort", OneValue, ["list"]),
        new("--user", OneValue, ["startup", "unstartup", "logrotate"], "-u"),
        new("--hp", OneValue, ["startup", "unstartup"]),
        new("--service-name", OneValue, ["startup", "unstartup"]),
        new("--wait-ip", NoValue, ["startup"]),
        new("--trace", NoValue, ["start"]),
        new("--disable-trace", NoValue, _nowhere),
        new("--v8", NoValue, ["start"]),
        new("--event-loop-inspector", NoValue, ["start"]),
        new("--deep-monitoring", NoValue, ["start"]),
    ];

    private static ArgumentArity NoValue => ArgumentArity.Zero;

    private static ArgumentArity PerhapsAValue => ArgumentArity.ZeroOrOne;

    private static ArgumentArity OneValue => ArgumentArity.OneOrMore;

    /// <summary>Adds to a command what it does not define itself.</summary>
    /// <returns>Of what was added, the options that PM2 gives an effect on this verb.</returns>
    public static IReadOnlyList<Option> AddMissing(CliCommand command)
    {
        var grammar = command.Grammar;
        var taken = grammar.Options.SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet(StringComparer.Ordinal);
        var missed = new List<Option>();
        foreach (var entry in _all.Where(entry => !taken.Contains(entry.Name)))
        {
            var option = new Option<string[]>(entry.Name, [.. entry.Aliases.Where(taken.Add)])
            {
                Arity = entry.Arity, Hidden = true, Description = "accepted as PM2 does; no effect here",
            };
            grammar.Options.Add(option);
            if (entry.Verbs.Contains(grammar.Name))
            {
                missed.Add(option);
            }
        }

        return missed;
    }

    /// <summary>Whether the word after this one is its value and never a verb.</summary>
    public static bool TakesTheNextWord(string word) =>
        _all.Any(entry => entry.Arity.MinimumNumberOfValues > 0 && (entry.Name == word || entry.Aliases.Contains(word)));

    /// <param name="Name">With its dashes.</param>
    /// <param name="Arity">How many values it takes.</param>
    /// <param name="Verbs">Where PM2 gives it an effect that a user would miss.</param>
    /// <param name="Aliases">Its short names.</param>
    private sealed record Entry(string Name, ArgumentArity Arity, string[] Verbs, params string[] Aliases);
}
