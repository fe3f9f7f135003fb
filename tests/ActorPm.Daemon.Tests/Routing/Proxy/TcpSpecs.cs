using System.Net.Sockets;
using System.Text;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Tests.Routing.Proxy;

[Collection(ProxyCollection.Name)]
public sealed class TcpSpecs
{
    private static readonly ProxySettings Tcp = ProxySettings.Default with { Protocol = ProxyProtocol.Tcp };

    [Fact(Timeout = 60_000)]
    public async Task Bytes_go_both_ways_whole_and_the_connection_counts_while_it_lasts()
    {
        await using var stage = new ProxyStage(Tcp);
        var (backend, _) = stage.AddSockets(0, SocketBackend.Echo);
        using var client = await stage.ConnectAsync();
        var sent = new byte[3 * 1024 * 1024];
        new Random(3).NextBytes(sent);

        var sending = Task.Run(async () =>
        {
            for (var at = 0; at < sent.Length;)
            {
                at += await client.SendAsync(sent.AsMemory(at));
            }
        });
        var got = new byte[sent.Length];
        for (var at = 0; at < got.Length;)
        {
            var count = await client.ReceiveAsync(got.AsMemory(at));
            Assert.NotEqual(0, count);
            at += count;
        }

        await sending;
        Assert.Equal(sent, got);
        Assert.Equal(1, backend.Load.Active);
        client.Dispose();
        await ProxyStage.UntilAsync(() => backend.Load.Active == 0, "the connection has ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_end_of_one_direction_leaves_the_other()
    {
        await using var stage = new ProxyStage(Tcp);
        stage.AddSockets(0, async connection =>
        {
            var all = await ProxyStage.ReadAsync(connection);
            await connection.SendAsync(Encoding.ASCII.GetBytes($"after the end: {all}"));
            connection.Shutdown(SocketShutdown.Send);
        });
        using var client = await stage.ConnectAsync();

        await client.SendAsync("request"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal("after the end: request", await ProxyStage.ReadAsync(client));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_backend_that_refuses_is_passed_over()
    {
        await using var stage = new ProxyStage(Tcp);
        stage.Add(0, ProxyStage.FreePort());
        stage.AddSockets(1, async connection => await connection.SendAsync("here"u8.ToArray()));

        for (var again = 0; again < 4; again++)
        {
            using var client = await stage.ConnectAsync();
            Assert.Equal("here", await ProxyStage.ReadAsync(client, text => text == "here"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Connections_wait_for_an_instance_and_are_closed_when_time_is_up()
    {
        await using var stage = new ProxyStage(Tcp);
        using var client = await stage.ConnectAsync();
        await ProxyStage.UntilAsync(() => stage.Plane.Totals!.Held == 1, "the connection waits");
        stage.AddSockets(0, async connection => await connection.SendAsync("late"u8.ToArray()));
        Assert.Equal("late", await ProxyStage.ReadAsync(client, text => text == "late"));

        await using var impatient = new ProxyStage(Tcp with { HoldTimeout = TimeSpan.FromMilliseconds(100) });
        using var other = await impatient.ConnectAsync();
        Assert.Equal("", await ProxyStage.ReadAsync(other));
    }

    [Fact(Timeout = 60_000)]
    public async Task Draining_waits_for_connections_and_new_ones_go_elsewhere()
    {
        await using var stage = new ProxyStage(Tcp);
        var (old, _) = stage.AddSockets(0, SocketBackend.Echo);
        using var client = await stage.ConnectAsync();
        await client.SendAsync("a"u8.ToArray());
        Assert.Equal("a", await ProxyStage.ReadAsync(client, text => text == "a"));
        stage.AddSockets(1, async connection => await connection.SendAsync("new"u8.ToArray()));

        stage.Follow(stage.Set.With(old with { State = BackendState.Draining }));
        var drained = stage.Plane.DrainAsync(old, ProxyStage.Limit, CancellationToken.None);
        using var second = await stage.ConnectAsync();
        Assert.Equal("new", await ProxyStage.ReadAsync(second, text => text == "new"));
        await client.SendAsync("b"u8.ToArray());
        Assert.Equal("b", await ProxyStage.ReadAsync(client, text => text == "b"));
        Assert.False(drained.IsCompleted);

        client.Dispose();
        Assert.Equal(0, await drained);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_silent_connection_is_ended()
    {
        await using var stage = new ProxyStage(Tcp with { IdleTimeout = TimeSpan.FromMilliseconds(200) });
        var (backend, _) = stage.AddSockets(0, SocketBackend.Echo);
        using var client = await stage.ConnectAsync();

        Assert.Equal("", await ProxyStage.ReadAsync(client));
        await ProxyStage.UntilAsync(() => backend.Load.Active == 0, "both sides have ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_backend_that_is_cut_off_cuts_off_its_client()
    {
        await using var stage = new ProxyStage(Tcp);
        stage.AddSockets(0, SocketBackend.ReadAndReset);
        using var client = await stage.ConnectAsync();
        await client.SendAsync("x"u8.ToArray());

        await Assert.ThrowsAsync<SocketException>(async () => await client.ReceiveAsync(new byte[1]));
    }
}
