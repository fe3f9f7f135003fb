using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Routing;
using static ActorPm.Core.Tests.Apps.ResolvedApps;

namespace ActorPm.Core.Tests.Apps;

public sealed class RoutingResolverTests
{
    [Theory]
    [InlineData("\"instances\": 2", "web.js", DataPlane.Handoff)]
    [InlineData("\"exec_mode\": \"cluster\"", "web.js", DataPlane.Handoff)]
    [InlineData("\"exec_mode\": \"cluster\", \"interpreter\": \"bun\"", "web.js", DataPlane.Handoff)]
    [InlineData("\"instances\": 2, \"exec_mode\": \"fork\"", "web.js", DataPlane.None)]
    [InlineData("\"instances\": 2, \"execute_command\": true", "web.js", DataPlane.None)]
    [InlineData("\"name\": \"x\"", "web.js", DataPlane.None)]
    [InlineData("\"instances\": 2", "web.py", DataPlane.None)]
    [InlineData("\"exec_mode\": \"cluster\"", "web.py", DataPlane.None)]
    [InlineData("\"sockets\": 8080", "web.py", DataPlane.Inherit)]
    [InlineData("\"sockets\": 8080, \"instances\": 2", "web.js", DataPlane.Inherit)]
    [InlineData("\"proxy\": 8080, \"instances\": 2", "web.js", DataPlane.Proxy)]
    [InlineData("\"proxy\": false, \"instances\": 2", "web.js", DataPlane.Handoff)]
    [InlineData("\"sockets\": [], \"name\": \"x\"", "web.js", DataPlane.None)]
    public void The_fields_choose_the_plane(string fields, string script, DataPlane plane)
    {
        var spec = Spec(File(fields, script));

        Assert.Equal(plane, spec.Routing.Plane);
        Assert.Equal(plane is DataPlane.Handoff || fields.Contains("\"cluster\"", StringComparison.Ordinal) ? ExecMode.Cluster : ExecMode.Fork, spec.Mode);
    }

    [Theory]
    [InlineData("\"sockets\": 8080", "8080")]
    [InlineData("\"sockets\": \"web=127.0.0.1:8080\"", "web=127.0.0.1:8080")]
    [InlineData("\"sockets\": [\"8080\", \"unix:/run/app.sock\"]", "8080 unix:/run/app.sock")]
    [InlineData("\"sockets\": \"8080 admin=unix:admin.sock\"", "8080 admin=unix:/srv/admin.sock")]
    [InlineData("\"proxy\": \"127.0.0.1:80\"", "127.0.0.1:80")]
    [InlineData("\"proxy\": [80, \"unix:web.sock\"]", "80 unix:/srv/web.sock")]
    [InlineData("\"proxy\": {\"listen\": \"[::1]:80\"}", "[::1]:80")]
    [InlineData("\"proxy\": true, \"port\": 3000", "3000")]
    [InlineData("\"proxy\": true, \"env\": {\"PORT\": 3000}", "3000")]
    [InlineData("\"proxy\": {\"protocol\": \"tcp\"}, \"port\": 3000", "3000")]
    public void Addresses_become_absolute_and_the_proxy_takes_the_apps_port_when_it_has_none(string fields, string addresses) =>
        Assert.Equal(addresses, string.Join(' ', Spec(File(fields)).Routing.Addresses));

