using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using ActorPm.Core.Routing;
using ActorPm.Processes.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>Gives Kestrel connections from sockets that listen already and outlive it, and those that other nodes of the cluster have made (<see cref="Take"/>).</summary>
/// <param name="sockets">The sockets, by the address at which Kestrel is told to listen.</param>
internal sealed class OwnedSocketTransport(IReadOnlyDictionary<EndPoint, Socket> sockets) : IConnectionListenerFactory, IDisposable
{
    private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

    // What other nodes have connected waits here for Kestrel, which asks for it as if it listened.
    private readonly Channel<Socket> _taken = Channel.CreateUnbounded<Socket>(new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _accepting = new();
    private readonly ConcurrentBag<Listener> _listeners = [];
    private int _open;

    /// <summary>At which Kestrel is told to listen for the connections of other nodes; nothing in the file system.</summary>
    public static EndPoint Tunnels { get; } = new UnixDomainSocketEndPoint("/actorpm/tunnels");

    /// <summary>Whether a request came over another node of the cluster.</summary>
    public static bool IsTunnelled(IFeatureCollection request) => request.Get<IConnectionItemsFeature>()?.Items.ContainsKey(Tunnels) is true;

    /// <summary>Whether an accepted connection may stay; by default while descriptors are left for more than clients.</summary>
    public Func<Socket, bool> Admits { get; init; } = static accepted => DescriptorReserve.AdmitsClient(accepted.Handle, DescriptorLimit.Most);

    /// <summary>Connections that are open.</summary>
    public int Connections => Volatile.Read(ref _open);

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = ReferenceEquals(endpoint, Tunnels)
            ? new Listener(this, endpoint, _taken.Reader.ReadAsync)
            : new Listener(this, endpoint, sockets[endpoint].AcceptAsync);
        _listeners.Add(listener);
        return new(listener);
    }

    /// <summary>Serves a connection that another node has made, and owns it from now on.</summary>
    public void Take(Socket connection)
    {
        if (!_taken.Writer.TryWrite(connection))
        {
            connection.Dispose();
        }
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
        _taken.Writer.TryComplete();
        while (_taken.Reader.TryRead(out var late))
        {
            late.Dispose();
        }
    }

    private ConnectionContext Admit(Socket accepted)
    {
        var connection = _connections.Create(accepted);
        Interlocked.Increment(ref _open);
        connection.ConnectionClosed.UnsafeRegister(static transport => Interlocked.Decrement(ref ((OwnedSocketTransport)transport!)._open), this);
        return connection;
    }

    private sealed class Listener(OwnedSocketTransport transport, EndPoint endpoint, Func<CancellationToken, ValueTask<Socket>> accept) : IConnectionListener
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
                    var accepted = await accept(transport._accepting.Token);
                    if (!transport.Admits(accepted))
                    {
                        accepted.Dispose();
                        continue;
                    }

                    if (accepted.LocalEndPoint is IPEndPoint)
                    {
                        accepted.NoDelay = true;
                    }

                    var connection = transport.Admit(accepted);
                    if (ReferenceEquals(endpoint, Tunnels))
                    {
                        connection.Items[Tunnels] = true;
                    }

                    return connection;
                }
                catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException or ChannelClosedException or SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.Interrupted })
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
