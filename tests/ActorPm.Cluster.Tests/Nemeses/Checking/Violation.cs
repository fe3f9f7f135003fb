namespace ActorPm.Cluster.Tests.Nemeses.Checking;

/// <summary>What a cluster promises.</summary>
internal enum Promise
{
    /// <summary>A single app has one active copy at most.</summary>
    NeverTwo,

    /// <summary>What a command acknowledged holds, on every node, whatever happens afterwards.</summary>
    WishesKept,

    /// <summary>Requests fail only where a nemesis leaves no other way.</summary>
    RequestsKept,

    /// <summary>Apps and ports are back in time.</summary>
    Recovered,
}

/// <summary>A promise that was broken, where in time, and how.</summary>
internal sealed record Violation(Promise Promise, TimeSpan At, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Promise} at {At.TotalSeconds:0.000} s: {Text}";
}
