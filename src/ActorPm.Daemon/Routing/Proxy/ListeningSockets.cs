using System.Net;
using System.Net.Sockets;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>The sockets on which the daemon listens for an app. They stay open while what serves them is replaced: clients wait in the backlog.</summary>
internal sealed class ListeningSockets : IDisposable
{
    // The kernel takes the smaller of this and net.core.somaxconn.
    private const int Backlog = 4096;

    private readonly Dictionary<ListenAddress, Socket> _open = [];

    /// <summary>What listens, by the address it was asked for.</summary>
    public IReadOnlyDictionary<ListenAddress, Socket> Open => _open;

    /// <summary>Opens what is missing and closes what is no longer wanted.</summary>
    /// <returns>What could not be opened, in one sentence; null when all is well.</returns>
    public string? Apply(IReadOnlyCollection<ListenAddress> wanted)
    {
        foreach (var unwanted in _open.Keys.Except(wanted).ToList())
        {
            Close(unwanted);
        }

        string? problem = null;
        foreach (var address in wanted.Where(address => !_open.ContainsKey(address)))
        {
            try
            {
                _open[address] = Listen(address);
            }
            catch (Exception failure) when (failure is SocketException or IOException or UnauthorizedAccessException)
            {
                problem ??= failure is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
                    ? $"{address} is taken by another program; stop that one, or give the app another port and restart it."
                    : $"The daemon cannot listen on {address}: {failure.Message}.";
            }
        }

        return problem;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var address in _open.Keys.ToList())
        {
            Close(address);
        }
    }

    private static Socket Listen(ListenAddress address)
    {
        EndPoint endpoint = address switch
        {
            { Path: { } path } => new UnixDomainSocketEndPoint(path),
            { Host: { } host } => new IPEndPoint(IPAddress.Parse(host), address.Port),
            _ => new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, address.Port),
        };
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, endpoint.AddressFamily is AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (address.Path is { } path)
            {
                RemoveStale(path);
            }
            else if (address.Host is null && endpoint.AddressFamily is AddressFamily.InterNetworkV6)
            {
                socket.DualMode = true;
            }

            socket.Bind(endpoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // What an earlier daemon left; a socket that somebody answers on is left to them, and Bind says so.
    private static void RemoveStale(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // No socket, or not ours to ask: Bind will say what is in the way.
        }
    }

    private void Close(ListenAddress address)
    {
        _open.Remove(address, out var socket);
        socket!.Dispose();
        if (address.Path is { } path)
        {
            File.Delete(path);
        }
    }
}
