namespace ActorPm.Core.Hooks;

/// <summary>What a hook may be told of. Extend only: the words are part of what is delivered.</summary>
public enum HookEvent
{
    /// <summary>A process ended, and nobody had asked for it.</summary>
    Crash,

    /// <summary>The restart policy has given an instance up.</summary>
    Errored,

    /// <summary>After a crash or an errored the instance runs again, may be given requests, and has lived as long as a start must to count as one.</summary>
    Recovered,

    /// <summary>A reload did not complete.</summary>
    ReloadFailed,

    /// <summary>The cluster has given up a node that it could not reach.</summary>
    NodeLost,

    /// <summary>Nothing: somebody tries the hook (<c>apm hooks test</c>). No hook can ask for it.</summary>
    Test,
}

/// <summary>The events' words, in settings and in what is delivered.</summary>
public static class HookEvents
{
    /// <summary>The words of those that a hook may ask for, in their order.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<HookEvent>().Where(IsAskedFor).Select(Of)];

    /// <summary>The word of an event.</summary>
    public static string Of(HookEvent told) => told switch
    {
        HookEvent.Crash => "crash",
        HookEvent.Errored => "errored",
        HookEvent.Recovered => "recovered",
        HookEvent.ReloadFailed => "reload-failed",
        HookEvent.NodeLost => "node-lost",
        HookEvent.Test => "test",
        _ => throw new ArgumentOutOfRangeException(nameof(told), told, "Not an event of hooks."),
    };

    /// <summary>The event that a hook asks for by a word; null when there is none.</summary>
    public static HookEvent? TryParse(string word) =>
        Enum.GetValues<HookEvent>().Where(IsAskedFor).Select(told => (HookEvent?)told).FirstOrDefault(told => Of(told!.Value) == word);

    private static bool IsAskedFor(HookEvent told) => told is not HookEvent.Test;
}
