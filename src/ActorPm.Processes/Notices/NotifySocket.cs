using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using ActorPm.Core.Health;
using ActorPm.Core.Routing;
using ActorPm.Processes.Events;
using ActorPm.Processes.Launching;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Notices;

/// <summary>
/// systemd's notify protocol (sd_notify(3)): datagrams of <c>NAME=value</c> lines on a Unix socket. The kernel puts the sender's pid beside each (SCM_CREDENTIALS),
/// and the tree that this process belongs to is whom it speaks for; what nobody of ours said is dropped.
/// </summary>
/// <remarks>
/// A sender that has ended and been reaped before its datagram is read cannot be known; systemd-notify waits for the descriptor of its <c>BARRIER=1</c> to be
/// closed for this very reason, and all descriptors that come are closed when their datagram has been dealt with.
/// </remarks>
internal sealed unsafe partial class NotifySocket : EventSource, INotifySocket, IDisposable
{
    /// <summary>systemd's own limit (NOTIFY_BUFFER_MAX is PIPE_BUF); what is longer is dropped.</summary>
    private const int LongestDatagram = 4096;

    /// <summary>At most this many are read at a time, so that one app that speaks without end does not starve the others.</summary>
    private const int RoundDatagrams = 64;

    private const int MostAncestors = 64;
    private const int ControlBytes = 512;
    private const int SockDgram = 2, SockNonBlock = 0x800, SolSocket = 1, SoPassCred = 16, ScmRights = 1, ScmCredentials = 2;
    private const int MsgTrunc = 0x20, MsgCmsgCloexec = 0x40000000;

    private readonly EventLoop _loop;
    private readonly Slots _slots;
    private readonly Queue<(int Pid, NotifyText Text)> _early = new();

    /// <summary>Opens the socket; an app is worth more than its socket, so a failure is kept for those who ask.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="loop">Tells of datagrams.</param>
    /// <param name="slots">Whose they are.</param>
    /// <param name="inherited">The socket of the daemon before, which is bound there already; -1 opens a new one.</param>
    public NotifySocket(string path, EventLoop loop, Slots slots, int inherited)
    {
        _loop = loop;
        _slots = slots;
        Problem = inherited >= 0 ? Watch(inherited) : Open(path);
        Path = Problem is null ? path : null;
    }

    /// <inheritdoc/>
    public string? Path { get; }

    /// <inheritdoc/>
    public string? Problem { get; }

    /// <inheritdoc/>
    public override Urgency Urgency => Urgency.Later;

    /// <inheritdoc/>
    public override void Ready()
    {
        for (var i = 0; i < RoundDatagrams && Receive(); i++)
        {
        }
    }

