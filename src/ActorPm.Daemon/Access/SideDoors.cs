using System.Net;
using System.Net.Sockets;
using ActorPm.Core.Apps;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Settings;
using ActorPm.Processes.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Serilog;

namespace ActorPm.Daemon.Access;

/// <summary>
/// Where others than the daemon's own user reach the control API. One that cannot be opened is told, and holds up nothing: apps need the daemon, not its visitors. An update
/// closes them and opens them anew.
/// </summary>
internal sealed class SideDoors : IDisposable
{
    private const int MostConnections = 256;

    private readonly ListeningSocket? _local;
    private readonly Socket? _localSocket;
    private int _connections;

    private SideDoors(ListeningSocket? local, IReadOnlyList<string> problems)
    {
        _local = local;
        _localSocket = local?.Duplicate();
        Problems = problems;
    }

    /// <summary>Which of them could not be opened, and why; sentences.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Their sockets.</summary>
    public IEnumerable<Socket> Sockets => _localSocket is null ? [] : [_localSocket];

    /// <summary>Opens what the settings name.</summary>
    public static SideDoors Open(AccessSettings access, IUserDatabase users)
    {
        var problems = new List<string>();
        var local = access.SocketPath is { } path ? OpenLocal(path, access.SocketGroup, users, problems) : null;
        foreach (var problem in problems)
        {
            Log.Error("{Problem}", problem);
        }

        return new SideDoors(local, problems);
    }

    /// <summary>Lets Kestrel listen on them.</summary>
    public void Configure(KestrelServerOptions kestrel)
    {
        if (_localSocket is not null)
        {
            kestrel.Listen(_localSocket.LocalEndPoint!, listen => listen.Use(Bounded).Use(LocalPeer.Note));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _localSocket?.Dispose();
        _local?.Remove();
    }

    // Visitors may not take the descriptors that apps need.
    private ConnectionDelegate Bounded(ConnectionDelegate next) => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _connections) <= MostConnections)
            {
                await next(connection);
            }
            else
            {
                connection.Abort();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    };

    private static ListeningSocket? OpenLocal(string path, string? groupName, IUserDatabase users, List<string> problems)
    {
        var group = groupName is null ? null : users.FindGroup(groupName);
        if (groupName is not null && group is null)
        {
            problems.Add($"There is no group {groupName}, so {path} is not opened; name one of this machine (actorpm.access.socket-group).");
            return null;
        }

        if (ListeningSocket.Open(new SocketWish(SocketKind.Unix, null, 0, path), out var refusal) is not { } opened)
        {
            problems.Add($"{refusal!.Sentence.TrimEnd('.')}; other users are not served there (actorpm.access.socket).");
            return null;
        }

        if (SocketAdmission.Admit(path, group?.GroupId) is not { } reason)
        {
            return opened;
        }

        opened.Remove();
        problems.Add($"{path} cannot be given to the group {groupName} ({reason}); run the daemon as root or as a member of it (actorpm.access.socket-group).");
        return null;
    }
}
