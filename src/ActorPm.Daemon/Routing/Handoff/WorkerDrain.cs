using ActorPm.Core.Routing.Cluster;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Routing.Handoff;

/// <summary>Lets a worker finish what it has begun.</summary>
internal static class WorkerDrain
{
    /// <summary>How long a connection that asks for nothing is kept.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Ends when nothing is left, or time is up.</summary>
    /// <param name="worker">The worker; it gets nothing new already.</param>
    /// <param name="nextSeq">Numbers the messages.</param>
    /// <param name="within">The time limit.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>How many connections are left.</returns>
    public static async Task<int?> RunAsync(Worker worker, Func<long> nextSeq, TimeSpan within, TimeProvider clock, CancellationToken cancellation)
    {
        if (worker.Memo.CanDrain)
        {
            return await AskAsync(worker, DrainScope.Cluster, within, clock, cancellation);
        }

        worker.Process.Send(ClusterReplies.Disconnect(nextSeq()));
        return await AwaitConnectionsAsync(worker, within, clock, cancellation);
    }

    /// <summary>As <see cref="RunAsync"/>, of a worker with the preload.</summary>
    public static async Task<int?> AskAsync(Worker worker, DrainScope scope, TimeSpan within, TimeProvider clock, CancellationToken cancellation)
    {
        if (!worker.Process.Send(ClusterReplies.DrainOrder(Idle, scope)))
        {
            // It has closed its channel, or does not read: nothing more can be learned of it.
            return null;
        }

        try
        {
            await worker.Drained.Task.WaitAsync(within, clock, cancellation);
            return 0;
        }
        catch (TimeoutException)
        {
            return worker.Left;
        }
    }

    // A worker without the preload does not tell: the kernel does.
    private static async Task<int?> AwaitConnectionsAsync(Worker worker, TimeSpan within, TimeProvider clock, CancellationToken cancellation)
    {
        var ports = worker.Memo.Listens.Select(listen => listen.Name.Port).Where(port => port > 0).ToHashSet();
        var start = clock.GetTimestamp();
        var left = 0;
        do
        {
            await Task.Delay(Look, clock, cancellation);
            left = worker.Process.HasEnded ? 0 : ConnectionCount.Of(worker.Process.Pid, ports);
        }
        while (left > 0 && clock.GetElapsedTime(start) < within);
        return left;
    }
}
