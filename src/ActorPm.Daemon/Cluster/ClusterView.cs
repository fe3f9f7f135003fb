using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorPm.Core.Control;
using ActorPm.Daemon.Control;
using Serilog;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// One list of all nodes: each that can be reached is asked. What a node said last is shown, as unreachable and with the time, while it cannot be reached: nobody knows
/// whether its apps run.
/// </summary>
internal sealed class ClusterView(Func<InstanceList> own, Func<ReadOnlyMemory<byte>> ownJlist, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (InstanceList List, DateTimeOffset At)> _last = new();

    /// <summary>All instances of all nodes; those of this one alone when it belongs to no cluster.</summary>
    /// <param name="node">This node; null when it belongs to no cluster.</param>
    public async Task<InstanceList> InstancesAsync(ClusterNode? node)
    {
        if (node is null)
        {
            return own();
        }

        var nodes = node.Status().Nodes;
        var others = await Task.WhenAll(nodes.Where(other => !other.IsSelf).Select(async other =>
        {
            if (await AskAsync(node, other, ControlContract.Instances) is { } json && JsonSerializer.Deserialize(json, ControlJson.Default.InstanceList) is { } list)
            {
                _last[other.Name] = (list, clock.GetUtcNow());
                return list.Instances.Select(view => view with { Node = other.Name });
            }

            return _last.TryGetValue(other.Name, out var last)
                ? last.List.Instances.Select(view => view with
                {
                    Node = other.Name, Status = InstanceStatus.Unreachable, Cpu = 0, Memory = 0, Pid = 0,
                    Reason = string.Create(CultureInfo.InvariantCulture, $"{other.Name} has not been reachable since {last.At.ToLocalTime():yyyy-MM-dd HH:mm:ss}; it was {view.Status} then."),
                })
                : [];
        }));
        foreach (var gone in _last.Keys.Except(nodes.Select(each => each.Name)))
        {
            _last.TryRemove(gone, out _);
        }

        return new InstanceList([.. own().Instances.Select(view => view with { Node = node.Name.Value }), .. others.SelectMany(views => views)]);
    }

    /// <summary>The same as PM2's <c>jlist</c>, with a field <c>node</c>; nodes that cannot be reached are left out.</summary>
    /// <param name="node">This node; null when it belongs to no cluster: then nothing is added.</param>
    public async Task<ReadOnlyMemory<byte>> JlistAsync(ClusterNode? node)
    {
        if (node is null)
        {
            return ownJlist();
        }

        var others = node.Status().Nodes.Where(other => !other.IsSelf).ToList();
        var lists = await Task.WhenAll(others.Select(other => AskAsync(node, other, ControlContract.Jlist)));
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write("["u8);
        Append(buffer, node.Name.Value, ownJlist());
        for (var index = 0; index < lists.Length; index++)
        {
            Append(buffer, others[index].Name, lists[index] ?? "[]"u8.ToArray());
        }

        buffer.Write("]"u8);
        return buffer.WrittenMemory;
    }

    private static async Task<byte[]?> AskAsync(ClusterNode node, ClusterNodeView other, string route)
    {
        if (other is not { IsReachable: true, Status: not "away" })
        {
            return null;
        }

        try
        {
            using var patience = new CancellationTokenSource(Patience);
            return await node.Streams.GetByteArrayAsync(node.RouteTo(other.Name, route, ""), patience.Token);
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException or RefusedException)
        {
            Log.Debug("{Node} does not tell its list: {Reason}", other.Name, silent.Message);
            return null;
        }
    }

    // The field goes in behind the brace of each element: the rest stays byte for byte what the node wrote.
    private static void Append(ArrayBufferWriter<byte> buffer, string name, ReadOnlyMemory<byte> list)
    {
        using var json = JsonDocument.Parse(list);
        foreach (var element in json.RootElement.EnumerateArray())
        {
            if (buffer.WrittenCount > 1)
            {
                buffer.Write(","u8);
            }

            buffer.Write(Encoding.UTF8.GetBytes($"{{\"node\":\"{JsonEncodedText.Encode(name)}\",{element.GetRawText()[1..]}"));
        }
    }
}
