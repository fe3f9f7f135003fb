using ActorPm.Core.Routing;

namespace ActorPm.Core.Tests.Routing;

public sealed class InstanceAddressTests
{
    [Theory]
    [InlineData("3000", null, 0, "127.0.0.1:3000")]
    [InlineData("3000", null, 2, "127.0.0.1:3000")]
    [InlineData("3000", "PORT", 2, "127.0.0.1:3002")]
    [InlineData("3000", "OTHER", 2, "127.0.0.1:3000")]
    [InlineData("65535", "PORT", 1, null)]
    [InlineData("0", null, 0, null)]
    [InlineData("http", null, 0, null)]
    public void An_instance_listens_on_its_port(string port, string? counter, int ordinal, string? address)
    {
        var spec = Specs.App(environment: [("PORT", port)]) with { IncrementVariable = counter };

        Assert.Equal(address, InstanceAddress.Of(spec, ordinal)?.ToString());
    }

    [Fact]
    public void An_address_is_known_from_the_port_or_the_proxy()
    {
        var proxied = Specs.App() with { Routing = RoutingSettings.None with { Plane = DataPlane.Proxy } };

        Assert.False(InstanceAddress.IsKnown(Specs.App()));
        Assert.True(InstanceAddress.IsKnown(Specs.App(environment: [("PORT", "80")])));
        Assert.True(InstanceAddress.IsKnown(proxied));
    }
}
