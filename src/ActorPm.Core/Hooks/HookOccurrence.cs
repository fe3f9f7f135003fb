using ActorPm.Core.History;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Hooks;

/// <summary>Something that hooks may be told of.</summary>
/// <param name="Event">What.</param>
/// <param name="At">When it happened.</param>
/// <param name="Cause">One sentence for people: what happened, and how.</param>
public sealed record HookOccurrence(HookEvent Event, DateTimeOffset At, string Cause)
{
    /// <summary>The app; null where none is meant.</summary>
    public string? App { get; init; }

    /// <summary>The app's namespace; null where no app is meant, or it has left the list.</summary>
    public string? Namespace { get; init; }

    /// <summary>The instance; null where an app as a whole, or none, is meant.</summary>
    public InstancePlace? Place { get; init; }

    /// <summary>The process that ended, or that runs again; null when it is not known.</summary>
    public int? Pid { get; init; }

    /// <summary>How the process ended; null where none did.</summary>
    public ExitStatus? Status { get; init; }

    /// <summary>How long the process had run, or runs; null when it is not known.</summary>
    public TimeSpan? Uptime { get; init; }

    /// <summary>How often the instance had been restarted before; null when it is not known.</summary>
    public int? Restarts { get; init; }

    /// <summary>The node that was lost; null where none was.</summary>
    public string? LostNode { get; init; }

    /// <summary>What makes two occurrences of one event the same: app or node, and the cause without the numbers that differ each time.</summary>
    public HookKey Key => new(Event, App ?? LostNode ?? "", Status?.ToString() ?? string.Concat(Event is HookEvent.Recovered ? [] : Cause.Where(letter => !char.IsAsciiDigit(letter))));
}

/// <summary>What is the same when something happens again.</summary>
/// <param name="Event">The event.</param>
/// <param name="Subject">The app or the node.</param>
/// <param name="Cause">The cause, without what differs each time.</param>
public readonly record struct HookKey(HookEvent Event, string Subject, string Cause);
