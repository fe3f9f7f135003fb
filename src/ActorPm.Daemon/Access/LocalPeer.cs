using ActorPm.Core.Access;
using ActorPm.Processes;
using ActorPm.Processes.Users;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ActorPm.Daemon.Access;

/// <summary>The user at the other end of a Unix socket, noted when the connection was made: a caller that has hung up since is still known.</summary>
/// <param name="User">The user's number.</param>
/// <param name="Groups">Numbers of its groups; not asked for where the user alone decides.</param>
internal sealed record LocalPeer(uint User, IReadOnlyList<uint> Groups)
{
    /// <summary>Whether it is root or the daemon's own user.</summary>
    public bool IsOwn => LocalGrant.IsOwn(User, OwnIdentity.User.UserId);

    /// <summary>Notes the peer of each connection.</summary>
    public static ConnectionDelegate Note(ConnectionDelegate next) => connection =>
    {
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket ?? throw new InvalidOperationException("A connection without a socket.");
        var user = PeerCredentials.Of(socket).UserId;
        connection.Items[typeof(LocalPeer)] = new LocalPeer(user, LocalGrant.IsOwn(user, OwnIdentity.User.UserId) ? [] : PeerCredentials.GroupsOf(socket));
        return next(connection);
    };
}
