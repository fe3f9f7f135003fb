using System.Buffers;
using System.Text;
using ActorPm.Core.Wire;

namespace ActorPm.Core.Tests.Wire;

public sealed class AmpFrameTests
{
    [Fact]
    public void A_message_is_a_byte_of_version_and_count_and_each_argument_behind_its_length()
    {
        var frame = AmpFrame.Encode(AmpArgument.OfText("log:out"), AmpArgument.OfJson("{}"u8));

        Assert.Equal((byte[])[0x12, 0, 0, 0, 9, .. "s:log:out"u8, 0, 0, 0, 4, .. "j:{}"u8], frame);
    }

    [Fact]
    public void Messages_are_taken_one_by_one_however_the_bytes_arrive()
    {
        byte[] bytes = [.. AmpFrame.Encode(AmpArgument.OfText("one")), .. AmpFrame.Encode(AmpArgument.OfText("two"), AmpArgument.OfText(""))];
        var taken = new List<string>();
        var begin = 0;

        for (var end = 0; end <= bytes.Length; end++)
        {
            // Each byte is a segment of its own, so that every boundary is tried.
            var received = Segmented(bytes.AsMemory()[begin..end]);
            if (AmpFrame.TryDecode(ref received, 1000, out var message) is AmpDecoding.Complete)
            {
                taken.Add(string.Join(',', message.Select(argument => argument.TryGetText(out var text) ? text : "?")));
                begin = end - (int)received.Length;
            }
        }

        Assert.Equal(["one", "two,"], taken);
    }

    [Theory]
    [InsertedBytes("00")]
    [InsertedBytes("10")]
    [InsertedBytes("21 00000001 41")]
    [InsertedBytes("47455420")]
    [InsertedBytes("11 FFFFFFFF")]
    [InsertedBytes("11 7FFFFFFF")]
    [InsertedBytes("11 00000400")]
    public void What_can_never_become_a_message_is_told_by_its_head(byte[] bytes)
    {
        var received = new ReadOnlySequence<byte>(bytes);

        Assert.Equal(AmpDecoding.Invalid, AmpFrame.TryDecode(ref received, 1024, out _));
    }

    [Fact]
    public void Random_bytes_never_throw_and_never_take_more_than_the_limit()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(0, 40)];
            random.NextBytes(bytes);
            if (bytes.Length > 5)
            {
                // Else hardly one would have the right version and a possible length.
                bytes[0] = (byte)(0x10 | (bytes[0] & 0xF));
                bytes[1] = bytes[2] = bytes[3] = 0;
            }

            var received = new ReadOnlySequence<byte>(bytes);
            var decoding = AmpFrame.TryDecode(ref received, 32, out var message);

            Assert.True(decoding is not AmpDecoding.Complete || message.Sum(argument => argument.Bytes.Length + 4) + 1 <= 32, $"seed {seed}: {Convert.ToHexString(bytes)}");
            Assert.True(decoding is AmpDecoding.Complete || received.Length == bytes.Length, $"seed {seed}: {Convert.ToHexString(bytes)}");
            foreach (var argument in message)
            {
                argument.TryGetJson(out _);
                argument.TryGetText(out _);
            }
        }
    }

    private static ReadOnlySequence<byte> Segmented(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Segment(bytes[..1], null);
        var last = first;
        for (var i = 1; i < bytes.Length; i++)
        {
            last = new Segment(bytes.Slice(i, 1), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, 1);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            before?.Next = this;
        }
    }

    private sealed class InsertedBytesAttribute(string hex) : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) => [[Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))]];
    }
}
