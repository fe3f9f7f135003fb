using ActorPm.Core.Guard;

namespace ActorPm.Core.Tests.Guard;

public sealed class UpgradeTicketTests
{
    private static readonly UpgradeTicket Ticket = new("a1", "/opt/old one/apmd", "1.2.3", "/opt/new/apmd", 30_000, 123_456);

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.Equal(Ticket, UpgradeTicket.Parse(Ticket.Format()));

        var failed = Ticket with { Failure = "it said \"no\"\nand ended" };
        Assert.Equal(failed, UpgradeTicket.Parse(failed.Format()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"id\":\"a\",\"from\":\"apmd\",\"fromVersion\":\"1\",\"to\":\"/x\",\"limitMs\":1,\"beganAt\":1}")]
    [InlineData("{\"id\":\"a\",\"from\":\"/x\",\"fromVersion\":\"1\",\"to\":\"/x\",\"limitMs\":0,\"beganAt\":1}")]
    [InlineData("{\"id\":null,\"from\":\"/x\",\"fromVersion\":\"1\",\"to\":\"/x\",\"limitMs\":1,\"beganAt\":1}")]
    public void What_no_daemon_writes_is_no_update(string? text) => Assert.Null(UpgradeTicket.Parse(text));

    [Fact]
    public void Members_that_a_later_version_adds_are_left_out() =>
        Assert.Equal(Ticket, UpgradeTicket.Parse(Ticket.Format().Replace("{", "{\"later\":[1],", StringComparison.Ordinal)));
}
