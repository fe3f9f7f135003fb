using ActorPm.Core.Catalog;
using System.CommandLine;
using System.Globalization;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary>The options that describe an app: <c>start</c> and <c>restart</c> share them.</summary>
internal sealed class AppOptions
{
    private readonly Option<string[]> _name = Options.Value("--name", "name", "the app's name; default: the script's file name", "-n");
    private readonly Option<string[]> _namespace = Options.Value("--namespace", "namespace", "the app's namespace; default: default");
    private readonly Option<string[]> _cwd = Options.Value("--cwd", "path", "the directory the app runs in; default: this one");
    private readonly Option<string[]> _instances = Options.Value("--instances", "number", "how many instances: 4, max (one per processor), -1 (one fewer)", "-i");
    private readonly Option<string[]> _interpreter = Options.Value("--interpreter", "program", "what runs the script; none: the script itself; default: by extension");
    private readonly Option<string[]> _interpreterArguments = Options.Value("--interpreter-args", "args", "arguments for the interpreter, split at spaces", "--node-args");
    private readonly Option<string[]> _environment = Options.Value("--env", "KEY=VALUE", "a variable for the app (repeatable), or the name of an app file's environment");
    private readonly LifecycleOptions _lifecycle = new();
    private readonly WatchOptions _watch = new();
    private readonly LogOptions _logs = new();
    private readonly RoutingOptions _routing = new();
    private readonly HealthOptions _health = new();
    private readonly ReloadOptions _reload = new();
    private readonly PlacementOptions _placement = new();
    private readonly TogetherOptions _together = new();
    private readonly LimitOptions _limits = new();
    private readonly Option<string[]> _stopExitCodes;
    private readonly Option<bool> _force = Options.Flag("--force", "start another copy even if the script already runs", "-f");

    public AppOptions(Command grammar)
    {
        _stopExitCodes = Options.Value("--stop-exit-codes", "codes", "exit codes after which the app is not restarted: 0 143 or 0,143");
        _stopExitCodes.AllowMultipleArgumentsPerToken = true;
        foreach (var option in All)
        {
            grammar.Options.Add(option);
        }
    }

    private IReadOnlyList<Option> All =>
    [
        _name, _namespace, _cwd, _instances, _interpreter, _interpreterArguments, _stopExitCodes, _environment, _force,
        .. Groups.SelectMany(group => group.All),
    ];

    private IReadOnlyList<IAppOptionGroup> Groups => [_lifecycle, _watch, _logs, .. Serving];

    // PM2 has none of these, so they count for the apps of a file too.
    private IReadOnlyList<IAppOptionGroup> Serving => [_routing, _health, _reload, _placement, _together, _limits];

    /// <summary>Whether any of them was given.</summary>
    public bool AnyGiven(Invocation call) => All.Any(call.Has);

    /// <summary>
    /// The targets of a call. <c>--stop-exit-codes</c> takes every word that follows it, so words that are no exit codes are targets after all.
    /// </summary>
    public IReadOnlyList<string> Targets(Invocation call) =>
        [.. call.Words, .. call.Values(_stopExitCodes).Where(word => !LooksLikeExitCodes(word)), .. _watch.OnlyWord(call) is { } script ? [script] : Array.Empty<string>()];

    /// <summary>Whether <c>--watch</c> was given.</summary>
    public bool IsWatchGiven(Invocation call) => _watch.IsWatchGiven(call);

    /// <summary>The name of an app file's environment: an <c>--env</c> without <c>=</c>.</summary>
    public string? EnvironmentName(Invocation call) =>
        call.Values(_environment).LastOrDefault(value => !value.Contains('=', StringComparison.Ordinal));

    /// <summary>The sentence for the name of an environment where there is no app file that has environments.</summary>
    public const string EnvironmentWithoutFile = "Using --env [env] without passing the ecosystem.config.js does not work";

    /// <summary>What the options say about an app; all values that make no sense are one failure.</summary>
    public AppRequest Read(Invocation call, string target)
    {
        var problems = new List<string>();
        var request = new AppRequest
        {
            Target = target,
            CallerDirectory = call.Host.CurrentDirectory,
            CallerEnvironment = CallerEnvironment.Of(call.Host),
            Environment = Variables(call, problems),
            Name = call.Value(_name),
            Namespace = call.Value(_namespace),
            Cwd = call.Value(_cwd),
            Arguments = call.WordsAfterDashes.Count > 0 ? call.WordsAfterDashes : null,
            Interpreter = call.Value(_interpreter),
            InterpreterArguments = OptionText.Cleared(call.Value(_interpreterArguments)) is { } text ? ArgumentText.Split(text) : null,
            Instances = call.Value(_instances),
            StopExitCodes = ExitCodes(call, problems),
            IfRunning = call.Has(_force) ? WhenRunning.AddInstances : WhenRunning.Refuse,
        };
        request = Groups.Aggregate(request, (soFar, group) => group.AddTo(soFar, call, problems));
        return problems.Count == 0 ? request : throw new CommandFailure(problems);
    }

    /// <summary>An app of an app file with the options that count for it; of PM2's those few that PM2 lets count, the file decides the rest.</summary>
    public AppRequest AddTo(AppRequest fromFile, Invocation call)
    {
        var problems = new List<string>();
        var given = _lifecycle.AddTo(_watch.AddTo(fromFile, call, []), call, []);
        var request = Serving.Aggregate(fromFile, (soFar, group) => group.AddTo(soFar, call, problems)) with
        {
            Namespace = fromFile.Namespace ?? call.Value(_namespace),
            Cwd = call.Value(_cwd) ?? fromFile.Cwd,
            Instances = call.Value(_instances) ?? fromFile.Instances,
            Watch = given.Watch ?? fromFile.Watch,
            WatchPaths = given.WatchPaths ?? fromFile.WatchPaths,
            IgnoreWatch = fromFile.IgnoreWatch ?? given.IgnoreWatch,
            User = given.User ?? fromFile.User,
            Group = given.Group ?? fromFile.Group,
            IfRunning = call.Has(_force) ? WhenRunning.AddInstances : fromFile.IfRunning,
        };
        return problems.Count == 0 ? request : throw new CommandFailure(problems);
    }

    private Dictionary<string, string> Variables(Invocation call, List<string> problems)
    {
        var variables = new Dictionary<string, string>();
        foreach (var value in call.Values(_environment))
        {
            var equals = value.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                variables[value[..equals]] = value[(equals + 1)..];
            }
            else if (equals == 0)
            {
                problems.Add($"--env '{value}' has no name before the '='; write KEY=VALUE.");
            }
        }

        return variables;
    }

    private List<int>? ExitCodes(Invocation call, List<string> problems)
    {
        if (!call.Has(_stopExitCodes))
        {
            return null;
        }

        var codes = new List<int>();
        foreach (var word in call.Values(_stopExitCodes).Where(LooksLikeExitCodes))
        {
            foreach (var part in word.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            {
                if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code <= 255)
                {
                    codes.Add(code);
                }
                else
                {
                    problems.Add($"--stop-exit-codes '{part}' is not an exit code from 0 to 255.");
                }
            }
        }

        if (codes.Count == 0 && problems.Count == 0)
        {
            problems.Add("--stop-exit-codes names no exit code; write 0 143 or 0,143.");
        }

        return codes;
    }

    private static bool LooksLikeExitCodes(string word) =>
        word.Length > 0 && word.All(character => char.IsAsciiDigit(character) || character is ',' or ' ');
}
