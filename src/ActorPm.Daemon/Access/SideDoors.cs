using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using ActorPm.Core.Apps;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Routing.Proxy;
using ActorPm.Daemon.Settings;
using ActorPm.Processes.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Serilog;

namespace ActorPm.Daemon.Access;

/// <summary>
/// Where others than the daemon's own user reach the control API. One that cannot be opened is told, and holds up nothing: apps need the daemon, not its visitors. An update
/// closes them and opens them anew.
/// </summary>
internal sealed class SideDoors : IDisposable
{
    private const int MostConnections = 256;

    private const UnixFileMode Enterable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(10);

    private readonly ListeningSocket? _local;
    private readonly Socket? _localSocket;
    private readonly ListeningSocket? _remote;
    private readonly Socket? _remoteSocket;
    private readonly ServingCertificate? _certificate;
    private readonly string? _certificateFile;

    private SideDoors(ListeningSocket? local, (ListeningSocket Socket, ServingCertificate Certificate, string File)? remote, IReadOnlyList<string> problems)
    {
        _local = local;
        _localSocket = local?.Duplicate();
        _remote = remote?.Socket;
        _remoteSocket = _remote?.Duplicate();
        _certificate = remote?.Certificate;
        _certificateFile = remote?.File;
        Problem = problems.Count == 0 ? null : string.Join(" ", problems);
    }

    /// <summary>Where other machines are served; null when they are not.</summary>
    public string? Remote => _remoteSocket?.LocalEndPoint?.ToString();

    /// <summary>SHA-256 of the certificate that is shown there, 64 digits; null when nothing is, or its file is gone.</summary>
    public string? Fingerprint
    {
        get
        {
            try
            {
                return _certificateFile is null ? null : RemoteCertificate.FingerprintOf(_certificateFile);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or CryptographicException)
            {
                return null;
            }
        }
    }

    /// <summary>Which of them could not be opened, and why, in sentences; null when all are open.</summary>
    public string? Problem { get; }

    /// <summary>Their sockets.</summary>
    public IEnumerable<Socket> Sockets => new[] { _localSocket, _remoteSocket }.OfType<Socket>();

    /// <summary>Opens what the settings name.</summary>
    public static SideDoors Open(AccessSettings access, RemoteSettings? remote, string home, IUserDatabase users, TimeProvider clock)
    {
        var problems = new List<string>();
        var local = access.SocketPath is { } path ? OpenLocal(path, access.SocketGroup, users, problems) : null;
        var opened = remote is null ? null : OpenRemote(remote, home, clock.GetUtcNow(), problems);
        foreach (var problem in problems)
        {
            Log.Error("{Problem}", problem);
        }

        return new SideDoors(local, opened, problems);
    }

    /// <summary>Lets Kestrel listen on them.</summary>
    public void Configure(KestrelServerOptions kestrel)
    {
        if (_localSocket is not null)
        {
            kestrel.Listen(_localSocket.LocalEndPoint!, listen => listen.Use(Bounded()).Use(LocalPeer.Note));
        }

        if (_remoteSocket is not null)
        {
            kestrel.Listen(_remoteSocket.LocalEndPoint!, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(Bounded());
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(_certificate!.Options), HandshakeTimeout = HandshakeLimit });
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _localSocket?.Dispose();
        _local?.Remove();
        _remoteSocket?.Dispose();
        _remote?.Dispose();
    }

    // Visitors may not take the descriptors that apps need.
    private static Func<ConnectionDelegate, ConnectionDelegate> Bounded()
    {
        var connections = 0;
        return next => async connection =>
        {
            try
            {
                if (Interlocked.Increment(ref connections) <= MostConnections)
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
                Interlocked.Decrement(ref connections);
            }
        };
    }

    private static (ListeningSocket, ServingCertificate, string)? OpenRemote(RemoteSettings settings, string home, DateTimeOffset now, List<string> problems)
    {
        string file;
        try
        {
            file = RemoteCertificate.FileFor(settings, home, now);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Add($"The certificate for {settings.Listen} cannot be written ({failure.Message.TrimEnd('.')}), so other machines are not served (actorpm.remote.listen).");
            return null;
        }

        if (ServingCertificate.Open("The daemon", file, settings.KeyFile, [SslApplicationProtocol.Http11], out var unusable, "run `apm update`") is not { } certificate)
        {
            problems.Add($"{unusable} Other machines are not served until then (actorpm.remote.certificate).");
            return null;
        }

        if (ListeningSocket.Open(SocketWish.Of(settings.Listen), out var refusal) is { } opened)
        {
            return (opened, certificate, file);
        }

        problems.Add($"{refusal!.Sentence.TrimEnd('.')}; other machines are not served there (actorpm.remote.listen).");
        return null;
    }

    private static ListeningSocket? OpenLocal(string path, string? groupName, IUserDatabase users, List<string> problems)
    {
        var group = groupName is null ? null : users.FindGroup(groupName);
        if (groupName is not null && group is null)
        {
            problems.Add($"There is no group {groupName}, so {path} is not opened; name one of this machine (actorpm.access.socket-group).");
            return null;
        }

        try
        {
            // Below /run it is gone after each start of the machine.
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, Enterable);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Add($"The directory of {path} cannot be made ({failure.Message.TrimEnd('.')}); other users are not served there (actorpm.access.socket).");
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