    [Fact]
    public void Everything_about_the_proxy_arrives()
    {
        var spec = Spec(File("""
            "cwd": "/home/me", "drain_timeout": "5s", "balance": "sticky_cookie",
            "proxy": {
              "listen": 443, "protocol": "http2", "backend": "socket", "cert": "a.pem", "key": "/k.pem", "connect_timeout": 100, "idleTimeout": "3s", "max_header_size": "8K",
              "max_body_size": "1M", "max_connections": 10, "retries": 0, "hold": 0, "max_held": 3, "eject_after": 0, "eject_for": "1m", "access_log": "log"
            }
            """, "/srv/web.js"));

        Assert.Equal(
            new RoutingSettings
            {
                Plane = DataPlane.Proxy, Addresses = [new ListenAddress(null, 443, null, null)], Policy = BalancingPolicy.StickyCookie, DrainTimeout = TimeSpan.FromSeconds(5),
                Proxy = new ProxySettings
                {
                    Protocol = ProxyProtocol.Http2, Backend = BackendKind.Socket, CertificateFile = "/home/me/a.pem", KeyFile = "/k.pem",
                    ConnectTimeout = TimeSpan.FromMilliseconds(100), IdleTimeout = TimeSpan.FromSeconds(3), MaxHeaderBytes = 8192, MaxBodyBytes = 1 << 20,
                    MaxConnections = 10, Retries = 0, HoldTimeout = TimeSpan.Zero, MaxHeld = 3, EjectAfter = 0, EjectFor = TimeSpan.FromMinutes(1), AccessLog = "/home/me/log",
                },
            },
            spec.Routing);
    }

    [Fact]
    public void A_proxy_that_says_no_more_has_every_default() =>
        Assert.Equal(
            RoutingSettings.None with { Plane = DataPlane.Proxy, Addresses = [new ListenAddress(null, 8080, null, null)] }, Spec(File("\"proxy\": 8080")).Routing);

    [Theory]
    [InlineData("\"scheduling\": \"connections\"", HandoffMode.Connections)]
    [InlineData("\"scheduling\": \"shared\", \"env\": {\"NODE_CLUSTER_SCHED_POLICY\": \"rr\"}", HandoffMode.SharedSocket)]
    [InlineData("\"env\": {\"NODE_CLUSTER_SCHED_POLICY\": \"rr\"}", HandoffMode.Connections)]
    [InlineData("\"env\": {\"NODE_CLUSTER_SCHED_POLICY\": \"none\"}", HandoffMode.SharedSocket)]
    [InlineData("\"name\": \"x\"", HandoffMode.SharedSocket)]
    public void Scheduling_or_nodes_own_variable_says_how_workers_get_connections(string fields, HandoffMode mode) =>
        Assert.Equal(mode, Spec(File("\"instances\": 2, " + fields)).Routing.Handoff);

    [Theory]
    [InlineData("least_connections", BalancingPolicy.LeastConnections)]
    [InlineData("power_of_two", BalancingPolicy.PowerOfTwo)]
    [InlineData("sticky_address", BalancingPolicy.StickyAddress)]
    [InlineData("round_robin", BalancingPolicy.RoundRobin)]
    public void Connections_of_a_cluster_are_balanced_too(string word, BalancingPolicy policy) =>
        Assert.Equal(policy, Spec(File($"\"instances\": 2, \"scheduling\": \"connections\", \"balance\": \"{word}\"")).Routing.Policy);

    [Theory]
    [InlineData("\"proxy\": 1, \"sockets\": 2", "proxy and sockets contradict each other")]
    [InlineData("\"exec_mode\": \"cluster\", \"proxy\": 1", "exec_mode cluster and proxy contradict each other")]
    [InlineData("\"exec_mode\": \"cluster\", \"sockets\": 1", "exec_mode cluster and sockets contradict each other")]
    [InlineData("\"proxy\": true", "The proxy has no address to listen on")]
    [InlineData("\"proxy\": [8080, 8080]", "The address 8080 is given twice")]
    [InlineData("\"sockets\": [\"a=8080\", \"b=8080\"]", "The address 8080 is given twice")]
    [InlineData("\"proxy\": true, \"port\": \"http\"", "'http' is no address to listen on")]
    [InlineData("\"scheduling\": \"shared\"", "scheduling is for Node and Bun apps in cluster mode")]
    [InlineData("\"balance\": \"round_robin\"", "balance is for apps whose requests the daemon gives out")]
    [InlineData("\"balance\": \"power_of_two\", \"instances\": 2", "balance is for apps whose requests the daemon gives out")]
    [InlineData("\"balance\": \"sticky_cookie\", \"instances\": 2, \"scheduling\": \"connections\"", "balance sticky_cookie needs a proxy that understands HTTP")]
    [InlineData("\"balance\": \"sticky_cookie\", \"proxy\": {\"listen\": 1, \"protocol\": \"tcp\"}", "balance sticky_cookie needs a proxy that understands HTTP")]
    [InlineData("\"proxy\": {\"listen\": 1, \"connect_timeout\": 0}", "proxy.connect_timeout 0 is out of range; give 1 to")]
    [InlineData("\"proxy\": {\"listen\": 1, \"max_connections\": 0}", "proxy.max_connections 0 is out of range; give 1 or more.")]
    [InlineData("\"proxy\": {\"listen\": 1, \"retries\": 101}", "proxy.retries 101 is out of range; give 0 to 100.")]
    [InlineData("\"proxy\": {\"listen\": 1, \"max_header_size\": 1}", "'1' is no size for headers; give 1K to 64M")]
    public void What_makes_no_sense_is_one_clear_problem(string fields, string problem) => Assert.StartsWith(problem, Assert.Single(Problems(File(fields))));

