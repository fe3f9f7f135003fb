using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Core.Control;
using ActorPm.Core.Instances;
using ActorPm.Core.Interpreters;
using ActorPm.Core.Restarts;

namespace ActorPm.Core.Apps;

/// <summary>Turns what a user wrote into a spec: paths become absolute, defaults are filled in, every problem is found at once.</summary>
public static class AppSpecResolver
{
    /// <summary>Longest pause that a setting in milliseconds may give: about 24 days, the reach of the timers.</summary>
    public const double MaxMilliseconds = int.MaxValue;

    // What ActorPm itself puts into a child; an app started from within a managed app must not inherit it.
    private static readonly ImmutableArray<string> OwnVariables = [DaemonLaunch.InstanceMark, "NODE_APP_INSTANCE", "pm_id", "name"];

    /// <summary>Resolves a request.</summary>
    /// <param name="request">What the user wrote.</param>
    /// <param name="probe">Asks the file system.</param>
    /// <param name="processors">How many processors <c>max</c> means; at least 1.</param>
    public static ResolvedApp Resolve(AppRequest request, IProgramProbe probe, int processors)
    {
        if (AppRequestValidator.Problems(request) is { Count: > 0 } unusable)
        {
            return new ResolvedApp.Invalid([.. unusable]);
        }

        var problems = ImmutableArray.CreateBuilder<ControlError>();
        var environment = MergedEnvironment(request.CallerEnvironment, request.Environment);
        var directory = Path.GetFullPath(request.Cwd is null ? "." : ExpandHome(request.Cwd, environment), request.CallerDirectory);
        if (!probe.IsDirectory(directory))
        {
            problems.Add(new(ControlErrorCode.ScriptNotFound, $"The working directory {directory} does not exist; create it or pass another --cwd."));
        }

        var program = ResolveProgram(request, environment, directory, probe, problems);
        var name = ResolveName(request, problems);
        var instances = request.Instances is null ? 1 : ParseInstances(request.Instances, processors, problems);
        var restart = ApplyRestart(RestartSettings.Default, request, problems);
        var stop = ApplyStop(StopSettings.Default, request, problems);
        var logs = ApplyLogs(LogSettings.Default, request, directory, environment);
        if (problems.Count > 0)
        {
            return new ResolvedApp.Invalid(problems.ToImmutable());
        }

        return new ResolvedApp.Resolved(new AppSpec(
            name, request.Namespace ?? AppSpec.DefaultNamespace, program.Script, program.Interpreter, [.. request.InterpreterArguments ?? []],
            program.Arguments, directory, environment, instances,
            request.Instances is null ? InstanceCounting.Single : InstanceCounting.Counted, restart, stop, logs));
    }

    /// <summary>Applies the options of a restart to a spec; null means unchanged. The caller's environment is taken when it is not empty.</summary>
    /// <param name="spec">What is there.</param>
    /// <param name="changes">What the user gave.</param>
    public static ResolvedApp Change(AppSpec spec, AppRequest changes)
    {
        if (AppRequestValidator.Problems(changes) is { Count: > 0 } unusable)
        {
            return new ResolvedApp.Invalid([.. unusable]);
        }

        var problems = ImmutableArray.CreateBuilder<ControlError>();
        var environment = MergedEnvironment(changes.CallerEnvironment.Count > 0 ? changes.CallerEnvironment : spec.Environment, changes.Environment);
        if (changes.Name is not null && changes.Name != spec.Name.Value)
        {
            problems.Add(new(ControlErrorCode.InvalidRequest, $"A restart cannot rename {spec.Name}; delete it and start it with --name {changes.Name}."));
        }

        if (changes.Instances is not null)
        {
            problems.Add(new(ControlErrorCode.InvalidRequest, $"A restart does not change the number of instances; use `apm scale {spec.Name} {changes.Instances}`."));
        }

        var directory = changes.Cwd is null
            ? spec.WorkingDirectory
            : Path.GetFullPath(ExpandHome(changes.Cwd, environment), changes.CallerDirectory);
        var changed = spec with
        {
            Namespace = changes.Namespace ?? spec.Namespace,
            Interpreter = changes.Interpreter ?? spec.Interpreter,
            InterpreterArguments = changes.InterpreterArguments is { Count: > 0 } interpreterArguments ? [.. interpreterArguments] : spec.InterpreterArguments,
            Arguments = changes.Arguments is { Count: > 0 } arguments ? [.. arguments] : spec.Arguments,
            WorkingDirectory = directory,
            Environment = environment,
            Restart = ApplyRestart(spec.Restart, changes, problems),
            Stop = ApplyStop(spec.Stop, changes, problems),
            Logs = ApplyLogs(spec.Logs, changes, directory, environment),
        };
        return problems.Count > 0 ? new ResolvedApp.Invalid(problems.ToImmutable()) : new ResolvedApp.Resolved(changed);
    }

