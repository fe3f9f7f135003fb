using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Cluster;
using ActorPm.Processes.Sockets;
using Microsoft.AspNetCore.Http;

namespace ActorPm.Daemon.Tests.Routing.Proxy;

/// <summary>Requests that other nodes take.</summary>
[Collection(ProxyCollection.Name)]
public sealed class OtherNodesSpecs
{
    private static readonly ProxySettings Tcp = ProxySettings.Default with { Protocol = ProxyProtocol.Tcp };

    [Fact(Timeout = 60_000)]
    public async Task Another_node_takes_what_nobody_here_can_take_and_its_instances_see_the_client()
    {
        await using var a = new ProxyStage();
        await using var b = new ProxyStage();
        await b.AddHttpAsync(0, http => http.Response.WriteAsync($"b {http.Request.Host} {http.Request.Headers["X-Forwarded-For"]} {http.Request.Headers["X-Forwarded-Proto"]} {http.Request.Headers["X-Forwarded-Host"]}"));
        var node = a.AddNode("b", b);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "shop.example";

        using (var answer = await a.Http.SendAsync(request))
        {
            Assert.Equal("b shop.example 127.0.0.1 http shop.example", await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(1, b.Plane.Tunnels);
        Assert.Equal(1, node.Load.Requests);
        await a.AddHttpAsync(0, http => http.Response.WriteAsync("a"));
        Assert.Equal("a", await a.Http.GetStringAsync("/"));
        a.Follow(a.Set.Without(1));
        Assert.StartsWith("b ", await a.Http.GetStringAsync("/"), StringComparison.Ordinal);

        // A node that is gone takes its connections with it.
        a.Follow(a.Set.Without(node.Serial));
        await ProxyStage.UntilAsync(() => b.Plane.Tunnels == 0, "the tunnels are closed");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_fails_here_is_tried_elsewhere()
    {
        await using var a = new ProxyStage();
        await using var b = new ProxyStage();
        await b.AddHttpAsync(0, http => http.Response.WriteAsync("b"));
        a.AddNode("b", b);
        a.AddSockets(0, connection =>
        {
            connection.Close(0);
            return Task.CompletedTask;
        });

        Assert.Equal("b", await a.Http.GetStringAsync("/"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_without_ready_instances_sends_back_what_it_gets_and_another_one_takes_it()
    {
        await using var a = new ProxyStage();
        await using var b = new ProxyStage();
        await using var c = new ProxyStage();
        var leaving = await b.AddHttpAsync(0, http => http.Response.WriteAsync("b"));
        a.AddNode("b", b);
        Assert.Equal("b", await a.Http.GetStringAsync("/"));

        // The connection to b is open and idle when its instance leaves.
        b.Follow(b.Set.With(leaving with { State = BackendState.Draining }));
        await c.AddHttpAsync(0, http => http.Response.WriteAsync("c"));
        a.AddNode("c", c);

        for (var i = 0; i < 6; i++)
        {
            Assert.Equal("c", await a.Http.GetStringAsync("/"));
        }

        using var posted = await a.Http.PostAsync("/", new StringContent("x"));
        Assert.Equal("c", await posted.Content.ReadAsStringAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Requests_wait_at_the_first_node_until_the_other_one_has_an_instance()
    {
        await using var a = new ProxyStage();
        await using var b = new ProxyStage();
        a.AddNode("b", b);
        var answer = a.Http.GetStringAsync("/");
        await ProxyStage.UntilAsync(() => a.Plane.Totals is { Held: 1 }, "the request waits");

        await b.AddHttpAsync(0, http => http.Response.WriteAsync("b"));

        Assert.Equal("b", await answer);
    }

    [Fact(Timeout = 60_000)]
    public async Task No_request_goes_in_circles()
    {
        var settings = ProxySettings.Default with { HoldTimeout = TimeSpan.FromMilliseconds(200) };
        await using var a = new ProxyStage(settings);
        await using var b = new ProxyStage(settings);
        a.AddNode("b", b);
        b.AddNode("a", a);

        using var answer = await a.Http.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("No instance", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_has_as_many_turns_as_it_has_instances()
    {
        await using var a = new ProxyStage();
        await using var b = new ProxyStage();
        await using var c = new ProxyStage();
        await b.AddHttpAsync(0, http => http.Response.WriteAsync("b"));
        await c.AddHttpAsync(0, http => http.Response.WriteAsync("c"));
        a.AddNode("b", b, 3);
        a.AddNode("c", c, 1);
        var answers = new List<string>();

        for (var i = 0; i < 40; i++)
        {
            answers.Add(await a.Http.GetStringAsync("/"));
        }

        Assert.Equal(30, answers.Count(answer => answer == "b"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Bytes_go_through_whole_and_the_end_of_one_direction_leaves_the_other()
    {
        await using var a = new ProxyStage(Tcp);
        await using var b = new ProxyStage(Tcp);
        b.AddSockets(0, async connection =>
        {
            var total = 0;
            var buffer = new byte[64 * 1024];
            while (await connection.ReceiveAsync(buffer.AsMemory()) is var count and > 0)
            {
                total += count;
            }

            await connection.SendAsync(Encoding.ASCII.GetBytes($"after the end: {total}"));
            connection.Shutdown(SocketShutdown.Send);
        });
        a.AddNode("b", b);
        using var client = await a.ConnectAsync();
        var sent = new byte[3 * 1024 * 1024];
        for (var at = 0; at < sent.Length;)
        {
            at += await client.SendAsync(sent.AsMemory(at));
        }

        client.Shutdown(SocketShutdown.Send);

        Assert.Equal($"after the end: {sent.Length}", await ProxyStage.ReadAsync(client));
        await ProxyStage.UntilAsync(() => b.Plane.Tunnels == 0, "the tunnel is closed");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_tunnel_that_is_cut_off_in_a_piece_ends_both_ways()
    {
        var (near, far) = SocketPair.Open();
        var (inner, end) = SocketPair.Open();
        using (near)
        using (inner)
        {
            var relay = new TunnelRelay(new NetworkStream(far, ownsSocket: true), end).RunAsync();

            // Ten bytes are said to come, of which three do.
            await near.SendAsync(new byte[] { 0, 10, 1, 2, 3 });
            near.Close();

            await relay;
            Assert.Equal("", await ProxyStage.ReadAsync(inner));
        }
    }
}
