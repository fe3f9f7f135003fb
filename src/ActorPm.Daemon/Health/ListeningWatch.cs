using ActorPm.Core.Health;
using ActorPm.Core.Routing;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Health;

/// <summary>Waits until an instance takes connections: looks often at first, and less often the longer it takes.</summary>
internal static class ListeningWatch
{
    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _longest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <summary>Ends when its own address accepts a connection.</summary>
    public static Task UntilAcceptedAsync(ListenAddress address, TimeProvider clock, CancellationToken cancellation) => RepeatAsync(
        async () =>
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(_patience);
            try
            {
                return await NetworkProber.ConnectAsync(address, limit.Token) is ProbeOutcome.Success;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return false;
            }
        },
        clock, cancellation);

    /// <summary>Ends when a process of its tree waits for connections on a handed socket.</summary>
    public static Task UntilSocketsAreUsedAsync(ISocketUse sockets, int pid, TimeProvider clock, CancellationToken cancellation) =>
        RepeatAsync(() => Task.FromResult(sockets.WaitsForConnections(pid)), clock, cancellation);

    private static async Task RepeatAsync(Func<Task<bool>> look, TimeProvider clock, CancellationToken cancellation)
    {
        for (var pause = _first; !await look(); pause = pause * 1.5 < _longest ? pause * 1.5 : _longest)
        {
            await Task.Delay(pause, clock, cancellation);
        }
    }
}
