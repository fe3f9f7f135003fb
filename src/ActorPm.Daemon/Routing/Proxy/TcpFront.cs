using System.Net;
using System.Net.Sockets;
using ActorPm.Core.Routing;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>Carries bytes between clients and backends without looking at them.</summary>
internal sealed class TcpFront(IReadOnlyList<Socket> sockets, ProxySettings settings, LinkTable links, Func<BalancingPolicy> policy) : IProxyFront
{
    // Out of descriptors or memory: it does not get better at once.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);

    private const int MaxRefusals = 16;

    private readonly CancellationTokenSource _accepting = new();
    private readonly CancellationTokenSource _relaying = new();
    private readonly Lock _gate = new();
    private readonly HashSet<TcpRelay> _relays = [];
    private readonly List<Task> _loops = [];
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;
    private bool _isStopping;

    /// <inheritdoc/>
    public int Connections => Volatile.Read(ref _connections);

    /// <inheritdoc/>
    public Task StartAsync()
    {
        foreach (var socket in sockets)
        {
            _loops.Add(AcceptAsync(socket));
        }

        _ = EndIdleAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Take(Socket connection)
    {
        if (Interlocked.Increment(ref _connections) > settings.MaxConnections || _accepting.IsCancellationRequested)
        {
            connection.Dispose();
            Left();
            return;
        }

        _ = ServeAsync(connection, RequestReach.ThisNode);
    }

    /// <inheritdoc/>
    public async Task RetireAsync()
    {
        await _accepting.CancelAsync();
        await Task.WhenAll(_loops);
    }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan within)
    {
        await _accepting.CancelAsync();
        lock (_gate)
        {
            _isStopping = true;
            if (_connections == 0)
            {
                _idle.TrySetResult();
            }
        }

        await Task.WhenAny(_idle.Task, Task.Delay(within));
        await _relaying.CancelAsync();
        lock (_gate)
        {
            foreach (var relay in _relays)
            {
                relay.Abort();
            }
        }

        await _idle.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _accepting.Dispose();
        _relaying.Dispose();
    }

    private async Task AcceptAsync(Socket socket)
    {
        while (!_accepting.IsCancellationRequested)
        {
            try
            {
                var client = await socket.AcceptAsync(_accepting.Token);
                if (Interlocked.Increment(ref _connections) > settings.MaxConnections || !DescriptorReserve.AdmitsClient(client.Handle, DescriptorLimit.Most))
                {
                    client.Dispose();
                    Left();
                    continue;
                }

                _ = ServeAsync(client, RequestReach.Cluster);
            }
            catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.Interrupted })
            {
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(PauseAfterFailure);
            }
        }
    }

    private async Task ServeAsync(Socket client, RequestReach reach)
    {
        try
        {
            if (client.LocalEndPoint is IPEndPoint)
            {
                client.NoDelay = true;
            }

            var key = policy() is BalancingPolicy.StickyAddress && client.RemoteEndPoint is IPEndPoint remote ? ProxyApplication.AddressKey(remote.Address) : (ulong?)null;
            var ticket = links.Ticket(key);
            for (var refusals = 0; refusals < MaxRefusals; refusals++)
            {
                if ((links.TryBegin(ticket, null, reach) ?? await links.HoldAsync(ticket, null, reach, _relaying.Token)) is not { } link)
                {
                    return;
                }

                try
                {
                    using var server = await link.OpenAsync(_relaying.Token);
                    link.NoteSuccess();
                    await RelayAsync(client, server);
                    return;
                }
                catch (SocketException)
                {
                    links.NoteRefusal(link);
                    link.Load.NoteRetry();
                }
                finally
                {
                    link.Load.End();
                }
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The front stops, or the client has gone.
        }
        finally
        {
            client.Dispose();
            Left();
        }
    }

    private async Task RelayAsync(Socket client, Socket server)
    {
        var relay = new TcpRelay(client, server);
        lock (_gate)
        {
            _relays.Add(relay);
            if (_relaying.IsCancellationRequested)
            {
                relay.Abort();
            }
        }

        try
        {
            await relay.RunAsync();
        }
        finally
        {
            lock (_gate)
            {
                _relays.Remove(relay);
            }
        }
    }

    private void Left()
    {
        lock (_gate)
        {
            if (Interlocked.Decrement(ref _connections) == 0 && _isStopping)
            {
                _idle.TrySetResult();
            }
        }
    }

    // One timer for all of them; a connection may be silent for up to five quarters of the limit.
    private async Task EndIdleAsync()
    {
        using var timer = new PeriodicTimer(settings.IdleTimeout / 4);
        try
        {
            while (await timer.WaitForNextTickAsync(_relaying.Token))
            {
                lock (_gate)
                {
                    foreach (var relay in _relays.Where(relay => relay.Silence > settings.IdleTimeout))
                    {
                        relay.Abort();
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The front stops.
        }
    }
}
