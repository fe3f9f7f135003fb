using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Routing.Proxy;
using Microsoft.AspNetCore.Http;

namespace ActorPm.Daemon.Tests.Routing.Proxy;

[Collection(ProxyCollection.Name)]
public sealed class BalancingSpecs
{
    private static readonly ProxySettings Impatient = ProxySettings.Default with { HoldTimeout = TimeSpan.FromMilliseconds(300) };

    [Fact(Timeout = 60_000)]
    public async Task Requests_take_turns_and_each_backend_counts_its_own()
    {
        await using var stage = new ProxyStage();
        var first = await stage.AddHttpAsync(0, http => http.Response.WriteAsync("0"));
        var second = await stage.AddHttpAsync(1, http => http.Response.WriteAsync("1"));

        var answers = new List<string>();
        for (var request = 0; request < 6; request++)
        {
            answers.Add(await stage.Http.GetStringAsync("/"));
        }

        Assert.Equal(3, answers.Count(answer => answer == "0"));
        Assert.Equal(3, answers.Count(answer => answer == "1"));
        Assert.Equal((3, 3), (first.Load.Requests, second.Load.Requests));
        await ProxyStage.UntilAsync(() => first.Load.Active == 0 && second.Load.Active == 0, "nothing under way");
        Assert.NotNull(first.Load.Latency?.Percentile(0.99));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_client_with_a_cookie_stays_with_its_instance()
    {
        await using var stage = new ProxyStage(policy: BalancingPolicy.StickyCookie);
        await stage.AddHttpAsync(0, http => http.Response.WriteAsync("0"));
        await stage.AddHttpAsync(1, http => http.Response.WriteAsync("1"));
        using var first = await stage.Http.GetAsync(new Uri("/", UriKind.Relative));
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie")).Split(';')[0];
        var home = await first.Content.ReadAsStringAsync();

        for (var again = 0; again < 5; again++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Cookie", cookie } } };
            using var answer = await stage.Http.SendAsync(request);
            Assert.Equal(home, await answer.Content.ReadAsStringAsync());
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_client_s_address_leads_to_one_instance()
    {
        await using var stage = new ProxyStage(policy: BalancingPolicy.StickyAddress);
        var seen = new ConcurrentBag<int>();
        for (var ordinal = 0; ordinal < 4; ordinal++)
        {
            var own = ordinal;
            await stage.AddHttpAsync(own, http =>
            {
                seen.Add(own);
                return Task.CompletedTask;
            });
        }

        for (var request = 0; request < 8; request++)
        {
            (await stage.Http.GetAsync(new Uri("/", UriKind.Relative))).Dispose();
        }

        Assert.Single(seen.Distinct());
    }

    [Theory(Timeout = 60_000)]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_request_that_a_backend_did_not_accept_goes_to_another_whatever_its_method(string method)
    {
        await using var stage = new ProxyStage();
        stage.Add(0, ProxyStage.FreePort());
        await stage.AddHttpAsync(1, async http => await http.Response.WriteAsync("got " + await new StreamReader(http.Request.Body).ReadToEndAsync()));

        for (var again = 0; again < 4; again++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/") { Content = method == "POST" ? new StringContent("body") : null };
            using var answer = await stage.Http.SendAsync(request);
            Assert.Equal(method == "POST" ? "got body" : "got ", await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task An_idempotent_request_that_was_cut_off_is_tried_elsewhere_and_others_are_not()
    {
        await using var stage = new ProxyStage(ProxySettings.Default with { EjectAfter = 0 });
        var (bad, _) = stage.AddSockets(0, SocketBackend.ReadAndReset);
        await stage.AddHttpAsync(1, http => http.Response.WriteAsync("good"));

        for (var again = 0; again < 4; again++)
        {
            Assert.Equal("good", await stage.Http.GetStringAsync("/"));
        }

        var statuses = new List<HttpStatusCode>();
        for (var again = 0; again < 4; again++)
        {
            using var answer = await stage.Http.PostAsync(new Uri("/", UriKind.Relative), new StringContent("x"));
            statuses.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.BadGateway, statuses);
        Assert.Contains(HttpStatusCode.OK, statuses);
        Assert.True(bad.Load.Errors >= 3);
        Assert.True(bad.Load.Retries >= 2);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_backend_that_cuts_everything_off_is_no_reason_to_wait_for_another()
    {
        await using var stage = new ProxyStage();
        stage.AddSockets(0, SocketBackend.ReadAndReset);

        using var answer = await stage.Http.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Failures_in_a_row_are_reported_once_they_reach_the_limit()
    {
        await using var stage = new ProxyStage(ProxySettings.Default with { EjectAfter = 3 });
        await stage.AddHttpAsync(0, http =>
        {
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        });

        for (var request = 0; request < 4; request++)
        {
            using var answer = await stage.Http.GetAsync(new Uri("/", UriKind.Relative));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        Assert.Equal([(1, 1, 3)], stage.Outliers);
    }

    [Fact(Timeout = 60_000)]
    public async Task Requests_wait_while_no_instance_is_ready_and_are_served_as_soon_as_one_is()
    {
        await using var stage = new ProxyStage();

        var waiting = Enumerable.Range(0, 50).Select(_ => stage.Http.GetStringAsync("/")).ToList();
        await ProxyStage.UntilAsync(() => stage.Plane.Totals!.Held == 50, "50 requests wait");
        await stage.AddHttpAsync(0, http => http.Response.WriteAsync("late"));

        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal("late", answer));
        Assert.Equal((0, 50, 0), (stage.Plane.Totals!.Held, stage.Plane.Totals.HeldTotal, stage.Plane.Totals.Rejected));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_ready_instance_that_does_not_listen_yet_is_waited_for()
    {
        await using var stage = new ProxyStage();
        var port = ProxyStage.FreePort();
        stage.Add(0, port);

        var waiting = stage.Http.PostAsync(new Uri("/", UriKind.Relative), new StringContent("x"));
        await ProxyStage.UntilAsync(() => stage.Plane.Totals!.Held == 1, "the request waits");
        await using var backend = await HttpBackend.StartAsync(http => http.Response.WriteAsync("up"), Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1, port);

        Assert.Equal("up", await (await waiting).Content.ReadAsStringAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Waiting_ends_with_503_when_time_is_up_when_too_many_wait_and_at_once_when_the_app_rests()
    {
        await using var stage = new ProxyStage(Impatient with { MaxHeld = 1 });

        var first = stage.Http.GetAsync(new Uri("/", UriKind.Relative));
        await ProxyStage.UntilAsync(() => stage.Plane.Totals!.Held == 1, "one waits");
        using var second = await stage.Http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        using var late = await first;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
        Assert.NotNull(late.Headers.RetryAfter);
        Assert.Contains("web", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await using var resting = new ProxyStage(ProxySettings.Default with { HoldTimeout = TimeSpan.FromHours(1) });
        resting.Follow(BackendSet.Empty with { IsExpecting = false });
        using var answer = await resting.Http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_request_in_flight_when_the_only_instance_dies_is_answered_by_its_successor()
    {
        await using var stage = new ProxyStage();
        var arrived = new TaskCompletionSource();
        var death = new TaskCompletionSource();
        var (dying, sockets) = stage.AddSockets(0, async connection =>
        {
            await connection.ReceiveAsync(new byte[4096]);
            arrived.TrySetResult();
            await death.Task;
            connection.LingerState = new LingerOption(true, 0);
        });
        var request = stage.Http.GetStringAsync("/");
        await arrived.Task;

        // The process is gone: its connections are cut, nobody listens, and then the router hears of it.
        await sockets.DisposeAsync();
        death.SetResult();
        stage.Follow(stage.Set.Without(dying.Serial));
        await ProxyStage.UntilAsync(() => stage.Plane.Totals!.Held == 1, "the request waits");
        await stage.AddHttpAsync(0, http => http.Response.WriteAsync("successor"), attempt: 2);

        Assert.Equal("successor", await request);
    }

    [Fact(Timeout = 60_000)]
    public async Task Draining_ends_with_the_last_request_and_new_ones_go_elsewhere()
    {
        await using var stage = new ProxyStage();
        var release = new TaskCompletionSource();
        var old = await stage.AddHttpAsync(0, async http =>
        {
            await release.Task;
            await http.Response.WriteAsync("old");
        });
        var slow = stage.Http.GetStringAsync("/");
        await ProxyStage.UntilAsync(() => old.Load.Active == 1, "the request is under way");
        await stage.AddHttpAsync(1, http => http.Response.WriteAsync("new"));

        stage.Follow(stage.Set.With(old with { State = BackendState.Draining }));
        var drained = stage.Plane.DrainAsync(old, ProxyStage.Limit, CancellationToken.None);
        for (var request = 0; request < 4; request++)
        {
            Assert.Equal("new", await stage.Http.GetStringAsync("/"));
        }

        Assert.False(drained.IsCompleted);
        release.SetResult();
        Assert.Equal("old", await slow);
        Assert.Equal(0, await drained);
    }

    [Fact(Timeout = 60_000)]
    public async Task Draining_tells_what_is_left_when_time_is_up()
    {
        await using var stage = new ProxyStage();
        var old = await stage.AddHttpAsync(0, http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        using var cancel = new CancellationTokenSource();
        var slow = stage.Http.GetAsync(new Uri("/", UriKind.Relative), cancel.Token);
        await ProxyStage.UntilAsync(() => old.Load.Active == 1, "the request is under way");

        Assert.Equal(1, await stage.Plane.DrainAsync(old, TimeSpan.FromMilliseconds(50), CancellationToken.None));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        await ProxyStage.UntilAsync(() => old.Load.Active == 0, "a client that hangs up ends its request");
    }
}