    /// <summary>Parses a number of instances as PM2 does: <c>max</c> and 0 are all processors, -1 is one fewer, never below 1.</summary>
    /// <returns>The number; null when the text is none or too large.</returns>
    public static int? TryParseInstances(string text, int processors)
    {
        if (text == "max")
        {
            return processors;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) || count > AppSpec.MaxInstances)
        {
            return null;
        }

        return count > 0 ? count : Math.Max(1, processors + count);
    }

    private static int ParseInstances(string text, int processors, ImmutableArray<ControlError>.Builder problems)
    {
        if (TryParseInstances(text, processors) is { } count)
        {
            return count;
        }

        problems.Add(Invalid($"'{text}' is not a number of instances; give 1 to {AppSpec.MaxInstances}, max, or a negative number for fewer than processors (-i)."));
        return 1;
    }

    private static (string Script, string Interpreter, ImmutableArray<string> Arguments) ResolveProgram(
        AppRequest request, ImmutableSortedDictionary<string, string> environment, string directory, IProgramProbe probe,
        ImmutableArray<ControlError>.Builder problems)
    {
        var searchPath = environment.GetValueOrDefault("PATH");
        var script = Path.GetFullPath(ExpandHome(request.Target, environment), directory);
        var kind = probe.Look(script);
        if (kind is ProgramKind.Missing && request.Target.Contains(' ', StringComparison.Ordinal))
        {
            return ResolveCommandLine(request, searchPath, directory, probe, problems);
        }

        if (kind is ProgramKind.Missing)
        {
            if (!request.Target.Contains('/', StringComparison.Ordinal) && ProgramSearch.Find(request.Target, searchPath, directory, probe) is { } found)
            {
                return (found, ResolveInterpreter(request.Interpreter ?? AppSpec.NoInterpreter, searchPath, directory, probe, problems), [.. request.Arguments ?? []]);
            }

            var places = request.Target.Contains('/', StringComparison.Ordinal) ? script : $"{script}, and no program of that name is in PATH";
            problems.Add(new(ControlErrorCode.ScriptNotFound, $"There is no script or app '{request.Target}': nothing is at {places}; check the path, or pass --cwd."));
            return (script, AppSpec.NoInterpreter, []);
        }

        var candidates = request.Interpreter is { } given ? [given] : InterpreterMap.CandidatesFor(script, kind);
        var interpreter = candidates.FirstOrDefault(candidate =>
            candidate == AppSpec.NoInterpreter || ProgramSearch.Find(candidate, searchPath, directory, probe) is not null) ?? candidates[0];
        if (interpreter == AppSpec.NoInterpreter && kind is ProgramKind.PlainFile)
        {
            problems.Add(new(ControlErrorCode.ScriptNotFound, $"{script} is not executable; run chmod +x, or name an --interpreter."));
        }

        return (script, ResolveInterpreter(interpreter, searchPath, directory, probe, problems), [.. request.Arguments ?? []]);
    }

    private static (string Script, string Interpreter, ImmutableArray<string> Arguments) ResolveCommandLine(
        AppRequest request, string? searchPath, string directory, IProgramProbe probe, ImmutableArray<ControlError>.Builder problems)
    {
        var shell = ProgramSearch.Find("bash", searchPath, directory, probe) ?? ProgramSearch.Find("sh", searchPath, directory, probe);
        if (shell is null)
        {
            problems.Add(new(ControlErrorCode.InterpreterNotFound, $"The command line '{request.Target}' needs a shell, and neither bash nor sh is in PATH."));
        }

        // What follows the command line are the shell's $0, $1, …: the app's own name first, as bash -c wants it.
        ImmutableArray<string> arguments = request.Arguments is not { Count: > 0 } given
            ? ["-c", request.Target]
            : ["-c", request.Target, request.Target, .. given];
        return (shell ?? "/bin/sh", AppSpec.NoInterpreter, arguments);
    }

    private static string ResolveInterpreter(
        string interpreter, string? searchPath, string directory, IProgramProbe probe, ImmutableArray<ControlError>.Builder problems)
    {
        if (interpreter != AppSpec.NoInterpreter && ProgramSearch.Find(interpreter, searchPath, directory, probe) is null)
        {
            problems.Add(new(
                ControlErrorCode.InterpreterNotFound,
                $"Interpreter {interpreter} is NOT AVAILABLE in PATH; install it, or name another with --interpreter (type 'which {interpreter}' to double check)."));
        }

        return interpreter;
    }

    private static AppName ResolveName(AppRequest request, ImmutableArray<ControlError>.Builder problems)
    {
        var text = request.Name ?? (request.Target.Contains(' ', StringComparison.Ordinal)
            ? request.Target
            : Path.GetFileNameWithoutExtension(request.Target));
        if (!AppName.TryParse(text.Length > AppName.MaxLength && request.Name is null ? text[..AppName.MaxLength].TrimEnd() : text, out var name, out var problem))
        {
            problems.Add(Invalid(problem));
        }

        return name;
    }

    private static RestartSettings ApplyRestart(RestartSettings current, AppRequest request, ImmutableArray<ControlError>.Builder problems)
    {
        var backoff = request.ExponentialBackoffMs switch
        {
            null => current.Backoff,
            0 => null,
            { } milliseconds => Backoff.Exponential(Duration(milliseconds, "--exp-backoff-restart-delay", problems)),
        };
        if (request.MaxRestarts < 0)
        {
            problems.Add(Invalid($"--max-restarts {request.MaxRestarts} is negative; give 0 or more."));
        }

        if (request.StopExitCodes?.FirstOrDefault(code => code is < 0 or > 255, -1) is { } bad and not -1 || request.StopExitCodes?.Contains(-1) is true)
        {
            problems.Add(Invalid("--stop-exit-codes takes exit codes from 0 to 255."));
        }

        return current with
        {
            Mode = request.RestartMode switch
            {
                null => current.Mode,
                "always" => RestartMode.Always,
                "on-failure" => RestartMode.OnFailure,
                "never" => RestartMode.Never,
                _ => Reject(current.Mode, $"'{request.RestartMode}' is not a restart mode; give always, on-failure or never.", problems),
            },
            StopExitCodes = request.StopExitCodes is null ? current.StopExitCodes : [.. request.StopExitCodes],
            MinimumUptime = request.MinimumUptimeMs is { } uptime ? Duration(uptime, "--min-uptime", problems) : current.MinimumUptime,
            MaxFailedStarts = request.MaxRestarts ?? current.MaxFailedStarts,
            Delay = request.RestartDelayMs is { } delay ? Duration(delay, "--restart-delay", problems) : current.Delay,
            Backoff = backoff,
        };
    }

    private static StopSettings ApplyStop(StopSettings current, AppRequest request, ImmutableArray<ControlError>.Builder problems) => current with
    {
        Signal = request.KillSignal is null
            ? current.Signal
            : SignalNames.TryParse(request.KillSignal) ?? Reject(current.Signal, $"'{request.KillSignal}' is not a signal; give a name as SIGTERM or a number from 1 to 31 (--kill-signal).", problems),
        KillTimeout = request.KillTimeoutMs is { } timeout ? Duration(timeout, "--kill-timeout", problems) : current.KillTimeout,
        Scope = request.TreeKill switch
        {
            null => current.Scope,
            true => StopScope.Tree,
            false => StopScope.MainProcess,
        },
    };

    private static LogSettings ApplyLogs(
        LogSettings current, AppRequest request, string directory, ImmutableSortedDictionary<string, string> environment) => new(
        request.OutFile is null ? current.OutFile : LogPath(request.OutFile, directory, environment),
        request.ErrorFile is null ? current.ErrorFile : LogPath(request.ErrorFile, directory, environment));

    private static string LogPath(string text, string directory, ImmutableSortedDictionary<string, string> environment) =>
        text == "NULL" ? "/dev/null" : Path.GetFullPath(ExpandHome(text, environment), directory);

    private static TimeSpan Duration(double milliseconds, string option, ImmutableArray<ControlError>.Builder problems)
    {
        if (milliseconds is >= 0 and <= MaxMilliseconds)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        problems.Add(Invalid(string.Create(CultureInfo.InvariantCulture, $"{option} {milliseconds} is out of range; give 0 to {MaxMilliseconds} milliseconds.")));
        return TimeSpan.Zero;
    }

    private static ImmutableSortedDictionary<string, string> MergedEnvironment(
        IReadOnlyDictionary<string, string> inherited, IReadOnlyDictionary<string, string>? given) =>
        inherited.ToImmutableSortedDictionary(StringComparer.Ordinal).RemoveRange(OwnVariables).SetItems(given ?? ImmutableDictionary<string, string>.Empty);

    private static string ExpandHome(string path, IReadOnlyDictionary<string, string> environment) =>
        (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)) && environment.TryGetValue("HOME", out var home) ? home + path[1..] : path;

    private static T Reject<T>(T fallback, string problem, ImmutableArray<ControlError>.Builder problems)
    {
        problems.Add(Invalid(problem));
        return fallback;
    }

    private static ControlError Invalid(string message) => new(ControlErrorCode.InvalidRequest, message);
}
