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
    private long _last;

    /// <summary>The newest backends: those that are ready get connections.</summary>
    public BackendSet Backends { get; set; } = BackendSet.Empty;

    /// <summary>How to choose.</summary>
    public BalancingPolicy Policy { get; set; }

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
        Span<long> serials = stackalloc long[64];
        Span<int> underWay = stackalloc int[64];
        var count = 0;
        foreach (var backend in Backends.Ready.OrderBy(backend => backend.Serial))
        {
            if (count < serials.Length && workers.TryGetValue(backend.Serial, out var worker) && worker.Phase is WorkerPhase.Serving && worker.Attempt == backend.Attempt
                && worker.Unanswered < MostUnanswered && worker.Memo.Find(socket.Key) is { Mode: HandoffMode.Connections, IsServed: true })
            {
                serials[count] = backend.Serial;
                underWay[count++] = worker.Unanswered;
            }
        }

        ReadOnlySpan<byte> client = Policy is BalancingPolicy.StickyAddress ? connection.PeerAddress : [];
        while (count > 0)
        {
            var at = WorkerChoice.Choose(Policy, serials[..count], underWay[..count], _last, client, Random.Shared.NextDouble());
            var worker = workers[serials[at]];
            var seq = NextSeq();
            if (worker.Process.SendWithHandle(ClusterReplies.Connection(seq, socket.Key), connection, HandleKind.Stream))
            {
                _last = worker.Serial;
                worker.Unanswered++;
                _sent[seq] = new Handover(socket, connection, worker);
                return true;
            }

            // Its channel is closed or full.
            serials[(at + 1)..count].CopyTo(serials[at..]);
            underWay[(at + 1)..count].CopyTo(underWay[at..]);
            count--;
        }

        return false;
    }
}
