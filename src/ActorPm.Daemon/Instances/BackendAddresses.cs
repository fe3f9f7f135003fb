using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorPm.Core.Apps;
using ActorPm.Core.Routing;
using ActorPm.Processes;

namespace ActorPm.Daemon.Instances;

/// <summary>
/// Where instances behind the proxy listen: a free port or a Unix socket for each slot, never the same for two slots. A slot keeps its address over restarts unless
/// somebody else has taken it. Any thread.
/// </summary>
/// <param name="directory">Where Unix sockets lie: the home's runtime directory.</param>
/// <param name="chance">A number of at least 0 and below 1: daemons of several homes begin to look at different places.</param>
internal sealed class BackendAddresses(string directory, Func<double> chance)
{
    // Below the ports that Linux gives to outgoing connections (net.ipv4.ip_local_port_range begins at 32768): none of those can take one between this and the app's bind.
    private const int FirstPort = 20_000;
    private const int LastPort = 32_700;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, ListenAddress> _claims = [];

    /// <summary>The address for a launch of a slot.</summary>
    /// <returns>Null when the app is not behind the proxy.</returns>
    /// <exception cref="LaunchException">There is none.</exception>
    public ListenAddress? Claim(long serial, AppSpec spec)
    {
        if (spec.Routing.Plane is not DataPlane.Proxy)
        {
            Release(serial);
            return null;
        }

        lock (_gate)
        {
            var address = spec.Routing.Proxy.Backend is BackendKind.Socket ? SocketOf(serial, spec) : PortOf(serial);
            _claims[serial] = address;
            return address;
        }
    }

    /// <summary>A process that was adopted has its address already.</summary>
    public void Keep(long serial, ListenAddress? address)
    {
        if (address is not null)
        {
            lock (_gate)
            {
                _claims[serial] = address;
            }
        }
    }

    /// <summary>A slot is gone, or its app is no longer behind the proxy.</summary>
    public void Release(long serial)
    {
        lock (_gate)
        {
            if (_claims.Remove(serial, out var address) && address.Path is { } path)
            {
                File.Delete(path);
            }
        }
    }

    private ListenAddress SocketOf(long serial, AppSpec spec)
    {
        if (spec.RunAs != RunAs.Daemon)
        {
            throw new LaunchException("an app that runs as another user cannot make a socket in the daemon's home; let it have a port instead");
        }

        var path = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{serial}.sock"));
        if (Encoding.UTF8.GetByteCount(path) > ListenAddress.LongestPath)
        {
            throw new LaunchException($"{path} is too long for a Unix socket; let the app have a port instead, or set APM_HOME to a shorter path");
        }

        // The slot's earlier process has ended; programs do not listen on a socket file that is there already.
        File.Delete(path);
        return new ListenAddress(null, 0, path, null);
    }

    private ListenAddress PortOf(long serial)
    {
        var taken = _claims.Where(claim => claim.Key != serial).Select(claim => claim.Value.Port).ToHashSet();
        if (_claims.TryGetValue(serial, out var before) && before.Port != 0 && IsFree(before.Port))
        {
            return before;
        }

        var start = (int)(chance() * (LastPort - FirstPort));
        for (var step = 0; step < LastPort - FirstPort; step++)
        {
            var port = FirstPort + ((start + step) % (LastPort - FirstPort));
            if (!taken.Contains(port) && IsFree(port))
            {
                return new ListenAddress(IPAddress.Loopback.ToString(), port, null, null);
            }
        }

        throw new LaunchException($"no port from {FirstPort} to {LastPort} is free; stop what holds them, or let the app have a Unix socket");
    }

    // At all addresses: apps rarely bind to one alone.
    private static bool IsFree(int port)
    {
        using var probe = new Socket(Socket.OSSupportsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (Socket.OSSupportsIPv6)
            {
                probe.DualMode = true;
            }

            probe.Bind(new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port));
            // Bound sockets that share an address by SO_REUSEADDR clash only when one listens.
            probe.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
