using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli;

/// <summary>The words of the command line → one command's run → an exit code.</summary>
internal static class CommandLine
{
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>The program's version.</summary>
    public static string Version =>
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Runs the command that the arguments name. Never throws for what a user can do.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliHost host)
    {
        var screen = new Screen(host, host.Talk, Palette.Plain);
        try
        {
            return await RunVerbAsync(SplitArguments.Of(WithVerbOfName(arguments, host.ProgramName)), host, screen);
        }
        catch (UsageFailure e)
        {
            screen.ErrorLine("error: " + e.Message);
            return 1;
        }
        catch (CommandFailure e)
        {
            foreach (var sentence in e.Sentences)
            {
                screen.Error(sentence);
            }

            return e.ExitCode;
        }
        catch (BrokenPipeException)
        {
            return 0;
        }
        catch (IOException e)
        {
            screen.Error(e.Message);
            return 1;
        }
        catch (Exception e)
        {
            // A defect in apm itself: say so in a line instead of a stack trace.
            screen.Error($"apm failed by a defect of its own ({e.GetType().Name}: {e.Message}); please report it with the command that you ran.");
            return new ControlError(ControlErrorCode.Internal, e.Message).ExitCode;
        }
    }

    private static async Task<int> RunVerbAsync(SplitArguments split, CliHost host, Screen screen)
    {
        if (split.Verb is not { } verb)
        {
            return RunWithoutVerb(split, screen);
        }

        var command = VerbTable.Find(verb)!;
        var global = new GlobalOptions();
        global.AddTo(command.Grammar);
        var withoutEffect = Pm2Options.AddMissing(command);
        var parsed = command.Grammar.Parse(split.Words, Parsing);

        if (IsGiven(parsed, global.Version))
        {
            screen.Data(Version + "\n");
            return 0;
        }

        if (IsGiven(parsed, global.Help))
        {
            screen.Data(HelpText.Of(command));
            return 0;
        }

        var words = WordsOf(command, parsed);
        CheckOptions(command, parsed);
        CheckWords(command, words, split.AfterDashes);

        if (IsGiven(parsed, global.Node) && command.IsOfThisMachine)
        {
            throw new UsageFailure($"{command.Grammar.Name} works on the machine at hand; run it there, without --node");
        }

        var remote = RemoteOf(command, parsed, global, host);
        var talk = IsGiven(parsed, global.Silent) ? Talk.Silent : host.Talk;
        var colors = host.TerminalWidth is not null && host.Variable("NO_COLOR") is null && !IsGiven(parsed, global.NoColor);
        var commandScreen = new Screen(host, talk, colors ? Palette.Ansi : Palette.Plain);
        foreach (var option in withoutEffect.Where(option => IsGiven(parsed, option)))
        {
            commandScreen.Warn($"{option.Name} has no effect on {command.Grammar.Name} here.");
        }

        if (command.Arguments.Length == 0 && words.Count > 0)
        {
            commandScreen.Warn($"{command.Grammar.Name} takes no '{words[0]}'; it has no effect.");
        }

        var call = On(NodeOf(parsed, global));
        try
        {
            return await command.RunAsync(call);
        }
        catch (CommandFailure missing) when (missing.Code is ControlErrorCode.NotFound && call.Node is null && !command.IsOfThisMachine && words.Count > 0)
        {
            var nodes = await OtherNodes.WithAsync(call, words[0]);
            if (nodes.Count == 0)
            {
                throw;
            }

            if (nodes.Count > 1 && command.IsOfOneNode)
            {
                throw new CommandFailure(ControlErrorCode.NotFound, $"{words[0]} is on the nodes {string.Join(", ", nodes)}; say which (--node).");
            }

            var exitCode = 0;
            foreach (var node in nodes)
            {
                exitCode = Math.Max(exitCode, await command.RunAsync(On(node)));
            }

            return exitCode;
        }

        Invocation On(string? node) => command.DashesEndOptionsOnly
            ? new Invocation(host, commandScreen, parsed, [.. words, .. split.AfterDashes], []) { Node = node, Remote = remote }
            : new Invocation(host, commandScreen, parsed, words, split.AfterDashes) { Node = node, Remote = remote };
    }

    // Neither does a verb that asks no daemon need one; but what is meant for a daemon elsewhere must not happen here.
    private static RemoteDaemon? RemoteOf(CliCommand command, ParseResult parsed, GlobalOptions global, CliHost host)
    {
        if (command.TakesRemote)
        {
            return RemoteDaemon.Of(host, Last(parsed, global.Remote), Last(parsed, global.Fingerprint));
        }

        return IsGiven(parsed, global.Remote) || host.Variable(RemoteDaemon.Variable) is not null
            ? throw new UsageFailure($"{command.Grammar.Name} works on the machine at hand; run it there, without --remote and {RemoteDaemon.Variable}")
            : null;
    }

    private static string? Last(ParseResult parsed, Option<string[]> option) => parsed.GetResult(option) is { Implicit: false, Tokens: { Count: > 0 } tokens } ? tokens[^1].Value : null;

    private static string? NodeOf(ParseResult parsed, GlobalOptions global) =>
        parsed.GetResult(global.Node) is not { Implicit: false, Tokens: { Count: > 0 } tokens } ? null
        : Core.Cluster.NodeName.TryParse(tokens[^1].Value, out var name, out _) ? name.Value
        : throw new CommandFailure(ControlErrorCode.InvalidRequest, $"'{tokens[^1].Value}' is no node's name; `apm cluster status` shows what there is (--node).");

    // PM2's other programs are verbs here: a link of that name says the verb.
    private static IReadOnlyList<string> WithVerbOfName(IReadOnlyList<string> arguments, string programName) => programName switch
    {
        "pm2-runtime" or "pm2-docker" or "apm-runtime" => ["runtime", .. arguments],
        "pm2-dev" or "apm-dev" => ["dev", .. arguments],
        _ => arguments,
    };

    private static int RunWithoutVerb(SplitArguments split, Screen screen)
    {
        foreach (var word in split.Words)
        {
            switch (word)
            {
                case "-v" or "-V" or "--version":
                    screen.Data(Version + "\n");
                    return 0;
                case "-h" or "--help":
                    screen.Data(HelpText.OfProgram());
                    return 0;
                case "-s" or "--silent" or "--no-color":
                    break;
                case ['-', ..]:
                    throw new UsageFailure($"unknown option '{word}'");
                default:
                    screen.Error($"Command not found: {word}");
                    screen.ErrorLine(HelpText.Usage);
                    return 1;
            }
        }

        screen.ErrorLine(HelpText.Usage);
        return 1;
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    // The parser hands unknown options to whatever takes words.
    private static List<string> WordsOf(CliCommand command, ParseResult parsed)
    {
        var words = new List<string>();
        foreach (var token in parsed.GetResult(command.Words)?.Tokens ?? [])
        {
            if (token.Value is ['-', _, ..] && !(char.IsAsciiDigit(token.Value[1]) && command.TakesNegativeNumbers))
            {
                var equals = token.Value.IndexOf('=', StringComparison.Ordinal);
                throw new UsageFailure($"unknown option '{(equals < 0 ? token.Value : token.Value[..equals])}'");
            }

            words.Add(token.Value);
        }

        return words;
    }

    private static void CheckOptions(CliCommand command, ParseResult parsed)
    {
        foreach (var option in command.Grammar.Options)
        {
            if (option.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(option) is { Implicit: false, Tokens.Count: 0 })
            {
                throw new UsageFailure($"option '{HelpText.Names(option)}' argument missing");
            }
        }

        if (parsed.UnmatchedTokens.Count > 0)
        {
            throw new UsageFailure($"unknown option '{parsed.UnmatchedTokens[0]}'");
        }

        if (parsed.Errors.Count > 0)
        {
            throw new UsageFailure(parsed.Errors[0].Message);
        }
    }

    private static void CheckWords(CliCommand command, List<string> words, IReadOnlyList<string> afterDashes)
    {
        // After the dashes there are words for the app, or words of any kind for the verbs that start none.
        var count = words.Count + (command.DashesEndOptionsOnly ? afterDashes.Count : 0);
        if (count < command.RequiredArguments.Count)
        {
            throw new UsageFailure($"missing required argument '{command.RequiredArguments[count]}'");
        }
    }
}
