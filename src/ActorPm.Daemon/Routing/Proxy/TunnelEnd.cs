using System.Net.Sockets;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>The outer end of a connection between another node and an app's balancer here. The plane counts it until it is disposed of.</summary>
internal sealed class TunnelEnd : IDisposable
{
    private readonly Action _closed;
    private int _isClosed;

    /// <summary>An open one.</summary>
    /// <param name="socket">What is written to it comes to the balancer.</param>
    /// <param name="closed">Called once, when it is disposed of.</param>
    public TunnelEnd(Socket socket, Action closed)
    {
        Socket = socket;
        _closed = closed;
    }

    /// <summary>The connection.</summary>
    public Socket Socket { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            Socket.Dispose();
            _closed();
        }
    }
}
