using System.Net;
using System.Net.Sockets;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>A TCP connection of the daemon with itself over 127.0.0.1: one end to talk through, the other to give to an app, which takes it for a client.</summary>
public static class LoopbackConnection
{
    /// <summary>Opens one.</summary>
    /// <returns>The end for the app, and the daemon's.</returns>
    /// <exception cref="SocketException">The limit of open files, or of ports, is reached.</exception>
    public static async Task<(SocketHandle ForApp, Socket Own)> OpenAsync(CancellationToken cancellation)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var own = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await own.ConnectAsync(listener.LocalEndPoint!, cancellation);
            while (true)
            {
                using var accepted = await listener.AcceptAsync(cancellation);

                // Somebody else on this machine may have been faster.
                if (!accepted.RemoteEndPoint!.Equals(own.LocalEndPoint))
                {
                    continue;
                }

                var descriptor = LibC.fcntl((int)accepted.Handle, LibC.F_DUPFD_CLOEXEC, 3);
                return descriptor < 0 ? throw new SocketException(LibC.Errno) : (new SocketHandle(descriptor), own);
            }
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }
}
