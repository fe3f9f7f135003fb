using ActorPm.Processes.Sockets;

namespace ActorPm.Processes.Channels;

/// <summary>
/// Sockets on their way to an app. Node takes one at a time: the next goes when it has confirmed the one before. Not for two threads at a time.
/// </summary>
/// <param name="lines">Carries them.</param>
internal sealed class HandleQueue(OutgoingLines lines)
{
    /// <summary>At most this many wait.</summary>
    public const int MostHandles = 256;

    // As often as Node itself sends one again.
    private const int MostRetries = 3;

    private readonly Queue<Item> _waiting = new();
    private Item? _underWay;

    /// <summary>Whether none waits, and none is without an answer.</summary>
    public bool IsEmpty => _underWay is null && _waiting.Count == 0;

    /// <summary>Sends a socket with its line, or lets both wait.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool Send(int socket, byte[] line, SocketHandle handle)
    {
        if (_waiting.Count >= MostHandles)
        {
            return false;
        }

        // Holds it open until it is confirmed, whatever its owner does meanwhile.
        var kept = false;
        handle.DangerousAddRef(ref kept);
        var item = new Item(line, handle);
        if (_underWay is not null)
        {
            _waiting.Enqueue(item);
            return true;
        }

        return Begin(socket, item);
    }

    /// <summary>Node has said whether the one under way came.</summary>
    public void Settle(int socket, InternalKind outcome)
    {
        if (_underWay is not { } item)
        {
            // A word about nothing: the app made it up, or it answers an earlier daemon.
            return;
        }

        if (outcome is InternalKind.HandleLost && item.Retries++ < MostRetries && lines.Send(socket, item.Line, item.Handle))
        {
            return;
        }

        item.Handle.DangerousRelease();
        _underWay = null;
        while (_underWay is null && _waiting.TryDequeue(out var next))
        {
            Begin(socket, next);
        }
    }

    /// <summary>Lets go of all.</summary>
    public void Discard()
    {
        _underWay?.Handle.DangerousRelease();
        _underWay = null;
        while (_waiting.TryDequeue(out var item))
        {
            item.Handle.DangerousRelease();
        }
    }

    private bool Begin(int socket, Item item)
    {
        if (lines.Send(socket, item.Line, item.Handle))
        {
            _underWay = item;
            return true;
        }

        item.Handle.DangerousRelease();
        return false;
    }

    private sealed class Item(byte[] line, SocketHandle handle)
    {
        public byte[] Line { get; } = line;

        public SocketHandle Handle { get; } = handle;

        public int Retries { get; set; }
    }
}
