using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Daemons that belong together, each with a home and ports of its own on this machine.</summary>
internal static class Clusters
{
    /// <summary>The exit code of what the cluster refuses.</summary>
    public const int Refused = 11;

    /// <summary>Forms a cluster: the first daemon begins it.</summary>
    /// <param name="nodes">Name and roles of each.</param>
    public static async Task FormAsync(params (Apm Apm, string Name, string Roles)[] nodes)
    {
        var first = FreePorts();
        await nodes[0].Apm.RunAsync("cluster", "init", "--name", nodes[0].Name, "--address", first, "--roles", nodes[0].Roles);
        var token = (await nodes[0].Apm.RunAsync("cluster", "token", "--uses", "10")).Trim();
        foreach (var (apm, name, roles) in nodes[1..])
        {
            await apm.RunAsync("cluster", "join", first, "--token", token, "--name", name, "--address", FreePorts(), "--roles", roles);
        }

        foreach (var (apm, _, _) in nodes)
        {
            await UpAsync(apm, [.. nodes.Select(node => node.Name).Order(StringComparer.Ordinal)]);
        }
    }

    /// <summary>How many instances of a movable app are ready on which node, as one node knows it.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> ReadyAsync(Apm apm, string app)
    {
        using var json = JsonDocument.Parse(await apm.RunAsync("cluster", "status", "--json"));
        return json.RootElement.GetProperty("apps").EnumerateArray().Where(each => each.GetProperty("name").GetString() == app)
            .SelectMany(each => each.GetProperty("ready").EnumerateObject())
            .Where(node => node.Value.GetInt32() > 0)
            .ToDictionary(node => node.Name, node => node.Value.GetInt32(), StringComparer.Ordinal);
    }

    public static async Task UpAsync(Apm apm, params string[] names)
    {
        IReadOnlyList<NodeLook> seen = [];
        await Until.TrueAsync(() => $"{string.Join(", ", names)} are up at {apm.Home}; last seen {string.Join(", ", seen)}", async () =>
        {
            seen = await NodesAsync(apm);
            return seen.Where(node => node.IsUp).Select(node => node.Name).Order().SequenceEqual(names);
        });
    }

    /// <summary>The nodes as one of them shows them, by name.</summary>
    public static async Task<IReadOnlyList<NodeLook>> NodesAsync(Apm apm) => (await ClusterLook.OfAsync(apm)).Nodes;

    // Two ports in a row that nobody uses.
    public static string FreePorts()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                second.Start();
                return $"127.0.0.1:{port}";
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
