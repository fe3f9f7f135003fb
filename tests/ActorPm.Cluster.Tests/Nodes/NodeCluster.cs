using System.Diagnostics;
using System.Globalization;
using ActorPm.Cluster.Tests.Networks;
using ActorPm.EndToEnd.Tests;

namespace ActorPm.Cluster.Tests.Nodes;

/// <summary>Daemons on machines of one network, formed to a cluster as the README tells.</summary>
internal sealed class NodeCluster : IAsyncDisposable
{
    private readonly Lan _lan;
    private readonly List<Node> _nodes = [];

    private NodeCluster(Lan lan) => _lan = lan;

    /// <summary>The nodes, by name.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>How long it took from the first <c>apm cluster init</c> until all nodes agreed.</summary>
    public TimeSpan Formation { get; private set; }

    /// <summary>A machine of the network that is no node.</summary>
    public Machine Stranger { get; private set; } = null!;

    /// <summary>Forms one. Nodes are called a, b, c and so on.</summary>
    /// <param name="count">How many.</param>
    /// <param name="wire">Makes what their machines hang on, under the name that it is given.</param>
    /// <param name="prepare">Sets variables for each daemon; null for none.</param>
    public static async Task<NodeCluster> FormAsync(int count, Func<string, Task<IWire>> wire, Action<Apm>? prepare = null)
    {
        var cluster = new NodeCluster(await Lan.CreateAsync(wire));
        try
        {
            for (var number = 0; number < count; number++)
            {
                var node = new Node(((char)('a' + number)).ToString(CultureInfo.InvariantCulture), await cluster._lan.AddAsync());
                prepare?.Invoke(node.Apm);
                cluster._nodes.Add(node);
                await node.StartAsync();
            }

            cluster.Stranger = await cluster._lan.AddAsync();
            var clock = Stopwatch.StartNew();
            var token = await cluster._nodes[0].InitAsync();
            foreach (var node in cluster._nodes.Skip(1))
            {
                await node.JoinAsync(cluster._nodes[0], token);
                token = await cluster._nodes[0].InviteAsync();
            }

            await cluster.AgreeAsync();
            cluster.Formation = clock.Elapsed;
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until each node says the same: all are up and reachable, one of them leads, and each app runs as the process that it was from the beginning.</summary>
    public async Task AgreeAsync()
    {
        var apps = _nodes.Select(node => $"{node.Name} {node.AppName} {node.AppPid} online").ToList();
        var seen = new Dictionary<string, string>();
        await Until.TrueAsync(() => $"all agree; last seen\n{string.Join('\n', seen.Select(look => $"{look.Key}: {look.Value}"))}", async () =>
        {
            foreach (var node in _nodes)
            {
                seen[node.Name] = IsWhole(await node.LookAsync(), out var look) && (await node.AppsAsync()).SequenceEqual(apps) ? look : $"{look}; {string.Join(", ", await node.AppsAsync())}";
            }

            return seen.Values.Distinct().Count() == 1 && !seen.Values.First().Contains(';', StringComparison.Ordinal);
        });
        foreach (var node in _nodes)
        {
            var list = await node.Apm.RunAsync("list");
            Assert.All(_nodes, other => Assert.Matches($@"│ {other.Name} +│.*│ {other.AppName} .*online", list));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Whatever a fault has stopped goes on, and then ends in order.
        foreach (var node in _nodes)
        {
            await node.SignalAllAsync("CONT");
        }

        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _lan.DisposeAsync();
    }

    private bool IsWhole(ClusterLook look, out string text)
    {
        text = look.ToString();
        return look.IsMember && look.Nodes.Count == _nodes.Count && look.Nodes.All(node => node.IsUp) && look.Nodes.Count(node => node.IsLeader) == 1
            && look.Nodes.Select(node => node.Name).SequenceEqual(_nodes.Select(node => node.Name));
    }
}
