using System.Collections.Immutable;

namespace ActorPm.Core.Cluster;

/// <summary>
/// The leases that a node has granted, each app's to one node at a time. Two nodes with a majority of grants each would need one that granted to both, so at most one
/// holds a lease. Times are those of this node's own clock.
/// </summary>
/// <param name="Times">The times of fencing on this node. A node whose own are longer is granted nothing: it would stop too late.</param>
/// <param name="Began">When this ledger began: what was granted before, it does not know.</param>
/// <param name="Grants">By app.</param>
/// <param name="Newest">The newest asking of each node: one that was overtaken by a later one counts for nothing.</param>
public sealed record LeaseLedger(FencingTimes Times, TimeSpan Began, ImmutableDictionary<string, LeaseGrant> Grants, ImmutableDictionary<string, AskingMark> Newest)
{
    /// <summary>A ledger that knows nothing yet.</summary>
    /// <param name="now">The time.</param>
    /// <param name="times">The times of fencing; null for the default ones.</param>
    public static LeaseLedger StartingAt(TimeSpan now, FencingTimes? times = null) => new(
        times ?? FencingTimes.Default, now, ImmutableDictionary.Create<string, LeaseGrant>(StringComparer.Ordinal), ImmutableDictionary.Create<string, AskingMark>(StringComparer.Ordinal));

    /// <summary>A node asks.</summary>
    /// <param name="asking">What it asks for.</param>
    /// <param name="now">The time.</param>
    /// <returns>The ledger afterwards, and the apps that are granted.</returns>
    public (LeaseLedger Next, ImmutableArray<string> Granted) Ask(LeaseAsking asking, TimeSpan now)
    {
        if ((Newest.TryGetValue(asking.Node, out var newest) && newest.Life == asking.Mark.Life && newest.Number >= asking.Mark.Number)
            || asking.TakeOverMs > Times.TakeOver.TotalMilliseconds)
        {
            return (this, []);
        }

        var grants = Grants;
        foreach (var app in asking.Released)
        {
            grants = grants.TryGetValue(app, out var grant) && grant.Node == asking.Node ? grants.Remove(app) : grants;
        }

        var granted = ImmutableArray.CreateBuilder<string>();
        foreach (var (app, isHeld) in asking.Held.Select(app => (app, true)).Concat(asking.Wanted.Select(app => (app, false))))
        {
            var isFree = grants.TryGetValue(app, out var grant)
                ? grant.Node == asking.Node || now - grant.At >= Times.TakeOver

                // Whoever holds a lease has it from a majority, so nobody else can have one. Whoever only wants it may be the second: an earlier life of this node may have
                // granted it to another one.
                : isHeld || now - Began >= Times.TakeOver;
            if (isFree)
            {
                grants = grants.SetItem(app, new LeaseGrant(asking.Node, now));
                granted.Add(app);
            }
        }

        return (this with { Grants = grants, Newest = Newest.SetItem(asking.Node, asking.Mark) }, granted.ToImmutable());
    }
}

/// <summary>A lease that was granted.</summary>
/// <param name="Node">To whom.</param>
/// <param name="At">When, the newest time.</param>
public sealed record LeaseGrant(string Node, TimeSpan At);

/// <summary>A node asks for leases.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Mark">Which asking this is.</param>
/// <param name="TakeOverMs">How long after a grant its app may live, in milliseconds.</param>
/// <param name="Held">Apps whose lease it holds and wants to renew.</param>
/// <param name="Wanted">Apps whose lease it wants.</param>
/// <param name="Released">Apps that it has stopped for certain, and whose lease others may have.</param>
public sealed record LeaseAsking(string Node, AskingMark Mark, double TakeOverMs, IReadOnlyList<string> Held, IReadOnlyList<string> Wanted, IReadOnlyList<string> Released);

/// <summary>Which asking of a node something is.</summary>
/// <param name="Life">By chance, another one for each start of the node's daemon.</param>
/// <param name="Number">Grows with each asking.</param>
public sealed record AskingMark(Guid Life, long Number);
