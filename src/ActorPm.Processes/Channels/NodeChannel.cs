using System.ComponentModel;
using ActorPm.Processes.Descriptors;
using ActorPm.Processes.Events;
using ActorPm.Processes.Native;
using ActorPm.Processes.Sockets;

namespace ActorPm.Processes.Channels;

/// <summary>
/// The daemon's end of the channel that Node's <c>process.send</c> and <c>process.on('message')</c> use: a pair of stream sockets, JSON, a message per line.
/// </summary>
/// <remarks>
/// <code>
///  daemon                              app
///  descriptor ◄── socket pair ──► 3    the app's end, NODE_CHANNEL_FD
///      └──────── the same end ──── 4   held by the app too, so that the death of the daemon closes nothing
/// </code>
/// A later daemon takes descriptor 4 back (pidfd_getfd). Meanwhile nobody reads: the socket holds some 200 KiB, the rest of what the app sends
/// waits in the app's own memory.
/// Reading is bounded in each round (<see cref="RoundBytes"/>) and by what the observer has not dealt with (<see cref="MessageRoom"/>). Only the
/// event thread reads and changes what the loop watches for; anybody sends, under the lock.
/// NOTE: up to 32 KiB go into the socket whole or not at all. A longer message to an app that does not read is cut when the daemon dies
/// in that very moment.
/// </remarks>
internal sealed unsafe class NodeChannel : EventSource
{
    /// <summary>At most this many bytes are read at a time, so that an app that sends without end does not starve the others.</summary>
    private const int RoundBytes = 64 * 1024;

    [ThreadStatic]
    private static byte[]? s_round;

    private readonly Lock _gate = new();
    private readonly EventLoop _loop;
    private readonly int _attempt;
    private readonly KeptDescriptor _kept;
    private readonly LineBuffer _lines = new();
    private readonly OutgoingLines _outgoing = new();
    private readonly HandleQueue _handles;
    private long _unheard;
    private Readiness _watched;
    private volatile Listener? _listener;
    private volatile ChannelState _state = ChannelState.Open;
    private volatile Intake _intake = Intake.Open;

    private enum Intake
    {
        Open,

        /// <summary>Ends with the line that has begun.</summary>
        Ending,

        Ended,
    }

    /// <summary>For a socket, which belongs to it from now on. Nothing is read before <see cref="Begin"/> or <see cref="Connect"/>.</summary>
    public NodeChannel(int descriptor, int attempt, EventLoop loop, KeptDescriptor kept)
    {
        _kept = kept;
        Descriptor = descriptor;
        _attempt = attempt;
        _loop = loop;
        _handles = new HandleQueue(_outgoing);
    }

    /// <inheritdoc/>
    public override Urgency Urgency => Urgency.Later;

    /// <summary>How it stands.</summary>
    public ChannelState State => _state;

    /// <summary>How many messages reached nobody.</summary>
    public long Dropped => _lines.Dropped + Volatile.Read(ref _unheard);

    /// <summary>Begins to read for the first observer, once, and without a wake-up of the event thread: a launch shall not pay for it.</summary>
    public void Begin(IProcessObserver observer)
    {
        _listener = new Listener(observer, new MessageRoom(Resume));
        _watched = Readiness.Readable;
        try
        {
            _loop.Add(this);
        }
        catch (Win32Exception)
        {
            GoWithout();
        }
    }

    /// <summary>From now on this observer hears what comes in. Any thread.</summary>
    public void Connect(IProcessObserver observer)
    {
        _listener = new Listener(observer, new MessageRoom(Resume));
        Resume();
    }

    /// <summary>See <see cref="IRunningProcess.Send"/>. Any thread.</summary>
    public bool Send(ReadOnlySpan<byte> json)
    {
        var line = new byte[json.Length + 1];
        json.Replace(line, (byte)'\n', (byte)' ');
        line[^1] = (byte)'\n';
        lock (_gate)
        {
            if (_state != ChannelState.Open || !_outgoing.Send(Descriptor, line))
            {
                return false;
            }

            if (_outgoing.IsEmpty)
            {
                return true;
            }
        }

        Resume();
        return true;
    }

    /// <summary>See <see cref="IRunningProcess.SendWithHandle"/>. Any thread.</summary>
    public bool SendWithHandle(ReadOnlySpan<byte> json, SocketHandle handle, HandleKind kind)
    {
        var line = NodeInternals.LineWithHandle(json, kind);
        lock (_gate)
        {
            if (_state != ChannelState.Open || !_handles.Send(Descriptor, line, handle))
            {
                return false;
            }

            if (_outgoing.IsEmpty)
            {
                return true;
            }
        }

        Resume();
        return true;
    }

    /// <summary>Reads the line to its end that has begun, if one has, and no more: what follows waits in the socket for the next daemon. Any thread.</summary>
    public void EndIntake()
    {
        if (_intake == Intake.Open)
        {
            _intake = Intake.Ending;
        }

        Resume();
    }

