using System.Text;
using ActorPm.Core.Guard;

namespace ActorPm.Core.Tests.Guard;

public sealed class GuardMessageTests
{
    public static TheoryData<GuardMessage, string> Messages => new()
    {
        { new GuardMessage.Hello(4242, "/opt/my apps/apmd"), "hello 4242 /opt/my apps/apmd" },
        { new GuardMessage.Recall(), "recall" },
        { new GuardMessage.Ready(), "ready" },
        { new GuardMessage.Alive(), "alive" },
        { new GuardMessage.Keep([DescriptorKey.Of(7, SlotPart.Out), DescriptorKey.Of(7, SlotPart.Channel)]), "keep slot/7/out slot/7/channel" },
        { new GuardMessage.Drop([DescriptorKey.OfSocket(99)]), "drop socket/99" },
        { new GuardMessage.Upgrading(TimeSpan.FromSeconds(30), "/new/apmd"), "upgrading 30 /new/apmd" },
        { new GuardMessage.Leaving(), "leaving" },
        { new GuardMessage.Kept([DescriptorKey.Of(DaemonThing.ControlSocket)]), "kept daemon/control" },
        { new GuardMessage.Exited(4711, 123456, 7 << 8), "exited 4711 123456 1792" },
        { new GuardMessage.Recalled(), "recalled" },
        { new GuardMessage.Fencing(), "fencing" },
        { new GuardMessage.Fence(TimeSpan.FromMilliseconds(98765), [new FencedProcess(7, 2, 4711, 123456), new FencedProcess(8, 0, 4712, 123457)]), "fence 98765 7.2/4711/123456 8.0/4712/123457" },
        { new GuardMessage.Unfence([new FencedProcess(7, 2, 4711, 123456)]), "unfence 7.2/4711/123456" },
        { new GuardMessage.Fenced([new FencedProcess(7, 2, 4711, 123456)]), "fenced 7.2/4711/123456" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Each_message_is_written_and_read_as_the_protocol_says(GuardMessage message, string packet)
    {
        Assert.Equal(packet, Encoding.UTF8.GetString(message.ToBytes()));

        Assert.True(GuardMessage.TryParse(Encoding.UTF8.GetBytes(packet), out var read));
        Assert.Equal(message, read);
    }

    [Fact]
    public void Every_member_of_the_family_has_a_row()
    {
        var members = typeof(GuardMessage).GetNestedTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(GuardMessage))).ToHashSet();

        Assert.Equal(members, Messages.Select(row => row[0].GetType()).ToHashSet());
    }

    [Theory]
    [InlineData("")]
    [InlineData("hallo")]
    [InlineData("hello")]
    [InlineData("hello 0 /apmd")]
    [InlineData("hello 12 apmd")]
    [InlineData("hello -3 /apmd")]
    [InlineData("ready now")]
    [InlineData("keep")]
    [InlineData("keep ")]
    [InlineData("keep slot/1/out ")]
    [InlineData("keep SLOT/1/OUT")]
    [InlineData("keep slot/1/out\nslot/2/out")]
    [InlineData("upgrading 0 /apmd")]
    [InlineData("upgrading 1e3 /apmd")]
    [InlineData("exited 1 2")]
    [InlineData("exited 1 2 65536")]
    [InlineData("fencing now")]
    [InlineData("fence")]
    [InlineData("fence 1000")]
    [InlineData("fence -1 7.2/4711/123456")]
    [InlineData("fence 9223372036854775807 7.2/4711/123456")]
    [InlineData("fence 1000 7.2/1/123456")]
    [InlineData("fence 1000 7/4711/123456")]
    [InlineData("fence 1000 7.2/4711")]
    [InlineData("unfence 7.2/4711/123456 ")]
    [InlineData("unfence 7.2/+4711/123456")]
    public void What_neither_side_writes_is_no_message(string packet) => Assert.False(GuardMessage.TryParse(Encoding.UTF8.GetBytes(packet), out _));

    [Fact]
    public void Too_many_keys_and_bytes_that_are_no_text_are_no_message()
    {
        var tooMany = string.Join(' ', Enumerable.Range(0, GuardMessage.MostKeys + 1).Select(number => $"slot/{number}/out"));

        Assert.False(GuardMessage.TryParse(Encoding.UTF8.GetBytes($"keep {tooMany}"), out _));
        Assert.False(GuardMessage.TryParse([0xFF, 0xFE, 0x20], out _));
        Assert.False(GuardMessage.TryParse(new byte[GuardMessage.LongestPacket + 1], out _));
    }

    [Fact]
    public void A_full_packet_of_the_largest_processes_is_one_packet_and_one_more_is_none()
    {
        var largest = new FencedProcess(long.MaxValue, int.MaxValue, int.MaxValue, long.MaxValue);
        GuardMessage full = new GuardMessage.Fence(TimeSpan.FromDays(30000), [.. Enumerable.Repeat(largest, GuardMessage.MostProcesses)]);
        GuardMessage tooMany = new GuardMessage.Unfence([.. Enumerable.Repeat(largest, GuardMessage.MostProcesses + 1)]);

        Assert.True(GuardMessage.TryParse(full.ToBytes(), out var read));
        Assert.Equal(full, read);
        Assert.False(GuardMessage.TryParse(tooMany.ToBytes(), out _));
    }

    [Fact]
    public void A_key_knows_whose_it_is()
    {
        Assert.Equal(12, DescriptorKey.Of(12, SlotPart.Input).Serial);
        Assert.Null(DescriptorKey.OfSocket(12).Serial);
        Assert.True(DescriptorKey.OfSocket(12).IsSocket);
        Assert.False(DescriptorKey.Of(12, SlotPart.Input).IsSocket);
    }
}
