using System.Net;
using System.Net.Sockets;
using ActorPm.Core.Guard;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Access;
using ActorPm.Daemon.Routing.Proxy;
using ActorPm.Processes.Handover;
using ActorPm.Processes.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorPm.Daemon.Control;

/// <summary>
/// The socket of the control API. It outlives an update: whoever connects while the daemon becomes another program waits in the backlog instead of
/// being told that there is no daemon.
/// </summary>
internal sealed class ControlSocket : IDisposable
{
    private const int Backlog = 512;

    private readonly ListeningSocket _held;
    private readonly Socket _socket;

    private ControlSocket(ListeningSocket held, IEnumerable<Socket> others)
    {
        _held = held;
        _socket = held.Duplicate();
        var own = _socket.LocalEndPoint!;
        Transport = new OwnedSocketTransport(others.Prepend(_socket).ToDictionary(socket => socket.LocalEndPoint!))
        {
            // Room for its own user is always there.
            Admits = accepted => own.Equals(accepted.LocalEndPoint) || DescriptorReserve.AdmitsClient(accepted.Handle, DescriptorLimit.Most),
        };
    }

    /// <summary>Gives Kestrel its connections.</summary>
    public OwnedSocketTransport Transport { get; }

    /// <summary>Takes the socket of the daemon before, or opens it.</summary>
    /// <param name="home">The home.</param>
    /// <param name="inherited">What the daemon before has left.</param>
    /// <param name="others">Sockets of others that Kestrel serves, too.</param>
    /// <exception cref="DaemonStartException">It cannot be opened.</exception>
    public static ControlSocket Open(DaemonHome home, DescriptorBundle inherited, IEnumerable<Socket> others)
    {
        var wish = new SocketWish(SocketKind.Unix, null, 0, home.SocketPath) { Backlog = Backlog };
        if (ListeningSocket.Take(inherited, DescriptorKey.Of(DaemonThing.ControlSocket), wish) is { } handed && File.Exists(home.SocketPath))
        {
            return new ControlSocket(handed, others);
        }

        home.RemoveStaleSocket();
        var opened = ListeningSocket.Open(wish, out var problem) ?? throw new DaemonStartException(problem!.Sentence);
        File.SetUnixFileMode(home.SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new ControlSocket(opened, others);
    }

    /// <summary>Lets Kestrel listen on it.</summary>
    public void Configure(KestrelServerOptions kestrel) => kestrel.Listen(_socket.LocalEndPoint!, listen => listen.Use(LocalPeer.Note));

    /// <summary>Leaves it to the program that this one becomes.</summary>
    public void HandOver(DescriptorBundle bundle) => _held.HandOver(bundle, DescriptorKey.Of(DaemonThing.ControlSocket));

    /// <inheritdoc/>
    public void Dispose()
    {
        Transport.Dispose();
        _socket.Dispose();
        _held.Dispose();
    }
}
