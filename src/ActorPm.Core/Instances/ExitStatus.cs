using System.Text.Json.Serialization;

namespace ActorPm.Core.Instances;

/// <summary>How a process ended.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Code), "code")]
[JsonDerivedType(typeof(Signalled), "signal")]
[JsonDerivedType(typeof(Unknown), "unknown")]
[JsonDerivedType(typeof(NotStarted), "not-started")]
[JsonDerivedType(typeof(FoundIll), "found-ill")]
public abstract record ExitStatus
{
    private ExitStatus()
    {
    }

    /// <summary>The process returned from main or called exit.</summary>
    /// <param name="Value">0 to 255.</param>
    public sealed record Code(int Value) : ExitStatus
    {
        /// <inheritdoc/>
        public override string ToString() => $"exited with code {Value}";
    }

    /// <summary>A signal ended the process.</summary>
    /// <param name="Signal">Which one; real-time signals keep their number.</param>
    public sealed record Signalled(UnixSignal Signal) : ExitStatus
    {
        /// <summary>Why the kernel sent it, for people: <c>it reached its memory limit of 512M</c>; null when that is not known.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Cause { get; init; }

        /// <inheritdoc/>
        public override string ToString() => $"was ended by {(Enum.IsDefined(Signal) ? Signal.ToString() : $"signal {(int)Signal}")}{(Cause is null ? "" : $" ({Cause})")}";
    }

    /// <summary>The process is gone, and nobody who could learn its status was its parent.</summary>
    public sealed record Unknown : ExitStatus
    {
        /// <inheritdoc/>
        public override string ToString() => "ended with an unknown status";
    }

    /// <summary>The process could not be started at all.</summary>
    /// <param name="Reason">One sentence with the cause.</param>
    /// <param name="Failure">Whether the app is to blame.</param>
    public sealed record NotStarted(string Reason, StartFailure Failure = StartFailure.OfApp) : ExitStatus
    {
        /// <inheritdoc/>
        public override string ToString() => $"could not be started: {Reason.TrimEnd('.')}";
    }

    /// <summary>The daemon ended the process, since it was not worth keeping. Never a success, whatever the process returned.</summary>
    /// <param name="Reason">Why, for people: <c>its liveness probe failed …</c></param>
    /// <param name="End">How it then ended.</param>
    public sealed record FoundIll(string Reason, ExitStatus End) : ExitStatus
    {
        /// <inheritdoc/>
        public override string ToString() => $"was ended because {Reason}";
    }

    /// <summary>Whether the program itself said that all was well: exit code 0.</summary>
    [JsonIgnore]
    public bool IsSuccess => this is Code { Value: 0 };

    /// <summary>A wait status as exit code (PM2's <c>exit_code</c>): the code, or 128 + the signal's number as a shell reports it; null when unknown.</summary>
    [JsonIgnore]
    public int? ShellCode => this switch
    {
        Code code => code.Value,
        Signalled signalled => 128 + (int)signalled.Signal,
        Unknown => null,
        NotStarted => 127,
        FoundIll ill => ill.End.ShellCode,
        _ => throw new InvalidOperationException($"No exit code for {this}."),
    };
}
