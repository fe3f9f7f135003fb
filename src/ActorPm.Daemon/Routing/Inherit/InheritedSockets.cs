using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Routing;
using ActorPm.Processes;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Routing.Inherit;

/// <summary>
/// The listening sockets that apps find at descriptor 3: opened before the first launch, or taken back from an app that outlived a daemon; closed when the app
/// rests, is deleted, or is given other addresses. Any thread.
/// </summary>
/// <param name="sockets">Opens sockets and takes them back.</param>
/// <param name="serialsOf">The slots of an app.</param>
internal sealed class InheritedSockets(ISocketKeeper sockets, Func<AppName, IEnumerable<long>> serialsOf)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ListenAddress, (ListeningSocket Socket, AppName App)> _open = [];

    /// <summary>An app's sockets, in the order of its addresses; opens what is not open.</summary>
    /// <exception cref="LaunchException">One cannot be opened.</exception>
    public ImmutableArray<PassedSocket> Open(AppName app, ImmutableArray<ListenAddress> addresses)
    {
        lock (_gate)
        {
            return [.. addresses.Select(address => new PassedSocket(Socket(app, address).Handle, address.Name))];
        }
    }

    /// <summary>Closes what an app has and does not want any more, and takes back what its processes hold.</summary>
    /// <param name="app">The app.</param>
    /// <param name="addresses">What it wants.</param>
    /// <param name="serials">Its living processes.</param>
    public void Keep(AppName app, ImmutableArray<ListenAddress> addresses, IEnumerable<long> serials)
    {
        lock (_gate)
        {
            var wanted = addresses.Select(Place).ToHashSet();
            foreach (var (place, _) in _open.Where(open => open.Value.App == app && !wanted.Contains(open.Key)).ToList())
            {
                Close(place);
            }

            foreach (var place in wanted.Where(place => !_open.ContainsKey(place)))
            {
                if (sockets.TakeBack(serials, WishOf(place)) is { } socket)
                {
                    _open[place] = (socket, app);
                }
            }
        }
    }

    /// <summary>An app has another name.</summary>
    public void Rename(AppName from, AppName to)
    {
        lock (_gate)
        {
            foreach (var (place, (socket, _)) in _open.Where(open => open.Value.App == from).ToList())
            {
                _open[place] = (socket, to);
            }
        }
    }

    /// <summary>Closes all that an app has.</summary>
    public void Release(AppName app) => Keep(app, [], []);

    private ListeningSocket Socket(AppName app, ListenAddress address)
    {
        var place = Place(address);
        if (_open.TryGetValue(place, out var open))
        {
            return open.App == app ? open.Socket : throw new LaunchException($"{place} is taken by the app {open.App}; give {app} another address.");
        }

        var socket = sockets.TakeBack(serialsOf(app), WishOf(place)) ?? sockets.Open(WishOf(place), out var problem)
            ?? throw new LaunchException(problem!.Sentence, problem.Failure);
        _open[place] = (socket, app);
        return socket;
    }

    private void Close(ListenAddress place)
    {
        if (_open.Remove(place, out var open))
        {
            open.Socket.Remove();
        }
    }

    // Another name is no other socket.
    private static ListenAddress Place(ListenAddress address) => address with { Name = null };

    private static SocketWish WishOf(ListenAddress place) => SocketWish.Of(place) with { IsBlocking = true };
}