    [Fact]
    public void All_problems_are_found_at_once()
    {
        var problems = Problems(Request() with
        {
            Proxy = new ProxyRequest { Listen = ["nowhere", "x:1"], Protocol = "ftp", Backend = "pipe", Key = "k", MaxBodySize = "big", HoldMs = -1 }, Balance = "fair",
        });

        Assert.Equal(8, problems.Count);
        Assert.Contains("'ftp' is not a protocol of the proxy; give http, http2 or tcp (proxy.protocol).", problems);
        Assert.Contains("proxy.key is the key of a certificate, and there is none; give proxy.cert as well, or remove the key.", problems);
    }

    [Fact]
    public void A_change_without_a_word_about_routing_leaves_it()
    {
        foreach (var fields in (string[])["\"proxy\": {\"listen\": 1, \"protocol\": \"tcp\"}", "\"sockets\": 1", "\"instances\": 2, \"scheduling\": \"connections\""])
        {
            var spec = Spec(File(fields));

            Assert.Equal(spec, Change(spec, app => app with { MaxRestarts = spec.Restart.MaxFailedStarts }));
        }
    }

    [Fact]
    public void A_change_adds_to_the_proxy_or_takes_it_back()
    {
        var spec = Spec(File("\"proxy\": {\"listen\": 80, \"retries\": 7}"));

        var changed = Change(spec, app => app with { Proxy = new ProxyRequest { Protocol = "tcp" } }).Routing;
        var moved = Change(spec, app => app with { Proxy = new ProxyRequest { Listen = ["81"] } }).Routing;
        var without = Change(spec, app => app with { Proxy = new ProxyRequest { Listen = [] } });

        Assert.Equal(("80", ProxyProtocol.Tcp, 7), (changed.Addresses.Single().ToString(), changed.Proxy.Protocol, changed.Proxy.Retries));
        Assert.Equal(("81", ProxyProtocol.Http, 7), (moved.Addresses.Single().ToString(), moved.Proxy.Protocol, moved.Proxy.Retries));
        Assert.Equal(RoutingSettings.None, without.Routing);
    }

    [Fact]
    public void A_cluster_that_gets_a_proxy_is_no_cluster_any_more_and_sockets_give_way_to_it_too()
    {
        var cluster = Change(Spec(File("\"instances\": 2")), app => app with { Proxy = new ProxyRequest { Listen = ["80"] } });
        var sockets = Change(Spec(File("\"sockets\": 90")), app => app with { Proxy = new ProxyRequest { Listen = ["80"] } });

        Assert.Equal((ExecMode.Fork, DataPlane.Proxy, "80"), (cluster.Mode, cluster.Routing.Plane, cluster.Routing.Addresses.Single().ToString()));
        Assert.Equal((DataPlane.Proxy, "80"), (sockets.Routing.Plane, sockets.Routing.Addresses.Single().ToString()));
    }

    [Fact]
    public void A_policy_that_no_longer_fits_is_told_when_the_proxy_goes() =>
        Assert.StartsWith(
            "balance sticky_cookie needs a proxy",
            Assert.Single(ProblemsOfChange(Spec(File("\"proxy\": 80, \"balance\": \"sticky_cookie\"")), app => app with { Proxy = new ProxyRequest { Listen = [] } })));
}
