using ActorPm.Core.Cluster;

namespace ActorPm.Core.Tests.Cluster;

public sealed class PeerAddressTests
{
    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5", 9120, "10.0.0.5:9120")]
    [InlineData("10.0.0.5:7000", "10.0.0.5", 7000, "10.0.0.5:7000")]
    [InlineData("node-1.example.com:65534", "node-1.example.com", 65534, "node-1.example.com:65534")]
    [InlineData("[fd00::5]:7000", "fd00::5", 7000, "[fd00::5]:7000")]
    [InlineData("fd00::5", "fd00::5", 9120, "[fd00::5]:9120")]
    public void An_address_is_read_and_written(string text, string host, int port, string again)
    {
        Assert.True(PeerAddress.TryParse(text, out var address, out _));
        Assert.Equal(new PeerAddress(host, port), address);
        Assert.Equal(again, address.ToString());
        Assert.Equal(port + 1, address.RemotingPort);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":9120")]
    [InlineData("a b")]
    [InlineData("host:0")]
    [InlineData("host:65535")]
    [InlineData("host:x")]
    [InlineData("http://host")]
    public void What_is_none_is_refused(string text)
    {
        Assert.False(PeerAddress.TryParse(text, out _, out var problem));
        Assert.Contains($"'{text}'", problem, StringComparison.Ordinal);
    }
}
