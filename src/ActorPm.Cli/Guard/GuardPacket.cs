using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>Sends and receives packets with descriptors (SCM_RIGHTS); never waits.</summary>
internal static unsafe class GuardPacket
{
    private const int Head = 16, MostDescriptors = 253;

    /// <summary>Receives one.</summary>
    /// <param name="socket">From where.</param>
    /// <param name="buffer">For its bytes.</param>
    /// <param name="descriptors">What came beside it; the caller closes them.</param>
    /// <param name="length">Its bytes.</param>
    public static PacketArrival Receive(int socket, Span<byte> buffer, out int[] descriptors, out int length)
    {
        const int ControlBytes = Head + (MostDescriptors * sizeof(int)) + 64;
        var control = stackalloc byte[ControlBytes];
        fixed (byte* start = buffer)
        {
            var vector = new IoVector { Base = start, Length = (nuint)buffer.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlBytes };
            length = (int)recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
            descriptors = length >= 0 ? ReadDescriptors(control, (int)message.ControlLength) : [];
            return length switch
            {
                < 0 => Errno is EAGAIN or EINTR ? PacketArrival.NotYet : PacketArrival.Closed,
                0 => PacketArrival.Closed,
                _ when (message.Flags & MSG_TRUNC) != 0 => PacketArrival.TooLong,
                _ when (message.Flags & MSG_CTRUNC) != 0 => PacketArrival.DescriptorsLost,
                _ => PacketArrival.Whole,
            };
        }
    }

    /// <summary>Sends one, whole or not at all.</summary>
    public static PacketDeparture Send(int socket, ReadOnlySpan<byte> packet, ReadOnlySpan<int> descriptors)
    {
        var controlBytes = descriptors.IsEmpty ? 0 : (Head + (descriptors.Length * sizeof(int)) + 7) & ~7;
        var control = stackalloc byte[controlBytes + 8];
        if (!descriptors.IsEmpty)
        {
            *(nuint*)control = (nuint)(Head + (descriptors.Length * sizeof(int)));
            *(int*)(control + 8) = SOL_SOCKET;
            *(int*)(control + 12) = SCM_RIGHTS;
            descriptors.CopyTo(new Span<int>(control + Head, descriptors.Length));
        }

        fixed (byte* start = packet)
        {
            var vector = new IoVector { Base = start, Length = (nuint)packet.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = controlBytes == 0 ? null : control, ControlLength = (nuint)controlBytes };
            if (sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
            {
                return PacketDeparture.Sent;
            }

            return Errno switch
            {
                EAGAIN or EINTR => PacketDeparture.Full,
                // More descriptors are under way than the system allows one user: the reader has to take some first.
                ETOOMANYREFS or ENOBUFS => PacketDeparture.LaterThanWritable,
                _ => PacketDeparture.Closed,
            };
        }
    }

    private static int[] ReadDescriptors(byte* control, int length)
    {
        for (var at = 0; at + Head <= length;)
        {
            var size = (int)*(nuint*)(control + at);
            if (size < Head || at + size > length)
            {
                break;
            }

            if (*(int*)(control + at + 8) == SOL_SOCKET && *(int*)(control + at + 12) == SCM_RIGHTS)
            {
                return new ReadOnlySpan<int>(control + at + Head, (size - Head) / sizeof(int)).ToArray();
            }

            at += (size + 7) & ~7;
        }

        return [];
    }
}

/// <summary>What became of a wish to receive.</summary>
internal enum PacketArrival
{
    /// <summary>Nothing is there.</summary>
    NotYet,

    /// <summary>A packet with all that belongs to it.</summary>
    Whole,

    /// <summary>A packet that nobody who keeps to the contract sends.</summary>
    TooLong,

    /// <summary>A packet whose descriptors did not all come: this process has too many open.</summary>
    DescriptorsLost,

    /// <summary>The other side is gone.</summary>
    Closed,
}

/// <summary>What became of a packet.</summary>
internal enum PacketDeparture
{
    /// <summary>It is in the other side's queue.</summary>
    Sent,

    /// <summary>That is full; poll tells when it is not.</summary>
    Full,

    /// <summary>It cannot be sent now, and poll does not tell when it can.</summary>
    LaterThanWritable,

    /// <summary>The other side is gone.</summary>
    Closed,
}
