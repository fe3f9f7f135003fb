using ActorPm.Core.Control;

namespace ActorPm.Cli;

/// <summary>Ends a command with sentences for the user and an exit code. Thrown anywhere, shown in one place: <see cref="CommandLine"/>.</summary>
internal sealed class CommandFailure : Exception
{
    /// <summary>A refusal, from the daemon or from here.</summary>
    public CommandFailure(ControlError error)
        : base(error.Message)
    {
        Code = error.Code;
        ExitCode = error.ExitCode;
        Sentences = [error.Message];
    }

    /// <summary>A refusal from here.</summary>
    public CommandFailure(ControlErrorCode code, string sentence)
        : this(new ControlError(code, sentence))
    {
    }

    /// <summary>Several things that are wrong with what the user asked for.</summary>
    public CommandFailure(IReadOnlyList<string> problems)
        : this(ControlErrorCode.InvalidRequest, problems[0]) => Sentences = problems;

    /// <summary>Which kind of failure.</summary>
    public ControlErrorCode Code { get; }

    /// <summary>The exit code.</summary>
    public int ExitCode { get; }

    /// <summary>What to tell the user, one line each.</summary>
    public IReadOnlyList<string> Sentences { get; }
}

/// <summary>The words of the command line make no sense; shown as <c>error: …</c>, exit code 1.</summary>
internal sealed class UsageFailure(string message) : Exception(message);
