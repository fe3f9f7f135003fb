using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ActorPm.Core.Apps;
using ActorPm.Core.Cluster;
using ActorPm.Core.Control;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Journal;
using ActorPm.Daemon.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace ActorPm.Daemon.Cluster;

/// <summary>Whether this daemon is a node of a cluster, and the commands that change it. Nothing of a cluster is loaded while it is none.</summary>
internal sealed class ClusterService(DaemonHome home, EnvironmentSeal seal, ClusterSettings settings, ClusterView view, string version, TimeProvider clock) : IHostedService, IDisposable
{
    private const int MostUses = 1000, MostHours = 8760;

    private static readonly TimeSpan FirstTokenLife = TimeSpan.FromHours(1), EnrolPatience = TimeSpan.FromSeconds(15), DrainPatience = TimeSpan.FromSeconds(60);

    private readonly ClusterHome _files = new(home.Directory);
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly CancellationTokenSource _stopped = new();
    private volatile ClusterNode? _node;
    private Task _ending = Task.CompletedTask;

    /// <summary>The apps of this daemon. Set before it starts.</summary>
    public ILocalApps? Apps { get; set; }

    /// <summary>What ends movable apps when this daemon does not. Set before it starts.</summary>
    public SecondFence? SecondFence { get; set; }

    /// <summary>The balancers of this daemon. Set before it starts.</summary>
    public ILocalRoutes? Routes { get; set; }

    /// <summary>Is told the name of each node that the cluster has given up, by one of the nodes that are left. Set before it starts, or nobody is told.</summary>
    public Action<string> Lost { get; set; } = _ => { };

