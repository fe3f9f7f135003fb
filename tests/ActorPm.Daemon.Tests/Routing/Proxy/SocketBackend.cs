using System.Net;
using System.Net.Sockets;

namespace ActorPm.Daemon.Tests.Routing.Proxy;

/// <summary>A server that hands each connection to a test.</summary>
internal sealed class SocketBackend : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Task _accepting;
    private int _accepted;

    public SocketBackend(Func<Socket, Task> serve, int port = 0)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(4096);
        _accepting = AcceptAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Waits for a request's headers, then cuts the connection off.</summary>
    public static async Task ReadAndReset(Socket connection)
    {
        await connection.ReceiveAsync(new byte[4096]);
        connection.LingerState = new LingerOption(true, 0);
        connection.Dispose();
    }

    /// <summary>Sends back what comes; ends when the other side does.</summary>
    public static async Task Echo(Socket connection)
    {
        var buffer = new byte[64 * 1024];
        while (await connection.ReceiveAsync(buffer.AsMemory()) is var count and > 0)
        {
            for (var sent = 0; sent < count;)
            {
                sent += await connection.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }

        connection.Shutdown(SocketShutdown.Send);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync(Func<Socket, Task> serve)
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptAsync();
                Interlocked.Increment(ref _accepted);
                _ = ServeAsync(connection, serve);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task ServeAsync(Socket connection, Func<Socket, Task> serve)
    {
        using (connection)
        {
            try
            {
                await serve(connection);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // The proxy cut it off.
            }
        }
    }
}
