using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Rollouts;

namespace ActorPm.Core.Catalog;

/// <summary>The answer to a command.</summary>
public abstract record CatalogDecision
{
    private CatalogDecision()
    {
    }

    /// <summary>Nothing changes.</summary>
    /// <param name="Error">Why.</param>
    public sealed record Refused(ControlError Error) : CatalogDecision;

    /// <summary>It shall be done.</summary>
    /// <param name="Events">What to journal, all or nothing; empty when no wish changes.</param>
    /// <param name="Instructions">What to tell the apps once the events are safe.</param>
    public sealed record Accepted(ImmutableArray<CatalogEvent> Events, ImmutableArray<AppInstruction> Instructions) : CatalogDecision;
}

/// <summary>What an app shall do now.</summary>
/// <param name="App">The app.</param>
/// <param name="Kind">What.</param>
/// <param name="Serials">With which of its slots.</param>
/// <param name="RenamedFrom">The name that the app had until now; null when it has kept its name.</param>
public sealed record AppInstruction(AppName App, InstructionKind Kind, ImmutableArray<long> Serials, AppName? RenamedFrom = null)
{
    /// <summary>How a reload goes; for <see cref="InstructionKind.Reload"/>.</summary>
    public ReloadOptions Reload { get; init; } = ReloadOptions.None;
}

/// <summary>Kinds of instructions.</summary>
public enum InstructionKind
{
    /// <summary>Run: start what rests, leave what runs.</summary>
    Start,

    /// <summary>Rest.</summary>
    Stop,

    /// <summary>A fresh process for what runs; start what rests.</summary>
    Restart,

    /// <summary>Begin the reload that the entry tells of. The serials are those of the new slots.</summary>
    Reload,

    /// <summary>A slot took another's place: the serials are the old and the new one.</summary>
    Replaced,

    /// <summary>The reload is paused, promoted or abandoned, as the entry tells.</summary>
    ReloadEnded,

    /// <summary>Take the reload back that is under way.</summary>
    CancelReload,

    /// <summary>The slots are off the list: end their processes and forget them.</summary>
    Remove,

    /// <summary>Set the counters to zero.</summary>
    ResetCounters,

    /// <summary>Become what the list says: after a replay.</summary>
    Replay,
}
