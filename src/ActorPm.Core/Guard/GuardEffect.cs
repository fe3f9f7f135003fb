using System.Collections.Immutable;

namespace ActorPm.Core.Guard;

/// <summary>What a guard has to do, in order.</summary>
public abstract record GuardEffect
{
    private GuardEffect()
    {
    }

    /// <summary>Start the daemon; where another one holds the home, say <see cref="GuardInput.Found"/> instead.</summary>
    /// <param name="Program">From which program.</param>
    public sealed record Start(string Program) : GuardEffect;

    /// <summary>Send the daemon a signal.</summary>
    /// <param name="Number">Which.</param>
    public sealed record Signal(int Number) : GuardEffect;

    /// <summary>Tell whoever started the guard, and systemd, that commands are taken.</summary>
    public sealed record AnnounceReady : GuardEffect;

    /// <summary>Tell systemd that all comes to an end.</summary>
    public sealed record AnnounceEnd : GuardEffect;

    /// <summary>What the daemon was told of processes that ended, it has taken over: forget it.</summary>
    public sealed record ForgetTold : GuardEffect;

    /// <summary>Kill processes with their trees, as far as they are still who they were, and let the daemon know.</summary>
    /// <param name="Processes">Which; at least one.</param>
    public sealed record EndFenced(ImmutableArray<FencedProcess> Processes) : GuardEffect;

    /// <summary>Write a sentence to the log. Never asked for while a daemon lives, which writes to the same file.</summary>
    /// <param name="Sentence">For a person.</param>
    public sealed record Report(string Sentence) : GuardEffect;

    /// <summary>End the guard.</summary>
    /// <param name="Code">Its exit code.</param>
    public sealed record End(int Code) : GuardEffect;
}
