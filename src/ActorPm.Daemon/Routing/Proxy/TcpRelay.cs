using System.Buffers;
using System.Net.Sockets;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>
/// One client and its backend: bytes both ways, each end of a direction passed on by itself (half-close). Has a buffer only while bytes are on their way.
/// </summary>
internal sealed class TcpRelay(Socket client, Socket server)
{
    private const int BufferBytes = 16 * 1024;

    private long _lastByte = Environment.TickCount64;

    /// <summary>How long no byte has come from either side.</summary>
    public TimeSpan Silence => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastByte));

    /// <summary>Carries until both directions have ended.</summary>
    public Task RunAsync() => Task.WhenAll(CarryAsync(client, server), CarryAsync(server, client));

    /// <summary>Ends both connections at once; each side sees a reset.</summary>
    public void Abort()
    {
        Reset(client);
        Reset(server);
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        try
        {
            while (true)
            {
                // Waits without a buffer: ten thousand silent connections need none.
                await from.ReceiveAsync(Memory<byte>.Empty);
                var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
                try
                {
                    var count = await from.ReceiveAsync(buffer.AsMemory());
                    if (count == 0)
                    {
                        to.Shutdown(SocketShutdown.Send);
                        return;
                    }

                    Volatile.Write(ref _lastByte, Environment.TickCount64);
                    for (var sent = 0; sent < count;)
                    {
                        sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                    }
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // One side was cut off: so is the other.
            Abort();
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It has been closed already.
        }

        socket.Dispose();
    }
}
