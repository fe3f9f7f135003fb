using System.Net;
using System.Net.Sockets;
using ActorPm.Core.Apps;
using ActorPm.Core.Routing;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Instances;

namespace ActorPm.Daemon.Tests.Instances;

public sealed class BackendAddressesTests
{
    private static readonly AppSpec Proxied = Specs.App() with { Routing = RoutingSettings.None with { Plane = DataPlane.Proxy } };

    [Fact]
    public void Slots_have_different_ports_and_keep_them_over_launches()
    {
        var addresses = new BackendAddresses("/nowhere", () => 0.5);

        var ports = Enumerable.Range(1, 20).Select(serial => addresses.Claim(serial, Proxied)!.Port).ToList();

        Assert.Equal(20, ports.Distinct().Count());
        Assert.Equal(ports[3], addresses.Claim(4, Proxied)!.Port);
    }

    [Fact]
    public void A_port_that_somebody_listens_on_is_not_given()
    {
        var addresses = new BackendAddresses("/nowhere", () => 0.6);
        var first = addresses.Claim(1, Proxied)!.Port;
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, first));
        other.Listen();

        Assert.NotEqual(first, addresses.Claim(1, Proxied)!.Port);
    }

    [Fact]
    public void An_adopted_process_keeps_others_from_its_port_until_it_is_gone()
    {
        var addresses = new BackendAddresses("/nowhere", () => 0.7);
        var port = new BackendAddresses("/nowhere", () => 0.7).Claim(1, Proxied)!.Port;

        addresses.Keep(9, new ListenAddress("127.0.0.1", port, null, null));
        Assert.NotEqual(port, addresses.Claim(1, Proxied)!.Port);
        addresses.Release(9);
        addresses.Release(1);

        Assert.Equal(port, addresses.Claim(2, Proxied)!.Port);
    }

    [Fact]
    public void A_socket_lies_in_the_home_and_what_an_earlier_process_left_there_is_removed()
    {
        using var home = new TempHome();
        var addresses = new BackendAddresses(home.Path, () => 0);
        var spec = Proxied with { Routing = Proxied.Routing with { Proxy = ProxySettings.Default with { Backend = BackendKind.Socket } } };
        var path = System.IO.Path.Combine(home.Path, "5.sock");
        File.WriteAllText(path, "");

        Assert.Equal(path, addresses.Claim(5, spec)!.Path);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Other_apps_get_none() => Assert.Null(new BackendAddresses("/nowhere", () => 0).Claim(1, Specs.App()));
}
