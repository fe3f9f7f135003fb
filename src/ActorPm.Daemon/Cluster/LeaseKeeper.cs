using System.Collections.Immutable;
using ActorPm.Core.Cluster;

namespace ActorPm.Daemon.Cluster;

/// <summary>Both sides of the leases of this node: what it has granted, and what was granted to it. Any thread.</summary>
internal sealed class LeaseKeeper(string self, FencingTimes times, TimeProvider clock)
{
    // Every answer grants this one: it says that its node was reached.
    private const string Contact = "*";

    private readonly Lock _gate = new();
    private readonly long _origin = clock.GetTimestamp();
    private readonly Dictionary<string, Dictionary<string, TimeSpan>> _grants = new(StringComparer.Ordinal);
    private LeaseLedger _ledger = LeaseLedger.StartingAt(TimeSpan.Zero, times);

    /// <summary>The time since this node began to take part, by a clock that only goes forward.</summary>
    public TimeSpan Now => clock.GetElapsedTime(_origin);

    /// <summary>Answers a node that asks for leases, this one too.</summary>
    public IReadOnlyList<string> Answer(LeaseAsking asking)
    {
        lock (_gate)
        {
            (_ledger, var granted) = _ledger.Ask(asking, Now);
            return granted;
        }
    }

    /// <summary>A node has granted leases to this one.</summary>
    /// <param name="node">Which.</param>
    /// <param name="apps">What.</param>
    /// <param name="askedAt">When it was asked.</param>
    public void Granted(string node, IReadOnlyList<string> apps, TimeSpan askedAt)
    {
        lock (_gate)
        {
            foreach (var app in apps.Append(Contact))
            {
                if (!_grants.TryGetValue(app, out var byNode))
                {
                    _grants[app] = byNode = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
                }

                byNode[node] = byNode.TryGetValue(node, out var before) && before > askedAt ? before : askedAt;
            }
        }
    }

    /// <summary>Gives a lease up.</summary>
    public void Release(string app)
    {
        lock (_gate)
        {
            _grants.Remove(app);
        }
    }

    /// <summary>When the lease of an app ends unless it is renewed; null when this node has none.</summary>
    /// <param name="app">Its name.</param>
    /// <param name="nodes">The nodes of which most must have granted.</param>
    public TimeSpan? EndOf(string app, IReadOnlyList<string> nodes)
    {
        lock (_gate)
        {
            return _grants.TryGetValue(app, out var byNode) ? LeaseTerm.EndOf(byNode.Where(grant => nodes.Contains(grant.Key)).Select(grant => grant.Value), nodes.Count, times.Lease) : null;
        }
    }

    /// <summary>When the time ends for which this node has reached most nodes; null when it has not.</summary>
    public TimeSpan? EndOfContact(IReadOnlyList<string> nodes) => EndOf(Contact, nodes);

    /// <summary>A time of <see cref="Now"/> as the clock itself counts.</summary>
    public TimeSpan OnClock(TimeSpan time) => clock.GetElapsedTime(0, _origin) + time;

    /// <summary>Whether this node holds the lease of an app now.</summary>
    /// <param name="app">Its name.</param>
    /// <param name="nodes">The nodes of which most must have granted.</param>
    public bool Holds(string app, IReadOnlyList<string> nodes) => EndOf(app, nodes) is { } end && Now < end;

    /// <summary>Whether this node has reached most nodes so lately that it may run what the cluster moves.</summary>
    /// <param name="nodes">The nodes of which most must have granted.</param>
    public bool IsConnected(IReadOnlyList<string> nodes) => Holds(Contact, nodes);

    /// <summary>The apps whose lease was ever granted and not given up.</summary>
    public ImmutableArray<string> Known()
    {
        lock (_gate)
        {
            return [.. _grants.Keys.Where(app => app != Contact)];
        }
    }

    /// <summary>Of itself, a node has always heard.</summary>
    public void HeardOfSelf(IReadOnlyList<string> granted) => Granted(self, granted, Now);
}
