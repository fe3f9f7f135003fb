using System.Net.Sockets;
using ActorPm.Core.Events;
using ActorPm.Core.Wire;
using ActorPm.Daemon.Events;

namespace ActorPm.Daemon.Pm2Wire;

/// <summary>One client on <c>pub.sock</c>: is sent every event, the output of apps included, and picks what it wants itself, as PM2's client does.</summary>
internal static class BusConnection
{
    /// <summary>Serves until the client leaves or the daemon ends.</summary>
    public static async Task ServeAsync(Socket socket, EventReader reader, CancellationToken ended)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(ended);
        var watching = WatchAsync(stream, left);
        try
        {
            await reader.ReadAsync(
                TopicFilter.Everything,
                _ => true,
                async happened => await stream.WriteAsync(AmpFrame.Encode(AmpArgument.OfText(happened.Topic), AmpArgument.OfJson(happened.Json.Span)), left.Token),
                left.Token);
        }
        finally
        {
            await left.CancelAsync();
            await watching;
        }
    }

    // A subscriber has nothing to say; that it leaves shows as the end of what it says.
    private static async Task WatchAsync(NetworkStream stream, CancellationTokenSource left)
    {
        var nothing = new byte[256];
        try
        {
            while (await stream.ReadAsync(nothing, left.Token) > 0)
            {
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The same news.
        }

        await left.CancelAsync();
    }
}
