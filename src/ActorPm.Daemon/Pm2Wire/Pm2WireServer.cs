using System.Net.Sockets;
using ActorPm.Daemon.Events;
using ActorPm.Processes;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace ActorPm.Daemon.Pm2Wire;

/// <summary>
/// PM2's own sockets, <c>rpc.sock</c> and <c>pub.sock</c> in the home (0600), so that an unmodified <c>require('pm2')</c> talks to this daemon. Off
/// unless a setting says so.
/// </summary>
internal sealed class Pm2WireServer(string home, EventBus bus, Readiness readiness) : IHostedService, IDisposable
{
    private const int MaxConnections = 256;

    // A client that does not read must not hold up the daemon's end.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _end = new();
    private readonly List<Socket> _listeners = [];
    private readonly List<Task> _accepting = [];
    private readonly SemaphoreSlim _room = new(MaxConnections, MaxConnections);
    private Pm2Methods? _methods;
    private EventReader? _events;

    /// <summary>Says what it serves; before it is started.</summary>
    public void Serve(Pm2Methods methods, EventReader events)
    {
        _methods = methods;
        _events = events;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var (methods, events) = (_methods ?? throw new InvalidOperationException("Nothing to serve."), _events!);
        Listen("rpc.sock", async socket =>
        {
            using var connection = new RpcConnection(socket, methods, readiness, _end.Token);
            await connection.ServeAsync();
        });
        Listen("pub.sock", socket => BusConnection.ServeAsync(socket, events, _end.Token));
        bus.Completed.Register(() => _end.CancelAfter(LastWords));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _end.CancelAfter(LastWords);
        foreach (var listener in _listeners)
        {
            var path = ((UnixDomainSocketEndPoint)listener.LocalEndPoint!).ToString();
            listener.Dispose();
            File.Delete(path);
        }

        await Task.WhenAll(_accepting);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Dispose();
        _room.Dispose();
    }

    private void Listen(string name, Func<Socket, Task> serve)
    {
        var path = Path.Combine(home, name);
        // Left behind by a daemon that was killed; the home's lock says that no other lives.
        File.Delete(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        // Nobody can connect before it listens; the home itself is 0700.
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen();
        _listeners.Add(listener);
        _accepting.Add(AcceptAsync(listener, serve));
    }

    private async Task AcceptAsync(Socket listener, Func<Socket, Task> serve)
    {
        try
        {
            while (true)
            {
                await _room.WaitAsync(_end.Token);
                _ = ServeAsync(await listener.AcceptAsync(_end.Token), serve);
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The daemon ends.
        }
    }

    private async Task ServeAsync(Socket socket, Func<Socket, Task> serve)
    {
        try
        {
            await serve(socket);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The client has left.
        }
        catch (Exception defect)
        {
            Log.Error(defect, "A connection of a PM2 client failed");
        }
        finally
        {
            socket.Dispose();
            _room.Release();
        }
    }
}
