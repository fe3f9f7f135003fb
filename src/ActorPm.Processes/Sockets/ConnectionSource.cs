using System.ComponentModel;
using ActorPm.Processes.Events;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Sockets;

/// <summary>Takes the connections of a listening socket as they come and hands each out, while there is somebody to take them.</summary>
public sealed unsafe class ConnectionSource : IDisposable
{
    private readonly Source _source;

    internal ConnectionSource(ListeningSocket socket, EventLoop loop, Func<SocketHandle, bool> taker) => _source = new Source(socket, loop, taker);

    /// <summary>There is room for more connections: begins to accept again. Any thread.</summary>
    public void Resume() => _source.Resume();

    /// <summary>Accepts no more; what waits stays in the kernel's queue. The listening socket stays open.</summary>
    public void Dispose() => _source.Stop();

    private sealed class Source : EventSource
    {
        /// <summary>At most this many at a time, so that one busy port does not starve the others.</summary>
        private const int RoundConnections = 32;

        private const int RetryMilliseconds = 100;

        private readonly EventLoop _loop;
        private readonly Func<SocketHandle, bool> _taker;
        private readonly Lock _gate = new();
        private Phase _phase = Phase.Waiting;
        private Timer? _later;
        private bool _isAsked;

        public Source(ListeningSocket socket, EventLoop loop, Func<SocketHandle, bool> taker)
        {
            _loop = loop;
            _taker = taker;

            // Of its own, so that closing the socket elsewhere takes nothing from under the event thread.
            Descriptor = LibC.fcntl(socket.Handle.Descriptor, LibC.F_DUPFD_CLOEXEC, 3);
            if (Descriptor < 0)
            {
                throw new Win32Exception(LibC.Errno, "A listening socket could not be duplicated; raise the limit of open files (ulimit -n) of the daemon.");
            }

            Resume();
        }

        private enum Phase
        {
            /// <summary>Nobody takes connections at the moment.</summary>
            Waiting,

            Accepting,
            Stopped,
        }

        public override Urgency Urgency => Urgency.Later;

        public void Resume()
        {
            lock (_gate)
            {
                // Also for a pause that is being decided on at the moment.
                _isAsked = true;
                if (_phase == Phase.Waiting)
                {
                    _phase = Phase.Accepting;
                    _loop.Add(this);
                }
            }
        }

        public void Stop()
        {
            lock (_gate)
            {
                if (_phase == Phase.Stopped)
                {
                    return;
                }

                if (_phase == Phase.Accepting)
                {
                    _loop.Remove(this);
                }

                _phase = Phase.Stopped;
                _later?.Dispose();
            }

            // On the event thread, which may be about to accept.
            _loop.Post(() =>
            {
                _ = LibC.close(Descriptor);
                Descriptor = -1;
            });
        }

        public override void Ready()
        {
            for (var left = RoundConnections; left > 0 && _phase == Phase.Accepting; left--)
            {
                lock (_gate)
                {
                    _isAsked = false;
                }

                var connection = LibC.accept4(Descriptor, null, null, LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK);
                if (connection < 0)
                {
                    if (LibC.Errno is LibC.ECONNABORTED or LibC.EINTR)
                    {
                        continue;
                    }

                    if (LibC.Errno is LibC.EMFILE or LibC.ENFILE or LibC.ENOMEM)
                    {
                        // The connection waits in the kernel's queue, which would wake this thread again and again.
                        Pause();
                        RetryLater();
                    }

                    return;
                }

                if (!_taker(new SocketHandle(connection)))
                {
                    Pause();
                    return;
                }
            }
        }

        private void Pause()
        {
            lock (_gate)
            {
                if (_phase == Phase.Accepting && !_isAsked)
                {
                    _loop.Remove(this);
                    _phase = Phase.Waiting;
                }
            }
        }

        private void RetryLater()
        {
            lock (_gate)
            {
                if (_phase != Phase.Stopped)
                {
                    _later ??= new Timer(_ => Resume());
                    _later.Change(RetryMilliseconds, Timeout.Infinite);
                }
            }
        }
    }
}
