using ActorPm.Core.Guard;

namespace ActorPm.Core.Tests.Guard;

public sealed class HandoverTextTests
{
    [Fact]
    public void A_list_is_a_line_for_each_descriptor()
    {
        HandedDescriptor[] all = [new(DescriptorKey.Of(12, SlotPart.Channel), 40), new(DescriptorKey.Of(DaemonThing.HomeLock), 7)];

        var text = HandoverText.Format(all);

        Assert.Equal("slot/12/channel 40\ndaemon/lock 7\n", text);
        Assert.Equal(all, HandoverText.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("slot/1/out")]
    [InlineData("slot/1/out 2\n")]
    [InlineData("slot/1/out -7\n")]
    [InlineData("slot/1/out +7\n")]
    [InlineData("slot/1/out 99999999999\n")]
    [InlineData("SLOT/1/out 9\n")]
    [InlineData("slot/1/out 9 10\n")]
    public void Lines_that_no_daemon_writes_are_skipped(string text) => Assert.Empty(HandoverText.Parse(text));

    [Fact]
    public void A_number_has_one_owner_the_first() =>
        Assert.Equal(new HandedDescriptor(DescriptorKey.OfSocket(5), 9), Assert.Single(HandoverText.Parse("socket/5 9\nslot/1/out 9\n")));

    [Theory]
    [InlineData(DaemonThing.HomeLock, "daemon/lock")]
    [InlineData(DaemonThing.ControlSocket, "daemon/control")]
    [InlineData(DaemonThing.NotifySocket, "daemon/notify")]
    [InlineData(DaemonThing.Settings, "daemon/settings")]
    public void Each_thing_of_the_daemon_has_a_key_of_its_own(DaemonThing thing, string key) => Assert.Equal(key, DescriptorKey.Of(thing).ToString());
}
