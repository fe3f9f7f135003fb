using System.Text.Json;
using ActorPm.Cluster.Tests.Nemeses.Histories;
using ActorPm.Cluster.Tests.Nodes;

namespace ActorPm.Cluster.Tests.Nemeses;

/// <summary>What a node says of the cluster.</summary>
/// <param name="Members">How many nodes are up and reachable; none when it is no member itself or does not answer.</param>
/// <param name="Wishes">The movable apps, by name.</param>
/// <param name="Text">As it was printed, for a person.</param>
internal sealed record NodeSight(int Members, IReadOnlyDictionary<string, Wish> Wishes, string Text)
{
    /// <summary>Asks.</summary>
    public static async Task<NodeSight> OfAsync(Node node)
    {
        var (exitCode, output, error) = await node.Apm.TryAsync("cluster", "status", "--json");
        if (exitCode != 0)
        {
            return new NodeSight(0, new Dictionary<string, Wish>(), $"{node.Name}: {(error + output).Trim()}");
        }

        using var json = JsonDocument.Parse(output);
        var isMember = json.RootElement.GetProperty("state").GetString() == "Member";
        var up = json.RootElement.GetProperty("nodes").EnumerateArray().Count(other => other.GetProperty("status").GetString() == "up" && other.GetProperty("isReachable").GetBoolean());
        var wishes = json.RootElement.GetProperty("apps").EnumerateArray().ToDictionary(
            app => app.GetProperty("name").GetString()!,
            app => new Wish(app.GetProperty("placement").GetString()!, app.GetProperty("state").GetString()!, app.GetProperty("count").GetInt32()),
            StringComparer.Ordinal);
        return new NodeSight(isMember ? up : 0, wishes, $"{node.Name}: {(isMember ? "member" : "no member")}, {up} up");
    }
}
