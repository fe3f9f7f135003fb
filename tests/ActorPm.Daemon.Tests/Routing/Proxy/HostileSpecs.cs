using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using ActorPm.Core.Routing;
using Microsoft.AspNetCore.Http;

namespace ActorPm.Daemon.Tests.Routing.Proxy;

/// <summary>Clients that mean harm: memory stays bounded, nobody else notices, and no byte of one request becomes another.</summary>
[Collection(ProxyCollection.Name)]
public sealed class HostileSpecs
{
    [Fact(Timeout = 60_000)]
    public async Task Headers_that_never_end_are_cut_off_and_others_are_served_meanwhile()
    {
        await using var stage = new ProxyStage(ProxySettings.Default with { IdleTimeout = TimeSpan.FromSeconds(1) });
        await stage.AddHttpAsync(0, http => http.Response.WriteAsync("fine"));
        var slow = new List<Socket>();
        for (var client = 0; client < 50; client++)
        {
            slow.Add(await stage.ConnectAsync());
            await slow[^1].SendAsync("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "u8.ToArray());
        }

        Assert.Equal("fine", await stage.Http.GetStringAsync("/"));

        foreach (var client in slow)
        {
            var text = await ProxyStage.ReadAsync(client);
            Assert.Contains("408", text, StringComparison.Ordinal);
            client.Dispose();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Oversized_headers_get_431_and_oversized_bodies_413()
    {
        await using var stage = new ProxyStage(ProxySettings.Default with { MaxHeaderBytes = 8192, MaxBodyBytes = 1000 });
        var bodies = new ConcurrentBag<string>();
        await stage.AddHttpAsync(0, async http => bodies.Add(await new StreamReader(http.Request.Body).ReadToEndAsync()));

        Assert.Contains(" 431 ", await stage.RawAsync($"GET / HTTP/1.1\r\nHost: a\r\nX-Long: {new string('x', 9000)}\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains(" 431 ", await stage.RawAsync($"GET / HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Range(0, 600).Select(n => $"X-{n}: 1\r\n"))}\r\n"), StringComparison.Ordinal);
        Assert.Contains(" 414 ", await stage.RawAsync($"GET /{new string('x', 9000)} HTTP/1.1\r\nHost: a\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains(" 413 ", await stage.RawAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n{new string('x', 1001)}"), StringComparison.Ordinal);
        var chunk = $"3E8\r\n{new string('x', 1000)}\r\n";
        Assert.Contains(" 413 ", await stage.RawAsync($"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}{chunk}0\r\n\r\n"), StringComparison.Ordinal);
        Assert.DoesNotContain(bodies, body => body.Length > 1000);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n\r\n12345")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n12345")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n12345")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX-Folded: one\r\n two\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n Host: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\nX-Bare: 1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX-Nul: a\0b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX-Cr: a\rb\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nNo colon\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001garbage\r\n\r\n")]
    public async Task What_two_servers_could_read_in_two_ways_is_refused(string request)
    {
        await using var stage = new ProxyStage();
        var seen = new ConcurrentQueue<string>();
        await stage.AddHttpAsync(0, async http => seen.Enqueue($"{http.Request.Method} {http.Request.Path} {await new StreamReader(http.Request.Body).ReadToEndAsync()}"));

        var answer = await stage.RawAsync(request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(seen, one => one.Contains("smuggled", StringComparison.Ordinal));
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_lengths_of_a_body_reach_the_instance_as_one()
    {
        await using var stage = new ProxyStage();
        var seen = new ConcurrentQueue<string>();
        stage.AddSockets(0, async connection =>
        {
            var text = await ProxyStage.ReadAsync(connection, got => got.EndsWith("0\r\n\r\n", StringComparison.Ordinal));
            seen.Enqueue(text);
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray());
        });

        await stage.RawAsync("POST /one HTTP/1.1\r\nHost: a\r\nContent-Length: 60\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n");

        var request = Assert.Single(seen);
        Assert.Contains("Transfer-Encoding: chunked", request, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nContent-Length:", request, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Answers_never_reach_another_client()
    {
        await using var stage = new ProxyStage();
        await stage.AddHttpAsync(0, async http =>
        {
            await Task.Yield();
            await http.Response.WriteAsync(http.Request.Path);
        });
        await stage.AddHttpAsync(1, http => http.Response.WriteAsync(http.Request.Path));

        var checks = Enumerable.Range(0, 16).Select(client => Task.Run(async () =>
        {
            for (var request = 0; request < 100; request++)
            {
                // Every tenth client hangs up in the middle of its own request.
                if (request % 10 == 9)
                {
                    using var rude = await stage.ConnectAsync();
                    await rude.SendAsync(Encoding.ASCII.GetBytes($"POST /rude HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"));
                }

                Assert.Equal($"/{client}/{request}", await stage.Http.GetStringAsync($"/{client}/{request}"));
            }
        }));

        await Task.WhenAll(checks);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_client_that_closes_its_half_is_taken_to_have_left()
    {
        await using var stage = new ProxyStage();
        var entered = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        var backend = await stage.AddHttpAsync(0, async http =>
        {
            using var gone = http.RequestAborted.Register(() => left.TrySetResult());
            entered.SetResult();
            await left.Task;
        });
        using var client = await stage.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        // Counted as under way it is before the instance has it.
        await entered.Task;

        client.Shutdown(SocketShutdown.Send);

        Assert.Equal("", await ProxyStage.ReadAsync(client));
        await left.Task;
        await ProxyStage.UntilAsync(() => backend.Load.Active == 0 && stage.Plane.Totals!.Connections == 0, "nothing is left of it");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_length_in_an_odd_way_reaches_the_instance_in_the_usual_one()
    {
        await using var stage = new ProxyStage();
        var seen = new TaskCompletionSource<string>();
        stage.AddSockets(0, async connection =>
        {
            seen.SetResult(await ProxyStage.ReadAsync(connection, got => got.EndsWith("12345", StringComparison.Ordinal)));
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        });

        await stage.RawAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\nConnection: close\r\n\r\n12345");

        Assert.Contains("\r\nContent-Length: 5\r\n", await seen.Task, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task More_connections_than_allowed_are_closed_and_the_others_live()
    {
        await using var stage = new ProxyStage(ProxySettings.Default with { MaxConnections = 20 });
        await stage.AddHttpAsync(0, http => http.Response.WriteAsync("fine"));
        var clients = new List<Socket>();
        for (var number = 0; number < 20; number++)
        {
            var client = await stage.ConnectAsync();
            clients.Add(client);
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
            Assert.Contains("fine", await ProxyStage.ReadAsync(client, text => text.Contains("fine", StringComparison.Ordinal)), StringComparison.Ordinal);
        }

        Assert.Equal("", await stage.RawAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));

        clients[0].Dispose();
        await ProxyStage.UntilAsync(() => stage.Plane.Totals!.Connections <= 19, "a place is free");
        await clients[1].SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        Assert.Contains("fine", await ProxyStage.ReadAsync(clients[1], text => text.Contains("fine", StringComparison.Ordinal)), StringComparison.Ordinal);
        clients.ForEach(client => client.Dispose());
    }

    [Theory(Timeout = 60_000)]
    [InlineData(ProxyProtocol.Http)]
    [InlineData(ProxyProtocol.Tcp)]
    public async Task Thousands_of_silent_connections_cost_little_and_stop_nobody(ProxyProtocol protocol)
    {
        const int Count = 4000;
        await using var stage = new ProxyStage(ProxySettings.Default with { Protocol = protocol });
        if (protocol is ProxyProtocol.Tcp)
        {
            stage.AddSockets(0, SocketBackend.Echo);
        }
        else
        {
            await stage.AddHttpAsync(0, http => http.Response.WriteAsync("fine"));
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clients = new List<Socket>();
        for (var number = 0; number < Count; number++)
        {
            clients.Add(await stage.ConnectAsync());
        }

        await ProxyStage.UntilAsync(() => stage.Plane.Totals!.Connections == Count, "all are connected");
        var used = GC.GetTotalMemory(forceFullCollection: true) - before;

        // The clients and the echoing backend are in this process too, the latter with 64 KiB each.
        Assert.InRange(used, 0, Count * (protocol is ProxyProtocol.Tcp ? 90L * 1024 : 20L * 1024));
        if (protocol is ProxyProtocol.Http)
        {
            Assert.Equal("fine", await stage.Http.GetStringAsync("/"));
        }

        clients.ForEach(client => client.Dispose());
        await ProxyStage.UntilAsync(() => stage.Plane.Totals!.Connections <= 1, "all have left");
    }
}