    /// <summary>After <see cref="EndIntake"/>: whether nothing of any message is in this process alone, neither on the way in nor on the way out.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_gate)
            {
                return _state != ChannelState.Open
                    || (_intake == Intake.Ended && _outgoing.IsEmpty && _handles.IsEmpty && _lines.IsAtBoundary && _listener?.Room.IsEmpty is not false);
            }
        }
    }

    /// <inheritdoc/>
    public override void Ready()
    {
        if (_state != ChannelState.Open)
        {
            return;
        }

        lock (_gate)
        {
            _outgoing.Flush(Descriptor);
        }

        if (_listener is { } listener && Deliver(listener) && IsTakingIn())
        {
            if (Read() == 0)
            {
                Close();
                listener.Observer.ChannelClosed(_attempt);
                return;
            }

            Deliver(listener);
            IsTakingIn();
        }

        try
        {
            Watch();
        }
        catch (Win32Exception)
        {
            GoWithout();
        }
    }

    /// <summary>The app has ended: hands out what it had sent, however much is out already (the socket bounds it), and closes. Event thread only.</summary>
    public void Finish()
    {
        if (_state != ChannelState.Open)
        {
            return;
        }

        var left = LineBuffer.LongestLine;
        int got;
        do
        {
            while (_lines.TryTake(out var line))
            {
                Tell(_listener, line);
            }

            got = left > 0 ? Read() : 0;
            left -= got;
        }
        while (got > 0);
        Close();
    }

    /// <summary>Closes the socket. On the event thread, or when that has ended.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_state != ChannelState.Open)
            {
                return;
            }

            _state = ChannelState.Closed;
            _outgoing.Discard();
            _handles.Discard();
        }

        if (_watched != Readiness.None)
        {
            _loop.Remove(this);
        }

        _kept.Drop(Descriptor);
        _ = LibC.close(Descriptor);
        Descriptor = -1;
        _lines.Clear();
    }

    /// <summary>The kernel's limit of watches is reached. An app without its channel is better than no app, or no daemon; the observer can say so.</summary>
    private void GoWithout()
    {
        Close();
        _listener?.Observer.ChannelClosed(_attempt);
    }

    private void Resume() => _loop.Post(Ready);

    // A handle that was sent is not done with before its answer has been read.
    private bool IsTakingIn()
    {
        lock (_gate)
        {
            if (_intake == Intake.Ending && _lines.IsAtBoundary && _handles.IsEmpty)
            {
                _intake = Intake.Ended;
            }
        }

        return _intake != Intake.Ended;
    }

    /// <summary>Hands out the lines that are there while the observer has room.</summary>
    /// <returns>Whether it has room for more.</returns>
    private bool Deliver(Listener listener)
    {
        while (listener.Room.Admits())
        {
            if (!_lines.TryTake(out var line))
            {
                return true;
            }

            Tell(listener, line);
        }

        return false;
    }

    private void Tell(Listener? listener, ReadOnlySpan<byte> line)
    {
        var audience = MessageAudience.Everybody;
        byte[]? message;
        if (!NodeInternals.IsInternal(line))
        {
            message = line.IsEmpty ? null : line.ToArray();
        }
        else if (NodeInternals.KindOf(line) is var kind && kind is InternalKind.Cluster)
        {
            audience = MessageAudience.Primary;
            message = line.ToArray();
        }
        else if (kind is InternalKind.Other)
        {
            message = NodeInternals.MessageWithHandle(line);
            if (message is not null)
            {
                Send(NodeInternals.HandleTaken);
            }
        }
        else
        {
            Settle(kind);
            return;
        }

        if (message is null)
        {
            return;
        }

        if (listener is null)
        {
            _unheard++;
            return;
        }

        listener.Room.Take(message.Length);
        listener.Observer.Message(new ChannelMessage(_attempt, message, listener.Room) { Audience = audience });
    }

    private void Settle(InternalKind kind)
    {
        lock (_gate)
        {
            if (_state == ChannelState.Open)
            {
                _handles.Settle(Descriptor, kind);
            }
        }
    }

    /// <summary>Reads once.</summary>
    /// <returns>How much; 0 when the other side is closed, -1 when there is nothing at the moment.</returns>
    private int Read()
    {
        var buffer = s_round ??= new byte[RoundBytes];
        fixed (byte* start = buffer)
        {
            var most = buffer.Length;
            if (_intake == Intake.Ending)
            {
                // No further than to the end of the line.
                var seen = (int)LibC.recv(Descriptor, start, (nuint)most, LibC.MSG_DONTWAIT | LibC.MSG_PEEK);
                var line = buffer.AsSpan(0, Math.Max(0, seen)).IndexOf((byte)'\n') + 1;
                most = line > 0 ? line : most;
            }

            var got = (int)LibC.recv(Descriptor, start, (nuint)most, LibC.MSG_DONTWAIT);
            if (got < 0)
            {
                // Closed with something unread on the other side.
                return LibC.Errno == LibC.ECONNRESET ? 0 : -1;
            }

            _lines.Append(buffer.AsSpan(0, got));
            return got;
        }
    }

    /// <summary>
    /// Adapts what the loop watches for. A channel that waits for nothing is not watched at all: the kernel tells of a closed socket again and
    /// again, whether one listens or not.
    /// </summary>
    private void Watch()
    {
        var wanted = _intake != Intake.Ended && _listener is { } listener && listener.Room.Admits() ? Readiness.Readable : Readiness.None;
        lock (_gate)
        {
            wanted |= _outgoing.IsEmpty ? Readiness.None : Readiness.Writable;
        }

        if (wanted == _watched)
        {
            return;
        }

        if (wanted == Readiness.None)
        {
            _loop.Remove(this);
        }
        else if (_watched == Readiness.None)
        {
            _loop.Add(this, wanted);
        }
        else
        {
            _loop.Expect(this, wanted);
        }

        _watched = wanted;
    }

    private sealed record Listener(IProcessObserver Observer, MessageRoom Room);
}
