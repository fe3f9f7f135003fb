using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace ActorPm.Core.Wire;

/// <summary>
/// PM2's framing ("amp", version 1): one byte with the version in its upper half and the number of arguments in its lower, then for each
/// argument its length (32 bits, big-endian) and its bytes.
/// </summary>
public static class AmpFrame
{
    /// <summary>The most arguments that a message can have.</summary>
    public const int MaxArguments = 15;

    private const int Version = 1;
    private const int LengthBytes = 4;

    /// <summary>A message as bytes.</summary>
    /// <param name="arguments">1 to 15 of them.</param>
    public static byte[] Encode(params ReadOnlySpan<AmpArgument> arguments)
    {
        if (arguments.Length is 0 or > MaxArguments)
        {
            throw new ArgumentOutOfRangeException(nameof(arguments), arguments.Length, "A message has 1 to 15 arguments.");
        }

        var size = 1;
        foreach (var argument in arguments)
        {
            size += LengthBytes + argument.Bytes.Length;
        }

        var frame = new byte[size];
        frame[0] = (byte)((Version << 4) | arguments.Length);
        var rest = frame.AsSpan(1);
        foreach (var argument in arguments)
        {
            BinaryPrimitives.WriteInt32BigEndian(rest, argument.Bytes.Length);
            argument.Bytes.Span.CopyTo(rest[LengthBytes..]);
            rest = rest[(LengthBytes + argument.Bytes.Length)..];
        }

        return frame;
    }

    /// <summary>Takes one message off the front of what has been received.</summary>
    /// <param name="received">What has come so far; moved behind the message when there is a whole one.</param>
    /// <param name="maxBytes">The longest message that is accepted, its head included.</param>
    /// <param name="message">Its arguments.</param>
    public static AmpDecoding TryDecode(ref ReadOnlySequence<byte> received, int maxBytes, [NotNull] out IReadOnlyList<AmpArgument>? message)
    {
        message = [];
        var reader = new SequenceReader<byte>(received);
        if (!reader.TryRead(out var head))
        {
            return AmpDecoding.Incomplete;
        }

        var count = head & 0xF;
        if (head >> 4 != Version || count == 0)
        {
            return AmpDecoding.Invalid;
        }

        var arguments = new List<AmpArgument>(count);
        while (arguments.Count < count)
        {
            if (!reader.TryReadBigEndian(out int length))
            {
                return AmpDecoding.Incomplete;
            }

            // Told by the length alone: a peer must not make us wait for, and keep, more than a message may have.
            if (length < 0 || reader.Consumed + length > maxBytes)
            {
                return AmpDecoding.Invalid;
            }

            if (!reader.TryReadExact(length, out var bytes))
            {
                return AmpDecoding.Incomplete;
            }

            arguments.Add(new AmpArgument(bytes.ToArray()));
        }

        received = received.Slice(reader.Position);
        message = arguments;
        return AmpDecoding.Complete;
    }
}

/// <summary>What came of an attempt to take a message.</summary>
public enum AmpDecoding
{
    /// <summary>A message was taken.</summary>
    Complete,

    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>This is not, or can never become, a message: the connection is of no more use.</summary>
    Invalid,
}
