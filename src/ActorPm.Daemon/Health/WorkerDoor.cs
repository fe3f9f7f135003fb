using System.Net.Sockets;
using ActorPm.Core.Routing;
using ActorPm.Core.Routing.Cluster;
using ActorPm.Daemon.Routing.Handoff;
using ActorPm.Processes;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Health;

/// <summary>
/// A connection to one worker of Node's cluster. Its port is shared, so that a connection from outside may meet any of them; this one is handed to the worker
/// itself, as a primary hands on what it has accepted.
/// </summary>
internal static class WorkerDoor
{
    // Far from the numbers of the primary, whose answers these are not.
    private static long s_seq = 1L << 40;

    /// <summary>Opens a connection.</summary>
    /// <param name="process">The worker.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The daemon's end; null when the worker listens nowhere, or takes no message.</returns>
    public static async Task<Socket?> OpenAsync(IRunningProcess process, CancellationToken cancellation)
    {
        if (WorkerMemoText.Read(process.Memo).Listens.FirstOrDefault(listen => listen.IsServed && listen.Query.ToWish() is { Kind: SocketKind.Tcp }) is not { } listen)
        {
            return null;
        }

        var (forApp, own) = await LoopbackConnection.OpenAsync(cancellation);
        using (forApp)
        {
            if (process.SendWithHandle(ClusterReplies.Connection(Interlocked.Increment(ref s_seq), listen.Query.Key), forApp, HandleKind.Stream))
            {
                return own;
            }
        }

        own.Dispose();
        return null;
    }
}
