using System.Text;
using ActorPm.Core.Guard;
using ActorPm.Core.Routing;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Guard;

/// <summary>The daemon's end of the connection to its guard: packets with descriptors. Never waits, but for <see cref="Await"/>. Any thread.</summary>
internal sealed unsafe class PacketSocket : IDisposable
{
    private const int SockSeqPacket = 5, MsgCmsgCloexec = 0x40000000, MsgTrunc = 0x20, MsgCtrunc = 0x08;
    private const int SoPeerCred = 17, SoSndBuf = 7;

    /// <summary>Room for what is said while the guard is held up, in bytes; the kernel may give less.</summary>
    private const int SendBytes = 1024 * 1024;

    // struct cmsghdr, and the descriptors of a full packet.
    private const int HeadBytes = 16, ControlBytes = HeadBytes + (GuardMessage.MostKeys * sizeof(int));

    private PacketSocket(int descriptor) => Descriptor = descriptor;

    /// <summary>What came of an attempt to receive.</summary>
    internal enum Reception
    {
        /// <summary>A packet.</summary>
        Packet,

        /// <summary>Nothing now.</summary>
        Nothing,

        /// <summary>The other side is gone.</summary>
        End,
    }

    /// <summary>The socket; -1 when closed.</summary>
    public int Descriptor { get; private set; }

    /// <summary>Connects to a guard of this user or root; null when none listens.</summary>
    public static PacketSocket? Connect(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        if (bytes.Length > ListenAddress.LongestPath)
        {
            return null;
        }

        var descriptor = LibC.socket(LibC.AF_UNIX, SockSeqPacket | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, 0);
        if (descriptor < 0)
        {
            return null;
        }

        var address = stackalloc byte[LibC.LongestAddress];
        new Span<byte>(address, LibC.LongestAddress).Clear();
        *(ushort*)address = LibC.AF_UNIX;
        bytes.CopyTo(new Span<byte>(address + 2, bytes.Length));
        var size = SendBytes;
        _ = LibC.setsockopt(descriptor, LibC.SOL_SOCKET, SoSndBuf, &size, sizeof(int));
        if (LibC.connect(descriptor, address, (uint)(2 + bytes.Length + 1)) != 0 || !IsTrusted(descriptor))
        {
            _ = LibC.close(descriptor);
            return null;
        }

        return new PacketSocket(descriptor);
    }

    /// <summary>Sends a packet with descriptors.</summary>
    /// <returns>Whether it was taken whole.</returns>
    public bool Send(GuardMessage message, ReadOnlySpan<int> descriptors)
    {
        var bytes = message.ToBytes();
        fixed (byte* start = bytes)
        {
            var piece = stackalloc nint[2] { (nint)start, bytes.Length };
            var control = stackalloc byte[ControlBytes];
            *(nint*)control = HeadBytes + (descriptors.Length * sizeof(int));
            ((int*)control)[2] = LibC.SOL_SOCKET;
            ((int*)control)[3] = LibC.SCM_RIGHTS;
            descriptors.CopyTo(new Span<int>(control + HeadBytes, GuardMessage.MostKeys));

            // struct msghdr: name and its length, pieces and their number, control and its length, flags.
            var header = stackalloc nint[7];
            new Span<nint>(header, 7).Clear();
            header[2] = (nint)piece;
            header[3] = 1;
            if (descriptors.Length > 0)
            {
                header[4] = (nint)control;
                header[5] = (HeadBytes + (descriptors.Length * sizeof(int)) + sizeof(nint) - 1) / sizeof(nint) * sizeof(nint);
            }

            return Descriptor >= 0 && LibC.sendmsg(Descriptor, header, LibC.MSG_NOSIGNAL | LibC.MSG_DONTWAIT) == bytes.Length;
        }
    }

    /// <summary>Receives a packet.</summary>
    /// <param name="message">What it says; null for what no guard says.</param>
    /// <param name="descriptors">What came with it; the caller's to close. Empty when there is no message.</param>
    public Reception Receive(out GuardMessage? message, out int[] descriptors)
    {
        message = null;
        descriptors = [];
        var buffer = stackalloc byte[GuardMessage.LongestPacket];
        var control = stackalloc byte[ControlBytes + sizeof(nint)];
        var piece = stackalloc nint[2] { (nint)buffer, GuardMessage.LongestPacket };
        var header = stackalloc nint[7];
        new Span<nint>(header, 7).Clear();
        header[2] = (nint)piece;
        header[3] = 1;
        header[4] = (nint)control;
        header[5] = ControlBytes;
        var length = Descriptor < 0 ? 0 : LibC.recvmsg(Descriptor, header, LibC.MSG_DONTWAIT | MsgCmsgCloexec);
        if (length < 0)
        {
            return LibC.Errno is LibC.EAGAIN or LibC.EINTR ? Reception.Nothing : Reception.End;
        }

        var came = DescriptorsOf(control, header[5]);
        if (length == 0)
        {
            CloseAll(came);
            return Reception.End;
        }

        var isWhole = ((int)header[6] & (MsgTrunc | MsgCtrunc)) == 0;
        if (isWhole && GuardMessage.TryParse(new ReadOnlySpan<byte>(buffer, (int)length), out message))
        {
            descriptors = came;
        }
        else
        {
            CloseAll(came);
        }

        return Reception.Packet;
    }

    /// <summary>Waits until there is something to receive.</summary>
    /// <returns>Whether there is, or the other side is gone.</returns>
    public bool Await(TimeSpan within)
    {
        // struct pollfd: descriptor, wanted events, events that happened.
        var wait = stackalloc int[2] { Descriptor, (int)LibC.EPOLLIN };
        return LibC.poll(wait, 1, (int)within.TotalMilliseconds) == 1;
    }

    /// <summary>Closes descriptors that came with a packet and are not wanted.</summary>
    public static void CloseAll(ReadOnlySpan<int> descriptors)
    {
        foreach (var descriptor in descriptors)
        {
            _ = LibC.close(descriptor);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = LibC.close(Descriptor);
            Descriptor = -1;
        }
    }

    private static bool IsTrusted(int descriptor)
    {
        // struct ucred: pid, uid, gid.
        var credentials = stackalloc uint[3];
        var length = 3U * sizeof(uint);
        return LibC.getsockopt(descriptor, LibC.SOL_SOCKET, SoPeerCred, credentials, &length) == 0
            && (credentials[1] == 0 || credentials[1] == Users.OwnIdentity.User.UserId);
    }

    private static int[] DescriptorsOf(byte* control, nint length)
    {
        if (length < HeadBytes || ((int*)control)[2] != LibC.SOL_SOCKET || ((int*)control)[3] != LibC.SCM_RIGHTS)
        {
            return [];
        }

        var count = (int)((*(nint*)control - HeadBytes) / sizeof(int));
        return new ReadOnlySpan<int>(control + HeadBytes, Math.Clamp(count, 0, GuardMessage.MostKeys)).ToArray();
    }
}
