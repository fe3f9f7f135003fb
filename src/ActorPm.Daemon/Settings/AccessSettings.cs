using ActorPm.Core.Access;

namespace ActorPm.Daemon.Settings;

/// <summary>What other users of the machine may do.</summary>
/// <param name="Users">Grants of users.</param>
/// <param name="Groups">Grants of groups.</param>
/// <param name="SocketPath">The socket on which they are served; null for none.</param>
/// <param name="SocketGroup">Who may open that socket beside the daemon's user; null for every user of the machine.</param>
internal sealed record AccessSettings(NamedGrants Users, NamedGrants Groups, string? SocketPath, string? SocketGroup)
{
    /// <summary>Nobody else may do anything.</summary>
    public static AccessSettings None { get; } = new(NamedGrants.None, NamedGrants.None, null, null);
}
