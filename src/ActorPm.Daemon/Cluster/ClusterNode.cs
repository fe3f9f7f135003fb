using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorPm.Core.Apps;
using ActorPm.Core.Cluster;
using ActorPm.Core.Control;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Journal;
using ActorPm.Daemon.Routing.Proxy;
using ActorPm.Daemon.Settings;
using ActorPm.Processes;
using ActorPm.Processes.Sockets;
using Serilog;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// This daemon as a node of a cluster: answers the others, and sees to it that it is a member, again and again: after its start, and after the others have given it up.
/// </summary>
/// <remarks>
/// <code>
/// Looking ── a member answers ──► Joining ── up ──► Member ── given up by the others ──► Looking
///    └── most nodes that belong to the cluster vote for it ──► begins it
/// </code>
/// A member that is without most of the nodes that belong to the cluster for some time looks again, too: it may have given up the others one after the other.
/// A cluster is begun anew by one node, and only when most of those that belong to it agree that it is down: two halves never begin one each.
/// </remarks>
internal sealed class ClusterNode : IPeerAnswers, IAsyncDisposable
{
    // Of fifteen nodes all the others together dial fewer tunnels at a time than one takes connections (PeerServer), so that a burst of requests does not keep rounds out, and with them leases.
    private const int MostDials = 16;

    private static readonly TimeSpan AskPatience = TimeSpan.FromSeconds(3), Pause = TimeSpan.FromSeconds(1), Look = TimeSpan.FromMilliseconds(50), JoinPatience = TimeSpan.FromSeconds(20), AfterDefect = TimeSpan.FromSeconds(10), AloneAtMost = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _dials = new(StringComparer.Ordinal);
    private readonly ILocalRoutes _routes;
    private readonly SecondFence _secondFence;
    private readonly ClusterHome _home;
    private readonly X509Certificate2 _authority;
    private readonly NodeCertificate _certificate;
    private readonly RenewalPlan _renewal;
    private readonly string _version;
    private readonly ClusterSettings _settings;
    private readonly TimeProvider _clock;
    private readonly PeerClient _peers;
    private readonly Placer _placer;
    private ClusterRecord _record;
    private VoteLedger _vote;
    private PeerServer? _server;
    private MeshSystem? _mesh;
    private Task _work = Task.CompletedTask;
    private volatile bool _isHandedOver;
    private volatile string? _waits = "its start";
    private long _hadMostAt;

    private ClusterNode(ClusterHome home, ClusterRecord record, X509Certificate2 authority, NodeCertificate certificate, WishStore wishes, ILocalApps apps, ILocalRoutes routes, SecondFence secondFence, ClusterSettings settings, string version, TimeProvider clock)
    {
        _secondFence = secondFence;
        _routes = routes;
        _home = home;
        _record = record;
        _authority = authority;
        _certificate = certificate;
        _renewal = new RenewalPlan(settings.CertificateLife);
        _version = version;
        _settings = settings;
        _clock = clock;
        _peers = PeerClient.Of(authority, certificate, AskPatience);
        Streams = PeerClient.ForStreams(authority, certificate);
        Name = NodeName.Parse(record.Name);
        _placer = new Placer(
            Name, () => Record, () => _mesh is { IsMember: true } mesh ? mesh.Members() : [], patience => PeerClient.Of(authority, certificate, patience), wishes, apps, routes, secondFence, settings.Fencing, BootClock.Instance);
    }

    /// <summary>For what other nodes answer as it comes.</summary>
    public HttpClient Streams { get; }

    /// <summary>Its name.</summary>
    public NodeName Name { get; }

    /// <summary>What is written down.</summary>
    public ClusterRecord Record
    {
        get
        {
            lock (_gate)
            {
                return _record;
            }
        }
    }

    /// <summary>The movable apps.</summary>
    public Placer Placer => _placer;

    /// <summary>Is told the name of each node that the cluster has given up, by one of the nodes that are left.</summary>
    public Action<string> Lost { get; init; } = _ => { };

