using System.Text;
using System.Text.Json;
using ActorPm.Core.Messages;
using ActorPm.Core.Routing;
using ActorPm.Core.Routing.Cluster;
using ActorPm.Fuzz.Engine;
using ActorPm.Processes.Channels;

namespace ActorPm.Fuzz.Targets;

/// <summary>Lines that apps write to their channel: messages, metrics, actions, Node's cluster protocol; and the cutting into lines.</summary>
internal sealed class IpcMessagesTarget : IFuzzTarget
{
    /// <inheritdoc/>
    public string Name => "ipc-messages";

    /// <inheritdoc/>
    public int Weight => 2;

    /// <inheritdoc/>
    public IReadOnlyList<string> Words =>
    [
        "cmd", "NODE_CLUSTER", "NODE_HANDLE", "NODE_HANDLE_ACK", "NODE_HANDLE_NACK", "NODE_ACTORPM_", "{\"cmd\":\"NODE_", ClusterReplies.CanDrain, ClusterReplies.Draining, "left", "ack", "accepted", "seq", "act", "online",
        "queryServer", "listening", "close", "exitedAfterDisconnect", "key", "address", "port", "addressType", "fd", "index", "data", "flags", "backlog", "readableAll", "udp4", "type", "msg",
        "axm:action", "axm:monitor", "axm:option:configuration", "axm:option:setPID", "axm:reply", "action_name", "node_version", "ready", "process:msg",
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlyMemory<byte> input)
    {
        var lines = Cut(input.Span);
        var state = AxmState.Empty;
        var memo = WorkerMemo.Empty;
        foreach (var line in lines)
        {
            if (AppMessages.TryParse(line, out var message, out _))
            {
                state = state.After(message);
                using var written = JsonDocument.Parse($"[{state.ActionsJson},{state.MetricsJson},{state.OptionsJson}]");
            }

            if (ClusterMessages.TryRead(line, out var word, out _))
            {
                memo = After(memo, word);
            }

            if (NodeInternals.IsInternal(line))
            {
                _ = NodeInternals.KindOf(line);
                _ = NodeInternals.MessageWithHandle(line);
            }
        }

        if (state.Actions.Length > AxmState.MaxEntries || state.Metrics.Length > AxmState.MaxEntries || state.Options.Length > AxmState.MaxEntries)
        {
            throw new BrokenPromiseException("an app fills the daemon");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Once as it comes, and once torn: both times the same lines.
    private static List<byte[]> Cut(ReadOnlySpan<byte> bytes)
    {
        var (whole, torn) = (new List<byte[]>(), new List<byte[]>());
        var (buffer, other) = (new LineBuffer(), new LineBuffer());
        buffer.Append(bytes);
        Take(buffer, whole);
        for (var at = 0; at < bytes.Length; at += 13)
        {
            other.Append(bytes[at..Math.Min(at + 13, bytes.Length)]);
            Take(other, torn);
        }

        if (!whole.Select(Convert.ToHexString).SequenceEqual(torn.Select(Convert.ToHexString)))
        {
            throw new BrokenPromiseException("torn bytes give other lines");
        }

        var text = Encoding.Latin1.GetString(bytes).Split('\n')[..^1];
        if (!whole.Select(Encoding.Latin1.GetString).SequenceEqual(text))
        {
            throw new BrokenPromiseException("lines are not what stands between line feeds");
        }

        // The rest has no end yet; the daemon would wait. Its reader sees it all the same.
        return [.. whole, bytes[(bytes.LastIndexOf((byte)'\n') + 1)..].ToArray()];
    }

    private static void Take(LineBuffer buffer, List<byte[]> lines)
    {
        while (buffer.TryTake(out var line))
        {
            lines.Add(line.ToArray());
        }
    }

    private static WorkerMemo After(WorkerMemo memo, ClusterMessage word)
    {
        switch (word)
        {
            case ClusterMessage.Listen listen:
                _ = listen.Query.ToWish();
                _ = listen.Query.ToString();
                _ = JsonDocument.Parse(listen.Query.Data ?? "null");
                var next = memo.With(new WorkerListen(listen.Query, new SocketName("IPv4", listen.Query.Address ?? "", 80), HandoffMode.SharedSocket, false));
                return next.Listens.Length > WorkerMemo.MostListens ? WorkerMemo.Empty : next;
            case ClusterMessage.Listening listening:
                return memo.AfterListening(listening.Query);
            case ClusterMessage.Close close:
                return memo.Without(close.Key);
            default:
                return memo;
        }
    }
}
