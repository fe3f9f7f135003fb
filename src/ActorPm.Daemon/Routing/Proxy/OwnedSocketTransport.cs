using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorPm.Core.Routing;
using ActorPm.Processes.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>Gives Kestrel connections from sockets that listen already and outlive it.</summary>
/// <param name="sockets">The sockets, by the address at which Kestrel is told to listen.</param>
internal sealed class OwnedSocketTransport(IReadOnlyDictionary<EndPoint, Socket> sockets) : IConnectionListenerFactory, IDisposable
{
    private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

    private readonly CancellationTokenSource _accepting = new();
    private readonly ConcurrentBag<Listener> _listeners = [];
    private int _open;

    /// <summary>Whether an accepted connection may stay; by default while descriptors are left for more than clients.</summary>
    public Func<Socket, bool> Admits { get; init; } = static accepted => DescriptorReserve.AdmitsClient(accepted.Handle, DescriptorLimit.Most);

    /// <summary>Connections that are open.</summary>
    public int Connections => Volatile.Read(ref _open);

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = new Listener(this, endpoint, sockets[endpoint]);
        _listeners.Add(listener);
        return new(listener);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _accepting.Dispose();
        _connections.Dispose();
    }

    /// <summary>Leaves new clients to the next user of the sockets.</summary>
    /// <returns>Ends when whoever was accepted at the last moment has been handed on.</returns>
    public async Task StopAcceptingAsync()
    {
        await _accepting.CancelAsync();
        await Task.WhenAll(_listeners.Select(listener => listener.Ended));
    }

    private ConnectionContext Admit(Socket accepted)
    {
        var connection = _connections.Create(accepted);
        Interlocked.Increment(ref _open);
        connection.ConnectionClosed.UnsafeRegister(static transport => Interlocked.Decrement(ref ((OwnedSocketTransport)transport!)._open), this);
        return connection;
    }

    private sealed class Listener(OwnedSocketTransport transport, EndPoint endpoint, Socket socket) : IConnectionListener
    {
        // Out of descriptors or memory: it does not get better at once.
        private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);

        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (!transport._accepting.IsCancellationRequested)
            {
                try
                {
                    var accepted = await socket.AcceptAsync(transport._accepting.Token);
                    if (!transport.Admits(accepted))
                    {
                        accepted.Dispose();
                        continue;
                    }

                    if (accepted.LocalEndPoint is IPEndPoint)
                    {
                        accepted.NoDelay = true;
                    }

                    return transport.Admit(accepted);
                }
                catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.Interrupted })
                {
                    break;
                }
                catch (SocketException)
                {
                    await Task.Delay(PauseAfterFailure, CancellationToken.None);
                }
            }

            _ended.TrySetResult();
            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => new(transport._accepting.CancelAsync());

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
