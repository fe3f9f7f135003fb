namespace ActorPm.Cluster.Tests.Nemeses.Histories;

/// <summary>What is wanted of a movable app, in the words of <c>apm cluster status --json</c>.</summary>
/// <param name="Placement"><c>single</c>, <c>spread</c> or <c>every</c>.</param>
/// <param name="State"><c>running</c> or <c>stopped</c>.</param>
/// <param name="Count">How many instances: in all, or on each node.</param>
internal sealed record Wish(string Placement, string State, int Count)
{
    /// <summary>How many processes that makes on so many nodes.</summary>
    public int Copies(int nodes) => State == "stopped" ? 0 : Placement == "every" ? Count * nodes : Count;

    /// <inheritdoc/>
    public override string ToString() => $"{Placement} {State}×{Count}";
}
