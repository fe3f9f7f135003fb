namespace ActorPm.Cli;

/// <summary>What a command sees of the world. Tests hand in their own.</summary>
internal sealed class CliHost
{
    /// <summary>The file name by which the program was called: <c>apm</c> or <c>pm2</c>.</summary>
    public required string ProgramName { get; init; }

    /// <summary>Where the program's file is (<see cref="ProgramFolder"/>); the daemon's is beside it.</summary>
    public required string ProgramDirectory { get; init; }

    /// <summary>The working directory, absolute.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>The whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Standard input, opened when somebody reads it.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Standard output: data and nothing else.</summary>
    public required Stream Output { get; init; }

    /// <summary>Standard error: progress, hints, warnings, errors.</summary>
    public required Stream Error { get; init; }

    /// <summary>The columns of the terminal behind standard output, 0 when it does not say; null when it is no terminal.</summary>
    public required int? TerminalWidth { get; init; }

    /// <summary>Columns and rows of the terminal behind standard output as they are now; null when it is no terminal.</summary>
    public Func<(int Columns, int Rows)?> TerminalSize { get; init; } = static () => null;

    /// <summary>Makes the terminal behind standard input hand over each key, until disposed; null when that is no terminal.</summary>
    public Func<IDisposable?> EnterRawMode { get; init; } = static () => null;

    /// <summary>The keys of that terminal as bytes, opened when somebody reads them; never a line at a time, as <see cref="OpenInput"/> does.</summary>
    public Func<Stream> OpenKeys { get; init; } = static () => Stream.Null;

    /// <summary>Starts to catch Ctrl-C; until then it ends the program at once, as exit code 130.</summary>
    public required Func<CancellationToken> CatchInterrupts { get; init; }

    /// <summary>The clock that uptimes are told by.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Where the system's files begin; anything but <c>/</c> keeps a test away from the real ones.</summary>
    public string SystemRoot { get; init; } = "/";

    /// <summary>Whether the caller may change the system.</summary>
    public bool IsRoot { get; init; } = Environment.IsPrivilegedProcess;

    /// <summary>The caller's user name.</summary>
    public string UserName { get; init; } = Environment.UserName;

    /// <summary>A variable's value; null when it is unset or empty.</summary>
    public string? Variable(string name) =>
        Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Whether the caller typed <c>pm2</c>: PM2's home, variables and marks then.</summary>
    public bool IsPm2 => ProgramName.StartsWith("pm2", StringComparison.Ordinal);

    /// <summary>The value of <c>APM_…</c>, or called as <c>pm2</c> of <c>PM2_…</c>; null when it is unset or empty.</summary>
    public string? Setting(string name) => (IsPm2 ? Variable("PM2_" + name) : null) ?? Variable("APM_" + name);

    /// <summary>How much is said unless <c>--silent</c> is given: <c>APM_SILENT</c> is the same, <c>APM_PROGRAMMATIC</c> leaves out progress alone.</summary>
    public Talk Talk => Setting("SILENT") is not (null or "false") ? Talk.Silent : Setting("PROGRAMMATIC") == "true" ? Talk.Quiet : Talk.Normal;
}
