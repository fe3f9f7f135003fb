using System.Collections.Immutable;
using ActorPm.Core.Control;
using ActorPm.Core.Interpreters;

namespace ActorPm.Core.Apps;

/// <summary>Finds out what a target is: a script beside the caller, a program in PATH, or a command line for a shell; and what runs it.</summary>
/// <param name="probe">Asks the file system.</param>
/// <param name="searchPath">The app's PATH; null when it has none.</param>
/// <param name="directory">Where the app runs, absolute.</param>
/// <param name="problems">Gets what is wrong.</param>
internal sealed class ProgramResolver(IProgramProbe probe, string? searchPath, string directory, ImmutableArray<ControlError>.Builder problems)
{
    /// <summary>The program of a request. With a problem, a value to go on with.</summary>
    /// <param name="request">What the user wrote.</param>
    /// <param name="script">The target as an absolute path.</param>
    /// <param name="otherPlace">Where else it was looked for; null when nowhere.</param>
    public ResolvedProgram Resolve(AppRequest request, string script, string? otherPlace = null)
    {
        var kind = probe.Look(script);
        if (kind is ProgramKind.Missing && request.Target.Contains(' ', StringComparison.Ordinal))
        {
            return CommandLine(request);
        }

        ImmutableArray<string> arguments = [.. request.Arguments ?? []];
        if (kind is ProgramKind.Missing)
        {
            if (!request.Target.Contains('/', StringComparison.Ordinal) && ProgramSearch.Find(request.Target, searchPath, directory, probe) is { } found)
            {
                return new(found, Checked(request.Interpreter ?? AppSpec.NoInterpreter), arguments);
            }

            var tried = otherPlace is null || otherPlace == script ? script : $"{script} or, beside the app file, {otherPlace}";
            var places = request.Target.Contains('/', StringComparison.Ordinal) ? tried : $"{tried}, and no program of that name is in PATH";
            problems.Add(new(ControlErrorCode.ScriptNotFound, $"There is no script or app '{request.Target}': nothing is at {places}; check the path, or pass --cwd."));
            return new(script, AppSpec.NoInterpreter, []);
        }

        var candidates = request.Interpreter is { } given ? [given] : InterpreterMap.CandidatesFor(script, kind);
        var interpreter = candidates.FirstOrDefault(candidate =>
            candidate == AppSpec.NoInterpreter || ProgramSearch.Find(candidate, searchPath, directory, probe) is not null) ?? candidates[0];
        if (interpreter == AppSpec.NoInterpreter && kind is ProgramKind.PlainFile)
        {
            problems.Add(new(ControlErrorCode.ScriptNotFound, $"{script} is not executable; run chmod +x, or name an --interpreter."));
        }

        return new(script, Checked(interpreter), arguments);
    }

    /// <summary>The same interpreter, after a look whether it is there.</summary>
    public string Checked(string interpreter)
    {
        if (interpreter != AppSpec.NoInterpreter && ProgramSearch.Find(interpreter, searchPath, directory, probe) is null)
        {
            problems.Add(new(
                ControlErrorCode.InterpreterNotFound,
                $"Interpreter {interpreter} is NOT AVAILABLE in PATH; install it, or name another with --interpreter (type 'which {interpreter}' to double check)."));
        }

        return interpreter;
    }

    private ResolvedProgram CommandLine(AppRequest request)
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
        return new(shell ?? "/bin/sh", AppSpec.NoInterpreter, arguments);
    }
}

/// <summary>What is run.</summary>
/// <param name="Script">The absolute path of the script or program.</param>
/// <param name="Interpreter">What runs it, or <see cref="AppSpec.NoInterpreter"/>.</param>
/// <param name="Arguments">What follows the script.</param>
internal sealed record ResolvedProgram(string Script, string Interpreter, ImmutableArray<string> Arguments);