    // For a moment a cluster may be without most of its nodes: the one that begins it has to wait for the others.
    private bool IsMember => _mesh is { IsMember: true } mesh && (HasMost(mesh) || _clock.GetElapsedTime(_hadMostAt) < AloneAtMost);

    /// <summary>Opens what the home has, with a certificate that is good for some time yet.</summary>
    /// <exception cref="DaemonStartException">What the home has is damaged.</exception>
    /// <exception cref="RefusedException">The port cannot be opened.</exception>
    public static async Task<ClusterNode> OpenAsync(ClusterHome home, string controlSocket, EnvironmentSeal seal, ILocalApps apps, ILocalRoutes routes, SecondFence secondFence, ClusterSettings settings, string version, TimeProvider clock, Action<string> lost)
    {
        var (record, authority, kept) = home.Load();
        var certificate = new NodeCertificate(kept);
        var node = new ClusterNode(home, record, authority, certificate, WishStore.Open(home.WishesPath, seal), apps, routes, secondFence, settings, version, clock) { Lost = lost };
        node.Renew();
        try
        {
            node._server = await PeerServer.OpenAsync(record.Address, authority, certificate, node, controlSocket);
        }
        catch (RefusedException)
        {
            await node.DisposeAsync();
            throw;
        }

        node._work = Task.Run(node.WorkAsync);
        node._placer.Start();
        return node;
    }

    /// <summary>A certificate of the own authority.</summary>
    public static X509Certificate2 Certify(X509Certificate2 authority, NodeName name, TimeSpan life, DateTimeOffset now)
    {
        var (key, request) = CertificateAuthority.Ask(name);
        using (key)
        {
            using var certificate = CertificateAuthority.Answer(authority, request, name, life, now);
            return certificate.CopyWithPrivateKey(key);
        }
    }

    /// <summary>How the cluster looks from here.</summary>
    public ClusterStatus Status()
    {
        var record = Record;
        var members = _mesh?.Members() ?? [];
        var nodes = members.Select(member => new ClusterNodeView(member.Name, member.Address, member.Roles, member.Status, member.IsReachable, member.IsLeader, member.Name == record.Name, member.Version))
            .Concat(record.Nodes
                .Where(peer => members.All(member => member.Name != peer.Name))
                .Select(peer => new ClusterNodeView(peer.Name, peer.Address.ToString(), peer.Name == record.Name ? record.Roles : [], "away", peer.Name == record.Name, false, peer.Name == record.Name, null)))
            .Select(node => node with { IsDrained = _placer.IsDrained(node.Name) })
            .OrderByDescending(node => node.IsSelf).ThenBy(node => node.Name, StringComparer.Ordinal);
        return new ClusterStatus(IsMember ? ClusterState.Member : ClusterState.Joining, record.Name, IsMember ? null : _waits, [.. nodes])
        {
            Apps = _placer.View(),
            IsConnected = _placer.IsConnected,
            Fencing = new FencingView(_settings.Fencing.Lease.TotalMilliseconds, _settings.Fencing.StopLimit.TotalMilliseconds, _settings.Fencing.TakeOver.TotalMilliseconds)
            {
                GuardMs = _secondFence.IsKept ? _settings.Fencing.GuardKill.TotalMilliseconds : null,
            },
        };
    }

    /// <summary>Where a route of the control API is reached on a node.</summary>
    /// <exception cref="RefusedException">There is no such node.</exception>
    public Uri RouteTo(string name, string route, string query)
    {
        var address = Record.Nodes.FirstOrDefault(peer => peer.Name == name)?.Address
            ?? throw new RefusedException(ControlErrorCode.NotFound, $"There is no node {name}; `apm cluster status` shows what there is (--node).");
        return new Uri($"https://{address}{PeerContract.Node}{route}{query}");
    }

    /// <summary>Refuses a name that no node of the cluster has.</summary>
    /// <exception cref="RefusedException">There is no such node.</exception>
    public void RefuseUnknown(NodeName name)
    {
        if (Record.Nodes.All(node => node.Name != name.Value))
        {
            throw new RefusedException(ControlErrorCode.NotFound, $"There is no node {name}; `apm cluster status` shows what there is.");
        }
    }

