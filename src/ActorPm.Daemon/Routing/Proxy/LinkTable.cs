using System.Net.Sockets;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>
/// The links to all backends of an app. Whoever refuses connections, since it does not listen yet or does not any more, gets no requests until it accepts
/// one: it is asked again and again, by one caller, however many requests wait. Any thread.
/// </summary>
/// <param name="reportOutlier">Is told of a backend (slot, launch) whose requests have failed so often in a row.</param>
/// <param name="dial">Connects with the app's balancer on another node; a <see cref="SocketException"/> when it cannot.</param>
internal sealed class LinkTable(Action<long, int, int> reportOutlier, Func<string, CancellationToken, ValueTask<Socket>> dial) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    // How long it may take until an instance's end is known here, after its connections have ended.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Dictionary<(long Serial, int Attempt), BackendLink> _links = [];
    private volatile LinkSet _current = new([], [], BalancingPolicies.Of(BalancingPolicy.RoundRobin), true);
    private volatile ProxySettings _settings = ProxySettings.Default;
    private IBalancingPolicy _policy = BalancingPolicies.Of(BalancingPolicy.RoundRobin);
    private BackendSet _backends = BackendSet.Empty;
    private uint _turn;
    private int _held;
    private long _heldTotal;
    private long _rejected;

    /// <summary>The settings in force.</summary>
    public ProxySettings Settings => _settings;

    /// <summary>Requests that wait now.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Requests that have waited.</summary>
    public long HeldTotal => Volatile.Read(ref _heldTotal);

    /// <summary>Requests that were refused, since nobody could take them.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Other settings.</summary>
    public void Configure(RoutingSettings routing)
    {
        lock (_gate)
        {
            _settings = routing.Proxy;
            _policy = BalancingPolicies.Of(routing.Policy);
            Renew();
        }
    }

    /// <summary>Whether an instance of this node could take a request now.</summary>
    public bool IsNear => !_current.IsEmpty(RequestReach.ThisNode);

    /// <summary>Newer backends.</summary>
    public void Follow(BackendSet backends)
    {
        lock (_gate)
        {
            _backends = backends;
            var alive = backends.All.Select(backend => (backend.Serial, backend.Attempt)).ToHashSet();
            foreach (var gone in _links.Keys.Where(key => !alive.Contains(key)).ToList())
            {
                var link = _links[gone];
                _links.Remove(gone);
                link.IsOpen = false;
                link.Dispose();
            }

            foreach (var backend in backends.All.Where(backend => (backend.Address ?? (object?)backend.Node) is not null && !_links.ContainsKey((backend.Serial, backend.Attempt))))
            {
                _links.Add((backend.Serial, backend.Attempt), new BackendLink(backend, _settings.ConnectTimeout, dial));
            }

            Renew();
        }
    }

    /// <summary>A ticket for the next request.</summary>
    public BalancingTicket Ticket(ulong? key) => new(Interlocked.Increment(ref _turn), (ulong)Random.Shared.NextInt64(), key);

    /// <summary>Where the next request goes, if somebody can take it at once. It counts as under way there: the caller ends it.</summary>
    /// <param name="ticket">The request.</param>
    /// <param name="tried">Who has failed at it already.</param>
    /// <param name="reach">How far it may go.</param>
    public BackendLink? TryBegin(in BalancingTicket ticket, List<BackendLink>? tried, RequestReach reach)
    {
        while (_current.Pick(ticket, tried, reach) is { } link)
        {
            link.Load.Begin();
            if (link.IsOpen)
            {
                return link;
            }

            // It left at this very moment; the newer set is there already, or about to be.
            link.Load.End();
            lock (_gate)
            {
            }
        }

        return null;
    }

    /// <summary>Waits for somebody who can take the request, within the limits of holding.</summary>
    /// <returns>Where it goes, as <see cref="TryBegin"/>; null when nobody can take it.</returns>
    public async Task<BackendLink?> HoldAsync(BalancingTicket ticket, List<BackendLink>? tried, RequestReach reach, CancellationToken aborted)
    {
        var settings = _settings;
        if (Interlocked.Increment(ref _held) > settings.MaxHeld)
        {
            Interlocked.Decrement(ref _held);
            Interlocked.Increment(ref _rejected);
            return null;
        }

        Interlocked.Increment(ref _heldTotal);
        try
        {
            var since = Environment.TickCount64;
            while (true)
            {
                var set = _current;
                if (TryBegin(ticket, tried, reach) is { } link)
                {
                    return link;
                }

                // Only those are left that have failed at this request already: unless they turn out to have ended, that is the answer.
                var limit = set.IsEmpty(reach) ? settings.HoldTimeout : Settling;
                var left = limit - TimeSpan.FromMilliseconds(Environment.TickCount64 - since);
                if (left <= TimeSpan.Zero || !set.IsExpecting)
                {
                    Interlocked.Increment(ref _rejected);
                    return null;
                }

                await Task.WhenAny(set.Changed, Task.Delay(left, aborted));
                aborted.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _held);
        }
    }

    /// <summary>A request failed after the connection was made.</summary>
    public void NoteFailure(BackendLink link) => Report(link, link.NoteFailure());

    /// <summary>It accepted no connection: nobody is sent there until it does.</summary>
    public void NoteRefusal(BackendLink link)
    {
        Report(link, link.NoteRefusal());
        lock (_gate)
        {
            if (link.IsRefusing || !_links.ContainsValue(link))
            {
                return;
            }

            link.IsRefusing = true;
            Renew();
        }

        _ = AwaitAcceptance(link);
    }

    /// <inheritdoc/>
    public void Dispose() => Follow(BackendSet.Empty with { IsExpecting = false });

    private void Report(BackendLink link, int failures)
    {
        var limit = _settings.EjectAfter;
        if (limit > 0 && failures > 0 && failures % limit == 0)
        {
            reportOutlier(link.Serial, link.Attempt, failures);
        }
    }

    private async Task AwaitAcceptance(BackendLink link)
    {
        var pause = FirstPause;
        while (!link.End.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, link.End);
                (await link.OpenAsync(link.End)).Dispose();
                break;
            }
            catch (SocketException)
            {
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }

        lock (_gate)
        {
            link.IsRefusing = false;
            Renew();
        }
    }

    private void Renew()
    {
        foreach (var backend in _backends.All)
        {
            if (_links.TryGetValue((backend.Serial, backend.Attempt), out var link))
            {
                link.IsOpen = backend.State is BackendState.Ready && !link.IsRefusing;
            }
        }

        var before = _current;
        _current = new LinkSet(Open(_backends.Near), Open(_backends.Far), _policy, _backends.IsExpecting);
        before.Retire();
    }

    private List<(Backend Backend, BackendLink Link)> Open(IEnumerable<Backend> backends) =>
        [.. backends.Select(backend => (Backend: backend, Link: _links.GetValueOrDefault((backend.Serial, backend.Attempt)))).Where(pair => pair.Link is { IsOpen: true }).Select(pair => (pair.Backend, pair.Link!))];
}
