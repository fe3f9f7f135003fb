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
    public void A_key_knows_whose_it_is()
    {
        Assert.Equal(12, DescriptorKey.Of(12, SlotPart.Input).Serial);
        Assert.Null(DescriptorKey.OfSocket(12).Serial);
        Assert.True(DescriptorKey.OfSocket(12).IsSocket);
        Assert.False(DescriptorKey.Of(12, SlotPart.Input).IsSocket);
    }
}
