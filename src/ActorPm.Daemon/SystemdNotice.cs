using System.Net.Sockets;
using System.Text;

namespace ActorPm.Daemon;

/// <summary>
/// Tells systemd that the daemon takes commands (sd_notify(3)): a datagram to the socket that <c>NOTIFY_SOCKET</c> names. Without that variable
/// nobody waits for it.
/// </summary>
internal static class SystemdNotice
{
    /// <summary>Sends <c>READY=1</c>.</summary>
    /// <exception cref="DaemonStartException">systemd waits for the word, but cannot be told.</exception>
    public static void Ready(IReadOnlyDictionary<string, string> environment)
    {
        if (!environment.TryGetValue("NOTIFY_SOCKET", out var path) || path.Length == 0)
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // A socket without a file is written with @ for its first byte, which is zero.
            socket.SendTo(Encoding.ASCII.GetBytes("READY=1"), new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
        }
        catch (SocketException exception)
        {
            throw new DaemonStartException($"systemd cannot be told that the daemon is ready: NOTIFY_SOCKET is {path}, and {exception.Message}; unset it where systemd did not start the daemon.");
        }
    }
}