    /// <summary>Makes a token.</summary>
    /// <exception cref="IOException">It could not be written down.</exception>
    public ClusterTokenReply Invite(int uses, TimeSpan life)
    {
        var secret = RandomNumberGenerator.GetBytes(JoinToken.SecretBytes);
        var until = _clock.GetUtcNow() + life;
        Change(record => record with { Invitations = [.. Living(record), new Invitation(HashOf(secret), until, uses)] });
        return new ClusterTokenReply(new JoinToken(CertificateAuthority.FingerprintOf(_authority), secret).ToString(), Record.Address.ToString(), uses, until);
    }

    /// <summary>Waits until this node is a member.</summary>
    /// <returns>Whether it is, within some time.</returns>
    public async Task<bool> JoinedAsync()
    {
        await SettleAsync(() => IsMember);
        return IsMember;
    }

    /// <summary>Has the members give nodes up now. None is forgotten: each comes back by itself as soon as it can.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> Down(IReadOnlyList<ClusterNodeView> nodes)
    {
        foreach (var node in nodes)
        {
            _mesh?.Down(ClusterWords.Name(node.Name));
        }

        return [.. nodes.Select(node => node.Name)];
    }

    /// <summary>Takes another node off the cluster: all that can be reached forget it, and give it up if it is a member.</summary>
    /// <exception cref="RefusedException">There is no such node.</exception>
    public async Task RemoveAsync(NodeName name)
    {
        if (name == Name)
        {
            throw new RefusedException(ControlErrorCode.ClusterRefused, $"{name} is this node; it leaves with `apm cluster leave`.");
        }

        RefuseUnknown(name);
        _mesh?.Down(name);
        Forget(name);
        await TellAsync(name);
    }

    /// <summary>Leaves the cluster for good. The others that can be reached forget this node.</summary>
    /// <exception cref="RefusedException">It is the last node, and apps would be lost with it.</exception>
    public async Task LeaveAsync()
    {
        if (Record.Peers.Count == 0 && _placer.View() is { Count: > 0 } apps)
        {
            throw new RefusedException(
                ControlErrorCode.ClusterRefused, $"This node is the last one, and {string.Join(", ", apps.Select(app => app.Name))} would be lost with the cluster; delete what the cluster moves first, and start it again without --placement.");
        }

        await _placer.VacateAsync();
        await TellAsync(Name);
        await DisposeAsync();
        _home.Delete();
    }

    /// <inheritdoc/>
    public PeerReply State() => Answer(givesVote: false);

    /// <inheritdoc/>
    public PeerReply Vote(NodeName candidate) => Answer(TryVote(candidate));

    /// <inheritdoc/>
    public async Task<EnrolReply> EnrolAsync(EnrolRequest request, CancellationToken cancellation)
    {
        var name = ClusterWords.Name(request.Peer.Name);
        var address = ClusterWords.Address(request.Peer.Address.ToString());
        var hash = HashOf(SecretIn(request));
        lock (_gate)
        {
            // Whoever has no token waits for nothing.
            InvitedLocked(hash);
        }

        await _placer.ConnectedAsync(cancellation);
        lock (_gate)
        {
            var invitation = InvitedLocked(hash);
            if (name == Name || _record.Peers.Any(peer => peer.Name == name.Value))
            {
                throw new RefusedException(ControlErrorCode.ClusterRefused, $"A node {name} belongs to the cluster already; choose another --name, or remove that one with `apm cluster remove {name}`.");
            }

            if (!_placer.IsConnected)
            {
                // Two halves that each took nodes in would each believe to have most of them.
                throw new RefusedException(ControlErrorCode.ClusterRefused, "That node does not reach most of the nodes of its cluster, so it takes in nobody; see `apm cluster status` there.");
            }

            using var certificate = Certify(request, name);
            var reply = new EnrolReply(certificate.ExportCertificatePem(), ClusterHome.KeyOf(_authority), [.. _record.Nodes]);
            ChangeLocked(record => record.With(new PeerRecord(name.Value, address) { HasArrived = false }) with
            {
                Invitations = [.. Living(record).Where(other => other.Hash != hash), .. invitation.Uses > 1 ? [invitation with { Uses = invitation.Uses - 1 }] : Array.Empty<Invitation>()],
            });
            Log.Information("{Node} at {Address} was taken into the cluster", name, address);
            return reply;
        }
    }

