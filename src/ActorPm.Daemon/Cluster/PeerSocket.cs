using System.Net.Sockets;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// Connections to other nodes that end when the other machine is gone. One that is cut off does not say so, and the kernel tries for a quarter of an hour to get through
/// to it: as long a command for that node, and whoever waits for it, would hang.
/// </summary>
internal static class PeerSocket
{
    private const int TcpLevel = 6, UserTimeout = 18; // IPPROTO_TCP, TCP_USER_TIMEOUT (tcp(7))

    // Longer than the failure detector takes, so that a node that is slow is not cut off before it is given up.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    // When nothing is on its way, the kernel asks by itself whether the other machine is there.
    private const int AskAfterSeconds = 5, AskEverySeconds = 2, Questions = 3;

    /// <summary>Connects.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, AskAfterSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, AskEverySeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Questions);
            socket.SetRawSocketOption(TcpLevel, UserTimeout, BitConverter.GetBytes((int)Silence.TotalMilliseconds));
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
