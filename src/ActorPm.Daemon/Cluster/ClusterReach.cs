using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Cluster;
using ActorPm.Core.Control;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Routing;
using Serilog;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// Sees to it that the port of a movable app behind the proxy is open on each node that has the app's roles, wherever the app runs, and that each node's balancer knows the
/// others that have ready instances. For one thread.
/// </summary>
internal sealed class ClusterReach(ILocalApps apps, ILocalRoutes routes)
{
    private readonly Dictionary<string, (long Number, AppSpec? Spec)> _specs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (AppSpec Spec, ImmutableArray<FarNode> Nodes)> _told = new(StringComparer.Ordinal);

    /// <summary>Tells the balancers what is new.</summary>
    /// <param name="wishes">The movable apps, by name.</param>
    /// <param name="open">Whether an app's port is to be open on this node.</param>
    /// <param name="ready">How many ready instances each other node has of an app; nodes that cannot be reached left out.</param>
    public void Follow(IReadOnlyDictionary<string, ClusterWish> wishes, Func<ClusterWish, bool> open, Func<string, IEnumerable<FarNode>> ready)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (app, wish) in wishes.Where(wish => wish.Value.State is WishState.Running && open(wish.Value)))
        {
            if (SpecOf(app, wish) is not { } spec)
            {
                continue;
            }

            wanted.Add(app);
            var nodes = ready(app).OrderBy(node => node.Name, StringComparer.Ordinal).ToImmutableArray();
            if (!_told.TryGetValue(app, out var told) || !ReferenceEquals(told.Spec, spec) || !told.Nodes.SequenceEqual(nodes))
            {
                _told[app] = (spec, nodes);
                routes.Reach(AppName.Parse(app), spec, nodes);
            }
        }

        foreach (var over in _told.Keys.Where(app => !wanted.Contains(app)).ToList())
        {
            Withdraw(over);
        }

        foreach (var gone in _specs.Keys.Where(app => !wishes.ContainsKey(app)).ToList())
        {
            _specs.Remove(gone);
        }
    }

    /// <summary>All apps are the business of this node alone again.</summary>
    public void End()
    {
        foreach (var app in _told.Keys.ToList())
        {
            Withdraw(app);
        }
    }

    private void Withdraw(string app)
    {
        _told.Remove(app);
        routes.Reach(AppName.Parse(app), null, []);
    }

    // Null for what is not behind the proxy, and for what cannot be resolved here: its program may not be on this node.
    private AppSpec? SpecOf(string app, ClusterWish wish)
    {
        if (!_specs.TryGetValue(app, out var known) || known.Number != wish.Number)
        {
            AppSpec? spec = null;
            try
            {
                spec = apps.SpecOf(wish);
            }
            catch (RefusedException refused)
            {
                Log.Warning("The port of {App} is not open on this node: {Reason}", app, refused.Message);
            }

            _specs[app] = known = (wish.Number, spec?.Routing.Plane is DataPlane.Proxy ? spec : null);
        }

        return known.Spec;
    }
}
