using System.Globalization;
using System.Net.Sockets;
using ActorPm.Core.Apps;
using ActorPm.Core.History;
using ActorPm.Daemon.Access;
using ActorPm.Processes;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace ActorPm.Daemon.Control;

/// <summary>Who gives commands: what the kernel says of the other end of a connection.</summary>
internal sealed class Callers(IUserDatabase users)
{
    /// <summary>Who sent a request over the control socket.</summary>
    public CommandOrigin Of(HttpContext http)
    {
        if (http.Features.Get<Caller>()?.Origin is { } known)
        {
            return known;
        }

        try
        {
            return http.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket
                ? Of(CommandWay.Control, PeerCredentials.Of(socket))
                : new CommandOrigin(CommandWay.Control, null, null, null);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The caller has hung up meanwhile; its command is carried out all the same.
            return new CommandOrigin(CommandWay.Control, null, null, null);
        }
    }

    /// <summary>Who called over PM2's wire.</summary>
    /// <param name="caller">The calling process; null when the kernel does not say.</param>
    public CommandOrigin Of(PeerProcess? caller) =>
        caller is null ? new CommandOrigin(CommandWay.Pm2Wire, null, null, null) : Of(CommandWay.Pm2Wire, caller.Credentials);

    private CommandOrigin Of(CommandWay way, PeerCredentials peer)
    {
        var number = peer.UserId.ToString(CultureInfo.InvariantCulture);
        return new CommandOrigin(way, users.FindUser(number)?.Name ?? number, peer.Pid > 0 ? peer.Pid : null, peer.FindProgram());
    }
}
