using System.Net.Sockets;
using ActorPm.Core.Routing;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>The sockets on which the daemon listens for an app. They stay open while what serves them is replaced: clients wait in the backlog.</summary>
/// <param name="reclaim">Has those that the daemon before handed over.</param>
internal sealed class ListeningSockets(ISocketReclaim reclaim) : IDisposable
{
    // The kernel takes the smaller of this and net.core.somaxconn.
    private const int Backlog = 4096;

    private readonly Dictionary<ListenAddress, ListeningSocket> _held = [];
    private readonly Dictionary<ListenAddress, Socket> _open = [];

    /// <summary>What listens, by the address it was asked for.</summary>
    public IReadOnlyDictionary<ListenAddress, Socket> Open => _open;

    /// <summary>The same, as they are held.</summary>
    public IReadOnlyCollection<ListeningSocket> Held => _held.Values;

    /// <summary>Opens what is missing and closes what is no longer wanted.</summary>
    /// <returns>What could not be opened, in one sentence; null when all is well.</returns>
    public string? Apply(IReadOnlyCollection<ListenAddress> wanted)
    {
        foreach (var unwanted in _open.Keys.Except(wanted).ToList())
        {
            Close(unwanted);
        }

        string? problem = null;
        foreach (var address in wanted.Where(address => !_open.ContainsKey(address)))
        {
            // Each is tried, and the first problem is told.
            var refusal = TryOpen(address);
            problem ??= refusal;
        }

        return problem;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var address in _open.Keys.ToList())
        {
            Close(address);
        }
    }

    private string? TryOpen(ListenAddress address)
    {
        var wish = SocketWish.Of(address) with { Backlog = Backlog };
        SocketProblem? refused = null;
        if ((reclaim.TakeBack([], wish) ?? ListeningSocket.Open(wish, out refused)) is not { } opened)
        {
            return refused!.IsTaken
                ? $"{address} is taken by another program; stop that one, or give the app another port and restart it."
                : refused.Sentence;
        }

        try
        {
            _open[address] = opened.Duplicate();
            _held[address] = opened;
            return null;
        }
        catch (SocketException failure)
        {
            opened.Remove();
            return $"The daemon cannot listen on {address}: {failure.Message}.";
        }
    }

    private void Close(ListenAddress address)
    {
        _open.Remove(address, out var socket);
        socket!.Dispose();
        _held.Remove(address, out var held);
        held!.Remove();
    }
}