    /// <summary>This node; null when this daemon belongs to no cluster, or cannot take part in it.</summary>
    public ClusterNode? Current => _node;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ControlContract.ClusterStatus, http => WriteAsync(http, Status()));
        routes.Map(ControlContract.Nodes + "{node}/{**route}", http =>
        {
            var name = (string)http.Request.RouteValues["node"]!;
            return NodeForwarder.ForwardAsync(http, Node().Streams, Node().RouteTo(name, "/" + http.Request.RouteValues["route"], http.Request.QueryString.Value ?? ""), name);
        });
        routes.MapPost(ControlContract.ClusterInit, InitAsync);
        routes.MapPost(ControlContract.ClusterJoin, JoinAsync);
        routes.MapPost(ControlContract.ClusterToken, InviteAsync);
        routes.MapPost(ControlContract.ClusterRemove, RemoveAsync);
        routes.MapPost(ControlContract.ClusterLeave, LeaveAsync);
        routes.MapPost(ControlContract.ClusterDrain, DrainAsync);
    }

    /// <summary>Why an app may not be started now; null when it may.</summary>
    public string? Refusal(AppSpec spec) => !spec.Placement.IsMovable ? null
        : _node is { } node ? node.Placer.Refusal(spec.Name, spec.Placement)
        : "this daemon takes no part in the cluster that moves it";

    /// <summary>Connects with the balancer of an app on another node.</summary>
    /// <exception cref="SocketException">The node cannot be reached, or nobody there could take a request.</exception>
    public ValueTask<Socket> DialAsync(AppName app, string node, CancellationToken cancellation) =>
        _node is { } self ? self.DialAsync(app, node, cancellation) : throw new SocketException((int)SocketError.HostUnreachable);

    /// <summary>All instances of all nodes.</summary>
    public Task<InstanceList> InstancesAsync() => view.InstancesAsync(_node);

    /// <summary>The same as PM2's <c>jlist</c>.</summary>
    public Task<ReadOnlyMemory<byte>> JlistAsync() => view.JlistAsync(_node);

    /// <summary>Takes part in the cluster that the home knows; a cluster that cannot be reached, or cannot be used, holds up no app.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_files.Exists)
        {
            _ending = EndMovableAsync();
            return;
        }

        try
        {
            _node = await OpenNodeAsync();
        }
        catch (Exception problem) when (problem is DaemonStartException or RefusedException or IOException)
        {
            Log.Error("This node takes no part in its cluster: {Reason}", problem.Message);
            _ending = EndMovableAsync();
        }
    }

    // A daemon that takes no part in the cluster hears nothing of what others take over.
    private async Task EndMovableAsync()
    {
        try
        {
            await Apps!.Ready.WaitAsync(_stopped.Token);
            await Task.Delay(settings.Fencing.Lease, clock, _stopped.Token);
            while (_node is null && Apps.All().FirstOrDefault(app => app.Value is { Placement.Kind: PlacementKind.Single or PlacementKind.Spread, Count: > 0 }).Key is { } app)
            {
                Log.Warning("{App} is ended on this node, which takes no part in the cluster that moves it", app);
                try
                {
                    await Apps.DeleteAsync(app, _stopped.Token);
                }
                catch (RefusedException refused)
                {
                    Log.Error("{App} cannot be ended yet: {Reason}", app, refused.Message);
                    await Task.Delay(settings.Fencing.Lease, clock, _stopped.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon ends.
        }
    }

    /// <summary>Another program goes on in this process.</summary>
    public async Task HandOverAsync()
    {
        if (_node is { } node)
        {
            _node = null;
            await node.HandOverAsync();
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopped.CancelAsync();
        await _ending;
        if (_node is { } node)
        {
            _node = null;
            await node.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _changing.Dispose();
        _stopped.Dispose();
    }

    private async Task InitAsync(HttpContext http)
    {
        var request = await ControlHttp.ReadAsync(http, ControlJson.Default.ClusterInitRequest);
        await ControlHttp.WriteAsync(http, await AloneAsync(() => InitAsync(request)), ControlJson.Default.ClusterTokenReply);
    }

    private async Task JoinAsync(HttpContext http)
    {
        var request = await ControlHttp.ReadAsync(http, ControlJson.Default.ClusterJoinRequest);
        await WriteAsync(http, await JoinAsync(request));
    }

    private async Task InviteAsync(HttpContext http)
    {
        var request = await ControlHttp.ReadAsync(http, ControlJson.Default.ClusterTokenRequest);
        await ControlHttp.WriteAsync(http, await AloneAsync(() => Task.FromResult(Invite(request))), ControlJson.Default.ClusterTokenReply);
    }

    private async Task RemoveAsync(HttpContext http)
    {
        var name = ClusterWords.Name((await ControlHttp.ReadAsync(http, ControlJson.Default.ClusterRemoveRequest)).Node);
        await WriteAsync(http, await AloneAsync(async () =>
        {
            await Node().RemoveAsync(name);
            return Status();
        }));
    }

    private async Task DrainAsync(HttpContext http)
    {
        var request = await ControlHttp.ReadAsync(http, ControlJson.Default.ClusterDrainRequest);
        var name = ClusterWords.Name(request.Node);
        var node = Node();
        node.RefuseUnknown(name);
        var state = request.Takes ? WishState.Running : WishState.Stopped;
        await node.Placer.CommitAsync((_, number) => new ClusterWish(ClusterWish.KeyOf(name), number, node.Name.Value, state));
        if (!request.Takes && await node.Placer.DrainedAsync(name.Value, DrainPatience, http.RequestAborted) is { Count: > 0 } left)
        {
            throw new RefusedException(
                ControlErrorCode.ClusterRefused, $"{name} takes no more apps, but {string.Join(", ", left)} {(left.Count == 1 ? "is" : "are")} still there; `apm cluster status` says what is in the way. It goes on by itself.");
        }

        await WriteAsync(http, Status());
    }

    private async Task LeaveAsync(HttpContext http) => await WriteAsync(http, await LeaveAsync());

    /// <summary>Makes this daemon a node of a cluster.</summary>
    /// <exception cref="RefusedException">It is one already, or cannot become one.</exception>
    public Task<ClusterStatus> JoinAsync(ClusterJoinRequest request) => AloneAsync(() => JoinAloneAsync(request));

    /// <summary>Has this daemon belong to no cluster any more.</summary>
    /// <exception cref="RefusedException">It belongs to none, or may not leave.</exception>
    public Task<ClusterStatus> LeaveAsync() => AloneAsync(async () =>
    {
        await Node().LeaveAsync();
        _node = null;
        return Status();
    });

    /// <summary>Has the members give some of them up now. None is forgotten: each comes back by itself as soon as it can.</summary>
    /// <param name="choose">Which; the whole cluster as it looks from here is given.</param>
    /// <returns>The names of those that are given up.</returns>
    /// <exception cref="RefusedException">This daemon belongs to no cluster, or a node is not to be given up.</exception>
    public IReadOnlyList<string> Down(Func<IReadOnlyList<ClusterNodeView>, IReadOnlyList<ClusterNodeView>> choose) => Node().Down(choose(Node().Status().Nodes));

    private static Task WriteAsync(HttpContext http, ClusterStatus status) => ControlHttp.WriteAsync(http, status, ControlJson.Default.ClusterStatus);

    // The first address by which another machine may reach this one; the machine's own when there is none.
    private static PeerAddress OwnAddress()
    {
        var first = NetworkInterface.GetAllNetworkInterfaces()
            .Where(port => port.OperationalStatus is OperationalStatus.Up && port.NetworkInterfaceType is not NetworkInterfaceType.Loopback)
            .SelectMany(port => port.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily is AddressFamily.InterNetwork);
        return new PeerAddress((first ?? IPAddress.Loopback).ToString(), PeerAddress.DefaultPort);
    }

    private static (NodeName Name, PeerAddress Address, IReadOnlyList<string> Roles) Who(ClusterInitRequest? request)
    {
        // JSON may leave out what a record says is always there.
        if (request?.Roles is null)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, "The request does not say who this node is to be (roles, if only an empty list).");
        }

        foreach (var role in request.Roles)
        {
            if (!NodeRole.IsValid(role))
            {
                throw new RefusedException(
                    ControlErrorCode.InvalidRequest, $"'{role}' cannot be a role or a label; use 1 to {NodeName.MaxLength} letters, digits, '-', '.' and '_', for a label with a value behind '=' (--roles web --labels zone=eu).");
            }
        }

        return (ClusterWords.Name(request.Name ?? Environment.MachineName), request.Address is { } text ? ClusterWords.Address(text) : OwnAddress(), request.Roles);
    }

    /// <summary>This node.</summary>
    /// <exception cref="RefusedException">This daemon takes part in no cluster.</exception>
    public ClusterNode Node() => _node ?? throw new RefusedException(
        ControlErrorCode.ClusterRefused,
        _files.Exists ? "This node takes no part in its cluster; apm.log in the home says why." : "This daemon belongs to no cluster; begin one with `apm cluster init`, or join one with `apm cluster join`.");

    /// <summary>How the cluster looks from here.</summary>
    public ClusterStatus Status() => _node?.Status() ?? new ClusterStatus(ClusterState.Alone, null, null, []);

    private async Task<T> AloneAsync<T>(Func<Task<T>> command)
    {
        await _changing.WaitAsync();
        try
        {
            return await command();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(ControlErrorCode.ClusterRefused, $"What belongs to the cluster cannot be written: {problem.Message.TrimEnd('.')}; free some space or make the home writable. Nothing was changed.");
        }
        finally
        {
            _changing.Release();
        }
    }

    private void RefuseSecond()
    {
        if (_files.Exists)
        {
            throw new RefusedException(ControlErrorCode.ClusterRefused, "This daemon belongs to a cluster already (`apm cluster status`); leave it first with `apm cluster leave`.");
        }
    }

    private ClusterTokenReply Invite(ClusterTokenRequest request) => request switch
    {
        { Uses: < 1 or > MostUses } => throw new RefusedException(ControlErrorCode.InvalidRequest, $"{request.Uses} nodes cannot join by one token; give 1 to {MostUses} (--uses)."),
        { Hours: not (> 0 and <= MostHours) } => throw new RefusedException(ControlErrorCode.InvalidRequest, $"A token cannot be good for {request.Hours} hours; give more than 0 and at most {MostHours} (--hours)."),
        _ => Node().Invite(request.Uses, TimeSpan.FromHours(request.Hours)),
    };

    private async Task<ClusterTokenReply> InitAsync(ClusterInitRequest request)
    {
        RefuseSecond();
        var (name, address, roles) = Who(request);
        using var authority = CertificateAuthority.Create(clock.GetUtcNow());
        using var certificate = ClusterNode.Certify(authority, name, settings.CertificateLife, clock.GetUtcNow());
        await OpenAsync(new ClusterRecord(name.Value, address, roles, [], []), authority, certificate);
        return _node!.Invite(1, FirstTokenLife);
    }

    private async Task<ClusterStatus> JoinAloneAsync(ClusterJoinRequest request)
    {
        RefuseSecond();
        var (name, address, roles) = Who(request.Self);
        var through = ClusterWords.Address(request.Through ?? "");
        if (!JoinToken.TryParse(request.Token ?? "", out var token, out var problem))
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, problem);
        }

        using var shown = await PeerClient.AuthorityAsync(through, token, EnrolPatience);
        using var client = PeerClient.Of(shown, null, EnrolPatience);
        var (key, asked) = CertificateAuthority.Ask(name);
        using (key)
        {
            var self = new PeerRecord(name.Value, address);
            var reply = await client.PostAsync(
                through, PeerContract.Enrol, new EnrolRequest(Convert.ToHexString(token.Secret.Span), self, asked), ClusterRecordJson.Default.EnrolRequest, ClusterRecordJson.Default.EnrolReply);
            using var authority = X509Certificate2.CreateFromPem(shown.ExportCertificatePem(), reply.AuthorityKey);
            using var bare = X509Certificate2.CreateFromPem(reply.Certificate);
            using var certificate = bare.CopyWithPrivateKey(key);
            await OpenAsync(new ClusterRecord(name.Value, address, roles, reply.Peers, []), authority, certificate);
        }

        return Status();
    }

    private Task<ClusterNode> OpenNodeAsync() => ClusterNode.OpenAsync(_files, home.SocketPath, seal, Apps!, Routes!, SecondFence!, settings, version, clock, name => Lost(name));

    // Written down first, and forgotten again when this node cannot even listen.
    private async Task OpenAsync(ClusterRecord record, X509Certificate2 authority, X509Certificate2 certificate)
    {
        _files.Save(record, authority, certificate);
        try
        {
            _node = await OpenNodeAsync();
        }
        catch (RefusedException)
        {
            _files.Delete();
            throw;
        }

        if (!await _node.JoinedAsync())
        {
            throw new RefusedException(
                ControlErrorCode.ClusterRefused,
                $"This node belongs to the cluster now, but is no member yet: it waits for {_node.Status().Waits}. It goes on trying; see `apm cluster status`, or leave with `apm cluster leave`.");
        }
    }
}
