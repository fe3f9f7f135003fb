using ActorPm.Core.Routing;
using ActorPm.Core.Routing.Cluster;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Routing.Handoff;

/// <summary>
/// Gives accepted connections to workers, one message each, and takes back what a worker refuses or dies of. Not for two threads at a time: its plane's
/// lock guards it.
/// </summary>
/// <remarks>
/// A connection belongs to the daemon until its worker has said that it took it. It is given to another only when the worker has refused it or is dead:
/// two workers never hold the same one.
/// </remarks>
/// <param name="workers">All workers.</param>
internal sealed class ConnectionDealer(IReadOnlyDictionary<long, Worker> workers)
{
    /// <summary>
    /// How many connections a worker may have been sent without an answer. Enough to hide the way of the answer, few enough that a worker which is busy gets
    /// no heap of them while others idle.
    /// </summary>
    private const int MostUnanswered = 8;

    private readonly Dictionary<long, Handover> _sent = [];
    private uint _turn;

    /// <summary>The newest backends: those that are ready get connections.</summary>
    public BackendSet Backends { get; set; } = BackendSet.Empty;

    /// <summary>How to choose.</summary>
    public BalancingPolicy Policy { get; set; }

    /// <summary>Whether all that was sent to a worker is the worker's.</summary>
    public bool IsIdle => _sent.Count == 0;

    /// <summary>Numbers the messages.</summary>
    public required Func<long> NextSeq { get; init; }

    /// <summary>A connection came in, or back.</summary>
    /// <returns>Whether a worker was sent it; otherwise it waits.</returns>
    public bool Deal(HandoffSocket socket, SocketHandle connection)
    {
        if (TrySend(socket, connection))
        {
            return true;
        }

        socket.Waiting.Enqueue(new Handover(socket, connection, null));
        return false;
    }

    /// <summary>There may be room again: sends what waits, and accepts further ones when nothing does.</summary>
    public void Resume(HandoffSocket socket)
    {
        while (socket.Waiting.TryPeek(out var first))
        {
            if (!TrySend(socket, first.Connection))
            {
                return;
            }

            socket.Waiting.Dequeue();
        }

        socket.Source?.Resume();
    }

    /// <summary>A worker said whether it took a connection. What it says of others' connections, or of none, is nothing.</summary>
    public void Settle(Worker worker, ClusterMessage.Taken taken)
    {
        if (!_sent.TryGetValue(taken.Ack, out var handover) || handover.Worker != worker)
        {
            return;
        }

        _sent.Remove(taken.Ack);
        worker.Unanswered--;
        handover.Load?.End();
        if (taken.Accepted)
        {
            handover.Connection.Dispose();
        }
        else
        {
            Deal(handover.Socket, handover.Connection);
        }

        Resume(handover.Socket);
    }

    /// <summary>A worker is dead: what it was sent and did not take goes to others.</summary>
    public void Abandon(Worker worker)
    {
        foreach (var (seq, handover) in _sent.Where(sent => sent.Value.Worker == worker).ToList())
        {
            _sent.Remove(seq);
            worker.Unanswered--;
            handover.Load?.End();
            Deal(handover.Socket, handover.Connection);
        }
    }

    /// <summary>Closes all that is under way.</summary>
    public void Close()
    {
        foreach (var handover in _sent.Values)
        {
            handover.Connection.Dispose();
        }

        _sent.Clear();
    }

    private bool TrySend(HandoffSocket socket, SocketHandle connection)
    {
        var able = Backends.Ready
            .Where(backend => workers.TryGetValue(backend.Serial, out var worker) && worker.Phase is WorkerPhase.Serving && worker.Attempt == backend.Attempt
                && worker.Unanswered < MostUnanswered && worker.Memo.Find(socket.Key) is { Mode: HandoffMode.Connections, IsServed: true })
            .ToArray();
        var ticket = new BalancingTicket(
            _turn++, (ulong)Random.Shared.NextInt64(), Policy is BalancingPolicy.StickyAddress ? StickyAddressPolicy.KeyOf(connection.PeerAddress) : null);
        for (var left = able.Length; left > 0; left--)
        {
            var at = BalancingPolicies.Of(Policy).Pick(able.AsSpan(0, left), ticket);
            var worker = workers[able[at].Serial];
            var seq = NextSeq();
            if (worker.Process.SendWithHandle(ClusterReplies.Connection(seq, socket.Key), connection, HandleKind.Stream))
            {
                worker.Unanswered++;
                able[at].Load.Begin();
                _sent[seq] = new Handover(socket, connection, worker) { Load = able[at].Load };
                return true;
            }

            // Its channel is closed or full.
            able.AsSpan((at + 1)..left).CopyTo(able.AsSpan(at));
        }

        return false;
    }
}
