using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Cluster;
using ActorPm.Core.Control;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Routing;
using Serilog;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// Sees to it that this node runs what the cluster wants it to run, and nothing that it may not: talks with each other node once a second (wishes, leases, what runs
/// where), works out its share by <see cref="PlacementPlan"/>, and gives the list of this node the commands that are missing.
/// </summary>
/// <remarks>
/// A movable app is on the list of a node only while it is placed there. It is taken off when it moves, and when the node loses its lease or most of the other nodes
/// (fencing): that comes before everything else, and waits for no command that is under way.
/// </remarks>
internal sealed class Placer : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200), AnswerPatience = TimeSpan.FromSeconds(2),
        HandOverPatience = TimeSpan.FromSeconds(30), RetryPause = TimeSpan.FromSeconds(10), KeepPatience = TimeSpan.FromSeconds(5), ConnectPatience = TimeSpan.FromSeconds(3), Look = TimeSpan.FromMilliseconds(20);

    private static readonly ImmutableSortedDictionary<string, int> NoShares = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Guid _life = Guid.NewGuid();
    private readonly NodeName _self;
    private readonly Func<ClusterRecord> _record;
    private readonly Func<IReadOnlyList<MeshMember>> _members;
    private readonly PeerClient _client;
    private readonly WishStore _store;
    private readonly ILocalApps _apps;
    private readonly ILocalRoutes _routes;
    private readonly ClusterReach _reach;
    private readonly LeaseKeeper _leases;
    private readonly SecondFence _secondFence;
    private readonly FencingTimes _times;
    private readonly ConcurrentDictionary<string, PeerStanding> _peers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _working = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _fencing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _leaving = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PlacementProblem> _problems = new(StringComparer.Ordinal);

    // Of the work's own thread.
    private readonly Dictionary<string, TimeSpan> _released = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _surplusSince = new(StringComparer.Ordinal);
    private Task _work = Task.CompletedTask;
    private TimeSpan _began;
    private long _asking;
    private bool _isDisposed;

    public Placer(
        NodeName self, Func<ClusterRecord> record, Func<IReadOnlyList<MeshMember>> members, Func<TimeSpan, PeerClient> client, WishStore store, ILocalApps apps, ILocalRoutes routes, SecondFence secondFence, FencingTimes times, TimeProvider clock)
    {
        _self = self;
        _record = record;
        _members = members;
        _client = client(AnswerPatience);
        _store = store;
        _apps = apps;
        _routes = routes;
        _reach = new ClusterReach(apps, routes);
        _leases = new LeaseKeeper(self.Value, times, clock);
        _secondFence = secondFence;
        _times = times;
    }

    /// <summary>The wishes, as this node knows them.</summary>
    public WishBook Book => _store.Book;

    /// <summary>Whether most nodes were reached lately.</summary>
    public bool IsConnected => _leases.IsConnected(Nodes());

    /// <summary>Waits until most nodes were reached lately, but not for long: a node that has just come belongs to most of them, and talks in a moment.</summary>
    public Task ConnectedAsync(CancellationToken cancellation) => UntilAsync(() => IsConnected, ConnectPatience, cancellation);

    /// <summary>Begins.</summary>
    public void Start() => _work = Task.Run(WorkAsync);

    /// <summary>Why an app may not be started on this node now; null when it may. Pinned apps, and those that run on every node, always may.</summary>
    public string? Refusal(AppName app, Placement placement) => placement.Kind switch
    {
        PlacementKind.Single when !_leases.Holds(app.Value, Nodes()) => "this node has no lease for it from most nodes of the cluster",
        PlacementKind.Spread when !IsConnected => "this node does not reach most nodes of the cluster",
        _ => null,
    };

    /// <summary>Answers another node's round.</summary>
    /// <exception cref="RefusedException">It does not belong to the cluster.</exception>
    public RoundReply Answer(RoundRequest request)
    {
        if (_record().Peers.All(peer => peer.Name != request.Leases.Node))
        {
            throw new RefusedException(ControlErrorCode.ClusterRefused, $"{request.Leases.Node} does not belong to the cluster.");
        }

        Keep(request.News);
        Standing(request.Leases.Node).Heard(request.Known, request.Placed);
        return new RoundReply(_leases.Answer(request.Leases), _store.Book.Stamps, NewsFor(request.Known), Placed(_apps.All()));
    }

    /// <summary>Writes a wish down, here and on most nodes.</summary>
    /// <param name="write">Makes the wish of the book and the number that it gets; null when there is nothing to change.</param>
    /// <returns>The wish; null when there was nothing to change.</returns>
    /// <exception cref="RefusedException">Most nodes cannot be reached, or did not keep it in time.</exception>
    /// <exception cref="IOException">It cannot be kept here.</exception>
    public async Task<ClusterWish?> CommitAsync(Func<WishBook, long, ClusterWish?> write)
    {
        await ConnectedAsync(_end.Token);
        var nodes = Nodes();
        if (!_leases.IsConnected(nodes))
        {
            throw new RefusedException(
                ControlErrorCode.ClusterRefused, $"This node does not reach most of the {nodes.Count} nodes of the cluster, so nothing that concerns all of them can be changed; `apm cluster status` shows who is missing. Nothing was changed.");
        }

        var book = _store.Book;
        if (write(book, book.NextNumber) is null)
        {
            return null;
        }

        var needed = Majority.Of(nodes.Count);
        var number = await MarkAsync(nodes, needed);
        if (_store.Write((newest, _) => write(newest, number)) is not { } wish)
        {
            return null;
        }

        var (isKept, kept) = await KeptAsync(wish, nodes, needed);
        return isKept
            ? wish
            : throw new RefusedException(
                ControlErrorCode.ClusterRefused,
                $"Only {kept} of {nodes.Count} nodes have written this down, and {needed} are needed; it will hold as soon as the others can be reached, unless somebody changes it again. `apm cluster status` shows who is missing.");
    }

    // A number that every wish which most nodes keep from now on will be above.
    private async Task<long> MarkAsync(IReadOnlyList<string> nodes, int needed)
    {
        while (true)
        {
            var mark = _store.Write((_, number) => ClusterWish.MarkOf(_self, number))!;
            var (isKept, kept) = await KeptAsync(mark, nodes, needed);
            if (!isKept)
            {
                throw new RefusedException(
                    ControlErrorCode.ClusterRefused, $"Only {kept} of {nodes.Count} nodes answer, and {needed} are needed to change what concerns all of them; `apm cluster status` shows who is missing. Nothing was changed.");
            }

            if (!WishBook.IsTaken(mark, nodes.Where(node => node != _self.Value).Select(Standing).Where(standing => standing.Keeps(mark)).Select(standing => standing.Known).Append(_store.Book.Stamps)))
            {
                return mark.Number;
            }

            // Above what the others have, which comes with their news.
            await UntilAsync(() => _store.Book.NextNumber > nodes.Where(node => node != _self.Value).SelectMany(node => Standing(node).Known.Values).Select(stamp => stamp.Number).DefaultIfEmpty().Max(), AnswerPatience, _end.Token);
        }
    }

    private async Task<(bool IsKept, int Nodes)> KeptAsync(ClusterWish wish, IReadOnlyList<string> nodes, int needed)
    {
        AskAllNow();
        for (var since = _leases.Now; ; await Task.Delay(Look, _end.Token))
        {
            var kept = 1 + nodes.Count(node => node != _self.Value && Standing(node).Keeps(wish));
            if (kept >= needed || _leases.Now - since > KeepPatience)
            {
                return (kept >= needed, kept);
            }
        }
    }

    /// <summary>Waits until all nodes do what a wish about an app says.</summary>
    /// <param name="wish">The wish.</param>
    /// <param name="limit">How long.</param>
    /// <param name="cancellation">The caller has left.</param>
    /// <returns>Null when they do; else what is in the way.</returns>
    public async Task<string?> SettledAsync(ClusterWish wish, TimeSpan limit, CancellationToken cancellation)
    {
        var app = wish.App!;
        for (var since = _leases.Now; ; await Task.Delay(Look * 5, cancellation))
        {
            var sight = Sight();
            var placed = sight.Placed(app);
            var shares = sight.SharesOf(app);
            var refused = sight.ProblemWith(app, wish.Edition);
            var isDone = wish.State switch
            {
                WishState.Running => !shares.IsEmpty && placed.Keys.ToHashSet().SetEquals(shares.Keys) && shares.All(share => placed[share.Key] is var there
                    && there.Edition == wish.Edition && there.Count == share.Value && (there.Ready >= share.Value || there.IsErrored)),
                WishState.Stopped => placed.Values.All(there => there.Ready == 0),
                _ => placed.IsEmpty,
            };
            if (isDone || refused is not null || _leases.Now - since > limit)
            {
                return isDone ? null : refused ?? (shares.IsEmpty ? sight.LackOf(wish) : null) ?? CommandEndpoints.NotSettled;
            }
        }
    }

    /// <summary>Waits until a node runs no movable app of which others may take over a share.</summary>
    /// <returns>The apps that are still there when time has run out.</returns>
    public async Task<IReadOnlyList<string>> DrainedAsync(string node, TimeSpan limit, CancellationToken cancellation)
    {
        for (var since = _leases.Now; ; await Task.Delay(Look * 5, cancellation))
        {
            var sight = Sight();
            var left = _store.Book.Living
                .Where(app => app.Value.State is WishState.Running && sight.Placed(app.Key).ContainsKey(node))
                .Select(app => app.Key)
                .ToList();
            if (left.Count == 0 || _leases.Now - since > limit)
            {
                return left;
            }
        }
    }

    /// <summary>The movable apps, as this node knows them.</summary>
    public IReadOnlyList<MovableAppView> View()
    {
        var sight = Sight();
        return
        [
            .. _store.Book.Living.Values.Select(wish => new MovableAppView(
                wish.App!, Placement.WordOf(wish.Kind), wish.Roles, wish.Count, wish.State is WishState.Running ? "running" : "stopped",
                sight.Placed(wish.App!).ToDictionary(node => node.Key, node => node.Value.Ready),
                sight.ProblemWith(wish.App!) ?? sight.LackOf(wish))
            {
                PerNode = wish.PerNode,
                Over = wish.Over,
                ApartFrom = wish.ApartFrom,
            }),
        ];
    }

    /// <summary>Why an app has fewer instances than are wanted though every node does its part; null when nothing is lacking.</summary>
    public string? LackOf(ClusterWish wish) => Sight().LackOf(wish);

    /// <summary>Whether a node was told to take no movable apps.</summary>
    public bool IsDrained(string node) => _store.Book.Find(ClusterWish.KeyOf(NodeName.Parse(node))) is { State: WishState.Stopped };

    /// <summary>Takes the movable apps off this node, which leaves the cluster.</summary>
    public async Task VacateAsync()
    {
        await EndWorkAsync();
        foreach (var app in _apps.All().Where(app => app.Value is { Placement.IsMovable: true, Count: > 0 }).Select(app => app.Key))
        {
            await _apps.DeleteAsync(app, CancellationToken.None);
        }

        _secondFence.Tell(ImmutableDictionary<long, TimeSpan?>.Empty);
        _reach.End();
        await DisposeAsync();
    }

    /// <summary>
    /// Ends. What runs here goes on; the next daemon renews its leases. The leases of what has been stopped are given up, so that others need not wait for their end.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await EndWorkAsync();
        var local = _apps.All();
        List<string> released = [.. _leases.Known().Where(app => local.GetValueOrDefault(app) is not { Living: > 0 })];
        if (released.Count > 0)
        {
            var asking = new LeaseAsking(_self.Value, new AskingMark(_life, ++_asking), _times.TakeOver.TotalMilliseconds, [], [], released);
            await Task.WhenAll(_record().Peers.Select(peer => AskAsync(peer, Standing(peer.Name), asking, Placed(local), _leases.Now)));
        }

        _client.Dispose();
    }

    private IReadOnlyList<string> Nodes() => _record().Voters;

    private PeerStanding Standing(string node) => _peers.GetOrAdd(node, _ => new PeerStanding());

    private PlacementSight Sight() => Sight(Placed(_apps.All()));

    private PlacementSight Sight(IReadOnlyDictionary<string, PlacedApp> own)
    {
        var members = _members();
        var nodes = Nodes();
        return new PlacementSight(
            [.. members.Where(member => member.Status == "up" && !IsDrained(member.Name)).Select(member => new PlacementNode(member.Name, [.. member.Roles]) { IsReachable = member.IsReachable || member.Name == _self.Value })],
            _peers.Where(peer => nodes.Contains(peer.Key) && members.Any(member => member.Name == peer.Key)).ToDictionary(peer => peer.Key, peer => peer.Value.Placed)
                .Append(KeyValuePair.Create(_self.Value, own)).ToImmutableSortedDictionary(StringComparer.Ordinal),
            _store.Book);
    }

    private async Task EndWorkAsync()
    {
        await _end.CancelAsync();
        await _work;
        await Task.WhenAll([.. _working.Values, .. _fencing.Values]);
    }

    private Dictionary<string, PlacedApp> Placed(IReadOnlyDictionary<string, LocalApp> local)
    {
        var placed = local
            .Where(app => app.Value.Placement.IsMovable)
            .ToDictionary(app => app.Key, app => new PlacedApp(app.Value.Placement.Edition, app.Value.Count, _leaving.ContainsKey(app.Key) ? 0 : app.Value.Ready)
            {
                IsErrored = app.Value is { Living: 0, IsWanted: true } && !_working.ContainsKey(app.Key),
            }, StringComparer.Ordinal);
        foreach (var (app, problem) in _problems)
        {
            placed[app] = (placed.GetValueOrDefault(app) ?? new PlacedApp(0, 0, 0)) with { Problem = problem.Text, ProblemOf = problem.Edition };
        }

        return placed;
    }

    private IReadOnlyList<ClusterWish> NewsFor(IReadOnlyDictionary<string, WishStamp> known)
    {
        var size = 0;
        return [.. _store.Book.NewsFor(known).TakeWhile((wish, index) => index == 0 | (size += (wish.Request?.Length ?? 0) + (wish.Former?.Request?.Length ?? 0)) < PeerContract.MostNews)];
    }

    private void Keep(IReadOnlyList<ClusterWish> news)
    {
        try
        {
            if (news.Count > 0 && _store.Merge(news))
            {
                _wake.Release();
            }
        }
        catch (IOException full)
        {
            // The other node sees that it is not kept here, and tells it again.
            Log.Warning("Wishes of the cluster cannot be kept on this node: {Reason}", full.Message);
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            await _apps.Ready.WaitAsync(_end.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return;
        }

        _began = _leases.Now;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                Step();
            }
            catch (Exception bug)
            {
                Log.Error(bug, "Movable apps could not be looked after this time");
            }

            try
            {
                await _wake.WaitAsync(Tick, _end.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Step()
    {
        var nodes = Nodes();
        var lookedAt = _leases.Now;
        var local = _apps.All();
        Fence(local, nodes);
        TellGuard(local, nodes);
        var own = Placed(local);
        var sight = Sight(own);
        var shares = _store.Book.Living
            .Where(app => app.Value.State is WishState.Running)
            .ToDictionary(app => app.Key, app => sight.SharesOf(app.Key), StringComparer.Ordinal);
        var (asking, ownAsking) = Asking(local, shares, nodes);
        _leases.HeardOfSelf(_leases.Answer(ownAsking));
        foreach (var peer in _record().Peers)
        {
            var standing = Standing(peer.Name);
            if (_leases.Now >= standing.NextAt && standing.TryBeginAsking())
            {
                // A lease that somebody else has ends at a moment that nobody tells.
                standing.NextAt = _leases.Now + (asking.Wanted.Count > 0 ? Tick : _times.Round);
                _ = AskAsync(peer, standing, asking, own, lookedAt);
            }
        }

        Reach(local);

        // Whoever has lost the others, or was lost by them, places nothing, even if their answers still come.
        if (_record().HasMost(_members()) && _leases.IsConnected(nodes))
        {
            foreach (var wish in _store.Book.Wishes.Values.Where(wish => wish.App is not null))
            {
                Place(wish, local.GetValueOrDefault(wish.App!), shares.GetValueOrDefault(wish.App!) ?? NoShares, nodes);
            }
        }
    }

    // What is asked of the others, and of the own ledger: whatever lives here has this node's own grant, since nobody else was given it while it lives.
    private (LeaseAsking Others, LeaseAsking Own) Asking(IReadOnlyDictionary<string, LocalApp> local, Dictionary<string, ImmutableSortedDictionary<string, int>> shares, IReadOnlyList<string> nodes)
    {
        var now = _leases.Now;
        List<string> held = [], wanted = [], living = [];
        foreach (var wish in _store.Book.Wishes.Values.Where(wish => wish is { App: not null, Kind: PlacementKind.Single }))
        {
            var app = wish.App!;
            var lives = local.GetValueOrDefault(app) is { Placement.IsMovable: true, Living: > 0 };
            if (lives || (shares.GetValueOrDefault(app)?.ContainsKey(_self.Value) is true && local.GetValueOrDefault(app) is not { Placement.IsMovable: false }))
            {
                (_leases.Holds(app, nodes) ? held : wanted).Add(app);
                _released.Remove(app);
            }

            if (local.GetValueOrDefault(app) is { Placement.IsMovable: true, Processes: > 0 })
            {
                living.Add(app);
            }
        }

        foreach (var app in _leases.Known().Where(app => !held.Contains(app) && !wanted.Contains(app) && local.GetValueOrDefault(app) is not { Living: > 0 }))
        {
            _leases.Release(app);
            _released[app] = now + _times.TakeOver;
        }

        foreach (var app in _released.Where(released => released.Value < now).Select(released => released.Key).ToList())
        {
            _released.Remove(app);
        }

        var others = new LeaseAsking(_self.Value, new AskingMark(_life, ++_asking), _times.TakeOver.TotalMilliseconds, held, wanted, [.. _released.Keys]);
        return (others, others with { Held = [.. held.Union(living)], Wanted = [.. wanted.Except(living)] });
    }

    private async Task AskAsync(PeerRecord peer, PeerStanding standing, LeaseAsking asking, Dictionary<string, PlacedApp> placed, TimeSpan lookedAt)
    {
        try
        {
            var askedAt = _leases.Now;
            var request = new RoundRequest(asking, _store.Book.Stamps, NewsFor(standing.Known), placed);
            var reply = await _client.PostAsync(peer.Address, PeerContract.Round, request, ClusterRecordJson.Default.RoundRequest, ClusterRecordJson.Default.RoundReply);
            _leases.Granted(peer.Name, reply.Granted, askedAt);
            standing.ToldAt = lookedAt;
            standing.Heard(reply.Known, reply.Placed);
            Keep(reply.News);
        }
        catch (RefusedException silent)
        {
            Log.Debug("{Peer} does not take part in a round: {Reason}", peer.Name, silent.Message);
        }
        catch (Exception bug) when (!_end.IsCancellationRequested)
        {
            Log.Error(bug, "The round with {Peer} failed", peer.Name);
        }
        finally
        {
            standing.EndAsking();
        }
    }

    // Before everything else: what may not run here any more is ended. What a daemon finds at its start has a lease's time to get one.
    private void Fence(IReadOnlyDictionary<string, LocalApp> local, IReadOnlyList<string> nodes)
    {
        foreach (var (app, facts) in local.Where(app => app.Value is { Placement.Kind: PlacementKind.Single or PlacementKind.Spread, Count: > 0 } && (app.Value.IsWanted || app.Value.Living > 0)))
        {
            var mayRun = facts.Placement.Kind is PlacementKind.Single ? _leases.Holds(app, nodes) : _leases.IsConnected(nodes);
            if (!mayRun && _leases.Now - _began >= _times.Lease && !_fencing.ContainsKey(app) && !(facts.Living == 0 && _leases.IsConnected(nodes)))
            {
                Log.Warning("{App} is ended on this node: its lease has run out, and another node may take it over", app);
                Begin(_fencing, app, 0, cancellation => _apps.DeleteAsync(app, cancellation));
            }
        }
    }

    // What ends them if this daemon does not. Instances that end still are among them until they are gone; a daemon that has no lease yet leaves what its predecessor said.
    // Where this node is the only one, nobody takes anything over.
    private void TellGuard(IReadOnlyDictionary<string, LocalApp> local, IReadOnlyList<string> nodes) => _secondFence.Tell(local
        .Where(app => nodes.Count > 1 && app.Value.Placement.Kind is (PlacementKind.Single or PlacementKind.Spread))
        .SelectMany(app =>
        {
            var end = app.Value.Placement.Kind is PlacementKind.Single ? _leases.EndOf(app.Key, nodes) : _leases.EndOfContact(nodes);
            var deadline = end is { } term && _leases.Now < term ? _leases.OnClock(term - _times.Lease + _times.GuardKill) : (TimeSpan?)null;
            return app.Value.Slots.Select(slot => KeyValuePair.Create(slot, deadline));
        })
        .ToDictionary());

    private void Place(ClusterWish wish, LocalApp? local, ImmutableSortedDictionary<string, int> shares, IReadOnlyList<string> nodes)
    {
        var app = wish.App!;
        var share = shares.GetValueOrDefault(_self.Value);
        var isThere = local is { Count: > 0 };
        if (_working.ContainsKey(app) || _fencing.ContainsKey(app) || IsGivenUp(wish))
        {
            return;
        }

        if (local is { Placement.IsMovable: false })
        {
            if (share > 0)
            {
                Note(app, wish.Edition, "a pinned app of that name is on this node; delete or rename the one or the other");
            }

            return;
        }

        if (wish.State is WishState.Stopped)
        {
            if (local is { Count: > 0, IsWanted: true })
            {
                Begin(_working, app, wish.Edition, cancellation => _apps.StopAsync(app, cancellation));
            }
        }
        else if (share == 0)
        {
            if (!isThere)
            {
                _problems.TryRemove(app, out _);
            }
            else if (MayGo(wish, shares))
            {
                Begin(_working, app, wish.Edition, cancellation => LeaveAsync(app, cancellation));
            }
        }
        else if (wish.Kind is PlacementKind.Single && !_leases.Holds(app, nodes))
        {
            // It is wanted; the lease is on its way, or another node still has it.
        }
        else if (!isThere)
        {
            if (local is null)
            {
                Begin(_working, app, wish.Edition, cancellation => _apps.StartAsync(wish, share, cancellation));
            }
        }
        else if (local!.Placement.Edition != wish.Edition)
        {
            if (!wish.IsReload || IsTurn(wish, shares))
            {
                Begin(_working, app, wish.Edition, cancellation => _apps.StartAsync(wish, share, cancellation));
            }
        }
        else if (local.Count != share)
        {
            if (local.Count < share || MayGo(wish, shares))
            {
                Begin(_working, app, wish.Edition, cancellation => _apps.ScaleAsync(app, share, cancellation));
            }
        }
        else if (!local.IsWanted)
        {
            Begin(_working, app, wish.Edition, cancellation => _apps.ResumeAsync(app, cancellation));
        }
        else
        {
            _surplusSince.Remove(app);
            _problems.TryRemove(app, out _);
        }
    }

    private void Reach(IReadOnlyDictionary<string, LocalApp> local)
    {
        var members = _members();
        var roles = _record().Roles;
        _reach.Follow(
            _store.Book.Living,
            wish => wish.IsFor(roles) && local.GetValueOrDefault(wish.App!) is not { Placement.IsMovable: false },
            app => members.Where(member => member.IsReachable && member.Name != _self.Value)
                .Select(member => new FarNode(member.Name, _peers.GetValueOrDefault(member.Name)?.Placed.GetValueOrDefault(app)?.Ready ?? 0))
                .Where(node => node.Instances > 0));
    }

    // Without losing a request: the others hear first that they are to send no more, and what they have sent is finished before the app ends; then what came to this node.
    private async Task LeaveAsync(string app, CancellationToken cancellation)
    {
        var name = AppName.Parse(app);
        try
        {
            // Of an app that is behind no proxy the daemon sees no requests.
            if (_routes.Tunnels(name) is not null)
            {
                _leaving[app] = true;
                await EmptyAsync(name, cancellation);
            }

            await _apps.DeleteAsync(app, cancellation);
        }
        finally
        {
            _leaving.TryRemove(app, out _);
        }
    }

    private async Task EmptyAsync(AppName app, CancellationToken cancellation)
    {
        var since = _leases.Now;
        AskAllNow();
        await UntilAsync(() => _members().All(member => member.Name == _self.Value || !member.IsReachable || Standing(member.Name).ToldAt > since), AnswerPatience, cancellation);

        // They look at what they have heard once in a tick.
        await Task.Delay(2 * Tick, cancellation);
        await UntilAsync(() => _routes.Tunnels(app) is null or 0, HandOverPatience, cancellation);
        await _routes.DrainAsync(app, cancellation);
    }

    private void AskAllNow()
    {
        foreach (var peer in _peers.Values)
        {
            peer.NextAt = TimeSpan.Zero;
        }

        _wake.Release();
    }

    private async Task UntilAsync(Func<bool> isTrue, TimeSpan limit, CancellationToken cancellation)
    {
        for (var since = _leases.Now; !isTrue() && _leases.Now - since < limit;)
        {
            await Task.Delay(Look, cancellation);
        }
    }

    // What can live twice leaves only when the others have all of theirs: drained without a gap. An app with a lease has to leave first.
    private bool MayGo(ClusterWish wish, ImmutableSortedDictionary<string, int> shares)
    {
        var now = _leases.Now;
        if (!_surplusSince.TryGetValue(wish.App!, out var since))
        {
            _surplusSince[wish.App!] = since = now;
        }

        return wish.Kind is not PlacementKind.Spread || wish.State is not WishState.Running || now - since > HandOverPatience
            || shares.Where(share => share.Key != _self.Value).All(share => Serves(wish, share));
    }

    private bool IsTurn(ClusterWish wish, ImmutableSortedDictionary<string, int> shares) => ReloadTurn.IsOf(
        _self.Value, shares, wish.MostAway,
        node => Standing(node).Placed.GetValueOrDefault(wish.App!)?.Ready ?? 0,
        node => Serves(wish, KeyValuePair.Create(node, shares[node]), wish.Edition));

    // Whether another node has all that it is to have, of any edition or of one.
    private bool Serves(ClusterWish wish, KeyValuePair<string, int> share, long? edition = null) =>
        Standing(share.Key).Placed.GetValueOrDefault(wish.App!) is { } there && there.Ready >= share.Value && (edition is null || there.Edition == edition);

    private bool IsGivenUp(ClusterWish wish) =>
        wish.State is WishState.Running && _problems.TryGetValue(wish.App!, out var problem) && problem.Edition == wish.Edition && (wish.IsReload || _leases.Now < problem.Until);

    private void Note(string app, long edition, string text)
    {
        if (!_problems.TryGetValue(app, out var before) || before.Text != text)
        {
            Log.Warning("{App} is not on this node as the cluster wants it: {Reason}", app, text);
        }

        _problems[app] = new PlacementProblem(text, edition, _leases.Now + RetryPause);
    }

    private void Begin(ConcurrentDictionary<string, Task> works, string app, long edition, Func<CancellationToken, Task> work)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        works[app] = started.Task;
        _ = Task.Run(async () =>
        {
            try
            {
                await work(_end.Token);
                _problems.TryRemove(app, out _);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                // The next daemon goes on.
            }
            catch (RefusedException refused)
            {
                Note(app, edition, refused.Message);
            }
            catch (Exception bug)
            {
                Log.Error(bug, "{App} could not be placed", app);
                Note(app, edition, bug.Message);
            }
            finally
            {
                works.TryRemove(app, out _);
                started.SetResult();
                _wake.Release();
            }
        });
    }

    private sealed record PlacementProblem(string Text, long Edition, TimeSpan Until);
}