    /// <summary>To be called when the event thread has ended. The path stays, for the next daemon.</summary>
    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = LibC.close(Descriptor);
            Descriptor = -1;
        }
    }

    private string? Open(string path)
    {
        // struct sockaddr_un: family, then 108 bytes of path with its closing zero.
        var bytes = Encoding.UTF8.GetBytes(path);
        if (bytes.Length > ListenAddress.LongestPath)
        {
            return $"The notify socket {path} cannot be opened: its path is longer than {ListenAddress.LongestPath} bytes; use a shorter APM_HOME.";
        }

        var address = stackalloc byte[110];
        new Span<byte>(address, 110).Clear();
        *(ushort*)address = LibC.AF_UNIX;
        bytes.CopyTo(new Span<byte>(address + 2, ListenAddress.LongestPath));
        var descriptor = OpenSocket(LibC.AF_UNIX, SockDgram | LibC.SOCK_CLOEXEC | SockNonBlock, 0);
        if (descriptor < 0)
        {
            return $"The notify socket {path} cannot be opened: {LibC.Describe(LibC.Errno)}.";
        }

        var on = 1;
        _ = LibC.unlink(path);
        if (SetOption(descriptor, SolSocket, SoPassCred, &on, sizeof(int)) != 0 || Bind(descriptor, address, (uint)(2 + bytes.Length + 1)) != 0)
        {
            var problem = $"The notify socket {path} cannot be opened: {LibC.Describe(LibC.Errno)}.";
            _ = LibC.close(descriptor);
            return problem;
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return Watch(descriptor);
    }

    private string? Watch(int descriptor)
    {
        Descriptor = descriptor;
        try
        {
            _loop.Add(this);
            return null;
        }
        catch (Win32Exception e)
        {
            _ = LibC.close(descriptor);
            Descriptor = -1;
            return e.Message;
        }
    }

    /// <summary>Reads one datagram.</summary>
    /// <returns>Whether there was one.</returns>
    private bool Receive()
    {
        var data = stackalloc byte[LongestDatagram];
        var control = stackalloc byte[ControlBytes];
        var vector = new IoVector { Base = data, Length = LongestDatagram };
        var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlBytes };
        var got = (int)ReceiveMessage(Descriptor, &message, LibC.MSG_DONTWAIT | MsgCmsgCloexec);
        if (got < 0)
        {
            return false;
        }

        var pid = ReadControl(control, (int)message.ControlLength, out var descriptors);
        if (pid > 0 && (message.Flags & MsgTrunc) == 0)
        {
            var text = NotifyText.Parse(new ReadOnlySpan<byte>(data, got));
            if (text != NotifyText.Nothing)
            {
                Deliver(pid, text);
            }
        }

        foreach (var descriptor in descriptors)
        {
            _ = LibC.close(descriptor);
        }

        return true;
    }

    // struct cmsghdr: length, level, type, data; each begins at a multiple of 8.
    private static int ReadControl(byte* control, int length, out List<int> descriptors)
    {
        const int Head = 16;
        descriptors = [];
        var pid = 0;
        for (var at = 0; at + Head <= length;)
        {
            var size = (int)*(nuint*)(control + at);
            if (size < Head || at + size > length)
            {
                break;
            }

            var (level, type) = (*(int*)(control + at + 8), *(int*)(control + at + 12));
            if (level == SolSocket && type == ScmCredentials && size >= Head + sizeof(int))
            {
                pid = *(int*)(control + at + Head);
            }
            else if (level == SolSocket && type == ScmRights)
            {
                for (var descriptor = at + Head; descriptor + sizeof(int) <= at + size; descriptor += sizeof(int))
                {
                    descriptors.Add(*(int*)(control + descriptor));
                }
            }

            at += (size + 7) & ~7;
        }

        return pid;
    }

    // In the order in which they came: the last word counts.
    private void Deliver(int pid, NotifyText text)
    {
        if (_early.Count == RoundDatagrams)
        {
            return;
        }

        _early.Enqueue((pid, text));
        if (_early.Count == 1)
        {
            DeliverEarly();
        }
    }

    private void DeliverEarly()
    {
        while (_early.TryPeek(out var next))
        {
            // Asked before the owner is looked for: a process that is not known afterwards may be the one that was just launched.
            var launching = _slots.IsLaunching;
            if (OwnerOf(next.Pid) is { } owner)
            {
                owner.Notices.Add(next.Text);
            }
            else if (launching)
            {
                _loop.Post(DeliverEarly);
                return;
            }

            _early.Dequeue();
        }
    }

    private LaunchedProcess? OwnerOf(int pid)
    {
        for (var i = 0; i < MostAncestors && !_slots.IsUntouchable(pid) && ProcessStat.TryRead(pid, out var stat); i++)
        {
            if (_slots.OwnerOf(stat) is { } owner)
            {
                return owner;
            }

            pid = stat.Parent;
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int socket, void* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(int socket, int level, int option, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int socket, MessageHeader* message, int flags);

    /// <summary>struct iovec.</summary>
    private struct IoVector
    {
        public void* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr of glibc on 64 bits.</summary>
    private struct MessageHeader
    {
        public void* Name;
        public nuint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
