using ActorPm.Processes.Native;
using ActorPm.Processes.Sockets;

namespace ActorPm.Processes.Channels;

/// <summary>The lines for an app that its socket had no room for, up to a limit. Not for two threads at a time.</summary>
internal sealed unsafe class OutgoingLines
{
    /// <summary>At most this many bytes wait for an app that does not read.</summary>
    private const int MostBytes = 1024 * 1024;

    private readonly Queue<(byte[] Bytes, SocketHandle? Handle)> _lines = new();
    private int _bytes;
    private int _sentOfFirst;

    /// <summary>Whether none waits.</summary>
    public bool IsEmpty => _lines.Count == 0;

    /// <summary>Sends a line, or lets it wait.</summary>
    /// <param name="socket">Where to.</param>
    /// <param name="line">The line.</param>
    /// <param name="handle">A socket that goes with it; the caller keeps it open until the other side has confirmed that it came.</param>
    /// <returns>Whether it was taken; not when too much waits, nor when the other side is closed.</returns>
    public bool Send(int socket, byte[] line, SocketHandle? handle = null)
    {
        if (_bytes + line.Length > MostBytes)
        {
            return false;
        }

        if (IsEmpty)
        {
            var sent = Push(socket, line, handle);
            if (sent < 0 || sent == line.Length)
            {
                return sent > 0;
            }

            _sentOfFirst = sent;
        }

        _lines.Enqueue((line, handle));
        _bytes += line.Length;
        return true;
    }

    /// <summary>Sends what the socket has room for now.</summary>
    public void Flush(int socket)
    {
        while (_lines.TryPeek(out var first))
        {
            var (line, handle) = first;

            // A descriptor goes with the first byte of its line.
            var sent = Push(socket, line.AsSpan(_sentOfFirst), _sentOfFirst == 0 ? handle : null);
            if (sent < 0)
            {
                // Nobody reads any more; that the other side is closed is noticed by reading.
                Discard();
                return;
            }

            _sentOfFirst += sent;
            if (_sentOfFirst < line.Length)
            {
                return;
            }

            _lines.Dequeue();
            _bytes -= line.Length;
            _sentOfFirst = 0;
        }
    }

    /// <summary>Forgets what waits.</summary>
    public void Discard()
    {
        _lines.Clear();
        _bytes = 0;
        _sentOfFirst = 0;
    }

    /// <summary>Gives bytes to the socket.</summary>
    /// <returns>How many it took; -1 when the other side is closed.</returns>
    private static int Push(int socket, ReadOnlySpan<byte> bytes, SocketHandle? handle)
    {
        if (handle is not null)
        {
            var taken = (int)LibC.SendWithDescriptor(socket, bytes, handle.Descriptor, LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL);
            return taken >= 0 ? taken : LibC.Errno is LibC.EPIPE or LibC.ECONNRESET ? -1 : 0;
        }

        fixed (byte* start = bytes)
        {
            var sent = (int)LibC.send(socket, start, (nuint)bytes.Length, LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL);
            return sent >= 0 ? sent : LibC.Errno is LibC.EPIPE or LibC.ECONNRESET ? -1 : 0;
        }
    }
}
