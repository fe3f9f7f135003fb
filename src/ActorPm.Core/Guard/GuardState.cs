namespace ActorPm.Core.Guard;

/// <summary>All that the guard remembers of its daemon's life.</summary>
/// <param name="Default">The program that an installation starts with.</param>
/// <param name="Patience">How many ticks in a row a daemon that takes commands may be silent; 0: for ever.</param>
public sealed record GuardState(string Default, int Patience)
{
    /// <summary>The program that has last taken commands; the default one until any has.</summary>
    public string Good { get; init; } = Default;

    /// <summary>Deaths since a daemon last took commands for <see cref="GuardPolicy.Settled"/>.</summary>
    public int Deaths { get; init; }

    /// <summary>Whether somebody wants guard and daemon to end.</summary>
    public GuardWish Wish { get; init; }

    /// <summary>What the daemon does now.</summary>
    public GuardPhase Phase { get; init; } = new GuardPhase.Idle();

    /// <summary>What the guard ends when the daemon does not extend its time; it outlives the daemon.</summary>
    public FenceList Fences { get; init; } = FenceList.Empty;

    /// <summary>When <see cref="GuardInput.TimePassed"/> has something to do; null: never.</summary>
    public TimeSpan? Due => Phase switch
    {
        GuardPhase.Pausing pausing => pausing.Until,
        GuardPhase.Becoming becoming => becoming.Deadline,
        _ => null,
    };
}

/// <summary>What the guard was told by signals.</summary>
public enum GuardWish
{
    /// <summary>Nothing: it goes on.</summary>
    GoOn,

    /// <summary>A signal asked for the end.</summary>
    End,
}