    private Invitation InvitedLocked(string hash) => Living(_record).FirstOrDefault(invitation => invitation.Hash == hash)
        ?? throw new RefusedException(ControlErrorCode.ClusterRefused, "The token is not good at this node: it was used already, has ended, or was printed by another node; make one with `apm cluster token`.");

    /// <inheritdoc/>
    public void Forget(NodeName name)
    {
        if (name != Name)
        {
            Change(record => record.Without(name.Value));
            Log.Information("{Node} does not belong to the cluster any more", name);
        }
    }

    /// <inheritdoc/>
    public TunnelEnd? OpenTunnel(AppName app) => _routes.OpenTunnel(app);

    /// <summary>Connects with the balancer of an app on another node; after others, when many are about to.</summary>
    /// <exception cref="SocketException">The node cannot be reached, or nobody there could take a request.</exception>
    public async ValueTask<Socket> DialAsync(AppName app, string name, CancellationToken cancellation)
    {
        var peer = Record.Peers.FirstOrDefault(peer => peer.Name == name) ?? throw new SocketException((int)SocketError.HostUnreachable);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"https://{peer.Address}{PeerContract.Tunnel}{Uri.EscapeDataString(app.Value)}"));
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue(PeerContract.TunnelProtocol));
        var turn = _dials.GetOrAdd(name, _ => new SemaphoreSlim(MostDials));
        await turn.WaitAsync(cancellation);
        HttpResponseMessage? response = null;
        try
        {
            response = await Streams.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
            {
                throw new SocketException((int)SocketError.ConnectionRefused);
            }

            var tunnel = await response.Content.ReadAsStreamAsync(cancellation);
            var (own, other) = SocketPair.Open();
            _ = CarryAsync(response, new TunnelRelay(tunnel, other));
            response = null;
            return own;
        }
        catch (HttpRequestException silent)
        {
            Log.Debug("{Peer} cannot be sent requests for {App}: {Reason}", name, app, silent.Message);
            throw new SocketException((int)SocketError.HostUnreachable);
        }
        finally
        {
            turn.Release();
            response?.Dispose();
        }
    }

    private static async Task CarryAsync(HttpResponseMessage response, TunnelRelay relay)
    {
        using (response)
        {
            await relay.RunAsync();
        }
    }

    /// <inheritdoc/>
    public RoundReply Round(RoundRequest request) => _placer.Answer(request);

    /// <summary>
    /// Ends for another program in this process, which joins again in a moment: nothing waits until the others have agreed that this node leaves.
    /// </summary>
    public ValueTask HandOverAsync()
    {
        _isHandedOver = true;
        return DisposeAsync();
    }

    /// <summary>Ends; the cluster is left in order, and joined again at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _placer.DisposeAsync();
        await _end.CancelAsync();
        await _work;
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _peers.Dispose();
        Streams.Dispose();
        _end.Dispose();
    }

    private static byte[] SecretIn(EnrolRequest request)
    {
        try
        {
            return Convert.FromHexString(request.Secret);
        }
        catch (FormatException)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, "The secret is not in hexadecimal digits.");
        }
    }

    private X509Certificate2 Certify(EnrolRequest request, NodeName name)
    {
        try
        {
            return CertificateAuthority.Answer(_authority, request.CertificateRequest, name, _renewal.Life, _clock.GetUtcNow());
        }
        catch (Exception damage) when (damage is CryptographicException or ArgumentException)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"The request for a certificate cannot be read: {damage.Message}");
        }
    }

    private static string HashOf(byte[] secret) => Convert.ToHexString(SHA256.HashData(secret));

    private IEnumerable<Invitation> Living(ClusterRecord record) => record.Invitations.Where(invitation => invitation.Until > _clock.GetUtcNow());

    private bool TryVote(NodeName candidate)
    {
        lock (_gate)
        {
            return !IsMember && _vote.TryGive(candidate, _clock.GetUtcNow(), out _vote);
        }
    }

    private PeerReply Answer(bool givesVote)
    {
        var record = Record;
        return new PeerReply(record.Name, IsMember, givesVote, [.. record.Nodes]);
    }

    private void Change(Func<ClusterRecord, ClusterRecord> change)
    {
        lock (_gate)
        {
            ChangeLocked(change);
        }
    }

    private void ChangeLocked(Func<ClusterRecord, ClusterRecord> change)
    {
        var next = change(_record);
        if (!ReferenceEquals(next, _record))
        {
            _home.Save(next);
            _record = next;
        }
    }

    private async Task WorkAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var shown = _certificate.Current;
                _mesh = MeshSystem.Create(Record, _authority, shown, _version, _settings, Arrived, Lost);
                await EnterAsync(_mesh);
                _hadMostAt = _clock.GetTimestamp();
                await StayAsync(_mesh, shown);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                // The daemon ends, or the node leaves.
            }
            catch (Exception problem)
            {
                // A port that is taken, most likely: whoever has it may go.
                _waits = $"its own actor system, which cannot be started on port {Record.Address.RemotingPort} ({problem.Message.TrimEnd('.')})";
                Log.Error(problem, "This node cannot take part in its cluster at the moment; its apps go on");
                await Task.WhenAny(Task.Delay(AfterDefect, _clock, _end.Token));
            }

            if (_mesh is { } last)
            {
                _mesh = null;
                var left = last.LeaveAsync();
                if (!_isHandedOver)
                {
                    await left;
                }
            }
        }
    }

    // Until its system has ended, or is to be made anew with another certificate.
    private async Task StayAsync(MeshSystem mesh, X509Certificate2 shown)
    {
        while (!mesh.Ended.IsCompleted)
        {
            await Task.WhenAny(mesh.Ended, Task.Delay(_renewal.Look < Pause ? _renewal.Look : Pause, _clock, _end.Token));
            _end.Token.ThrowIfCancellationRequested();
            if (HasMost(mesh))
            {
                _hadMostAt = _clock.GetTimestamp();
            }
            else if (!mesh.Ended.IsCompleted && _clock.GetElapsedTime(_hadMostAt) >= AloneAtMost)
            {
                // A node that was paused may lose the others one after the other, so that each time the larger part seems to be its own.
                Log.Warning("This node is a member of a cluster without most of the nodes that belong to it; it looks for the others");
                return;
            }

            Renew();
            if (shown != _certificate.Current && !mesh.Ended.IsCompleted && MayBeginAnew(mesh, shown))
            {
                _waits = "its actor system, which begins anew with a renewed certificate";
                Log.Information("This node leaves the cluster for a moment and comes back with its renewed certificate");
                return;
            }
        }

        Log.Warning("The other nodes have given this node up, or it has lost most of them; it looks for the cluster again");
    }

    private bool HasMost(MeshSystem mesh) => Record.HasMost(mesh.Members());

    private bool MayBeginAnew(MeshSystem mesh, X509Certificate2 shown)
    {
        var record = Record;
        var members = mesh.Members();
        var isQuiet = record.Nodes.All(node => members.Any(member => member.Name == node.Name && member.IsReachable && member.Status == ClusterWords.Up));
        return _renewal.MayBeginAnew(shown.NotAfter, record.Nodes.Count(node => NodeName.Parse(node.Name).IsBefore(Name)), isQuiet, _clock.GetUtcNow());
    }

    private void Renew()
    {
        if (!_renewal.IsDue(_certificate.Current.NotAfter, _clock.GetUtcNow()))
        {
            return;
        }

        var next = Certify(_authority, Name, _renewal.Life, _clock.GetUtcNow());
        try
        {
            lock (_gate)
            {
                _home.Save(_record, _authority, next);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The former one is good for a third of its life yet.
            next.Dispose();
            Log.Error("The certificate of this node cannot be renewed and will be tried again: {Reason}", problem.Message);
            return;
        }

        _certificate.Replace(next);
        Log.Information("The certificate of this node was renewed, until {Until}", next.NotAfter);
    }

    // Until this node is a member, or its system has ended.
    private async Task EnterAsync(MeshSystem mesh)
    {
        var isOver = () => mesh.IsMember || mesh.Ended.IsCompleted;
        while (!isOver())
        {
            switch (await NextStepAsync())
            {
                case BootstrapStep.Join join:
                    _waits = $"the answer of {string.Join(", ", join.Members)}";
                    var known = Record.Peers;
                    mesh.Join(join.Members.SelectMany(name => known.Where(peer => peer.Name == name.Value)).Select(peer => peer.Address));
                    await SettleAsync(isOver);
                    break;
                case BootstrapStep.Begin:
                    Log.Information("This node begins the cluster");
                    mesh.Begin();
                    await SettleAsync(isOver);
                    break;
                case BootstrapStep.Wait wait:
                    if (_waits != wait.Reason)
                    {
                        _waits = wait.Reason;
                        Log.Information("This node waits for its cluster: {Reason}", wait.Reason);
                    }

                    // By chance, so that two that ask at the same time do not do so again.
                    await Task.Delay(Pause * (1 + Random.Shared.NextDouble()), _clock, _end.Token);
                    break;
            }
        }
    }

    private async Task SettleAsync(Func<bool> isSettled)
    {
        for (var since = _clock.GetTimestamp(); !isSettled() && _clock.GetElapsedTime(since) < JoinPatience;)
        {
            await Task.Delay(Look, _clock, _end.Token);
        }
    }

    private async Task<BootstrapStep> NextStepAsync()
    {
        var record = Record;
        var answers = await AskAllAsync(record, peer => _peers.GetAsync(peer.Address, PeerContract.State, ClusterRecordJson.Default.PeerReply));
        if (answers.Any(answer => answer.IsMember) || !BootstrapPlan.Leads(Name, answers))
        {
            return BootstrapPlan.Decide(record.Peers.Count + 1, votesSelf: false, answers);
        }

        var asked = _clock.GetTimestamp();
        var votesSelf = TryVote(Name);
        var votes = votesSelf
            ? await AskAllAsync(record, peer => _peers.PostAsync(peer.Address, PeerContract.Vote, new VoteRequest(record.Name), ClusterRecordJson.Default.VoteRequest, ClusterRecordJson.Default.PeerReply))
            : answers;
        var step = BootstrapPlan.Decide(record.Peers.Count + 1, votesSelf, votes);
        return step is BootstrapStep.Begin && _clock.GetElapsedTime(asked) > VoteLedger.Use ? new BootstrapStep.Wait("the votes came too late") : step;
    }

    private async Task<IReadOnlyList<PeerAnswer>> AskAllAsync(ClusterRecord record, Func<PeerRecord, Task<PeerReply>> ask)
    {
        var replies = await Task.WhenAll(record.Peers.Select(async peer =>
        {
            try
            {
                return await ask(peer);
            }
            catch (RefusedException silent)
            {
                Log.Debug("{Peer} does not answer: {Reason}", peer.Name, silent.Message);
                return null;
            }
        }));
        _end.Token.ThrowIfCancellationRequested();
        var members = replies.OfType<PeerReply>().Where(reply => reply.IsMember).ToList();
        if (members.Count > 0)
        {
            Change(record => record.AsKnownTo(members.SelectMany(reply => reply.Peers)));
        }

        return [.. replies.OfType<PeerReply>().Select(reply => new PeerAnswer(NodeName.Parse(reply.Name), reply.IsMember, reply.GivesVote))];
    }

    private async Task TellAsync(NodeName gone) => await Task.WhenAll(Record.Peers.Where(peer => peer.Name != gone.Value).Select(async peer =>
    {
        try
        {
            await _peers.PostAsync(peer.Address, PeerContract.Forget, new ForgetRequest(gone.Value), ClusterRecordJson.Default.ForgetRequest);
        }
        catch (RefusedException silent)
        {
            Log.Warning("{Peer} could not be told that {Node} does not belong to the cluster any more: {Reason}", peer.Name, gone, silent.Message);
        }
    }));

    private void Arrived(PeerRecord peer) => Change(record => record.With(peer));
}
