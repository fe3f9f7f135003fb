using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using ActorPm.Core.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorPm.Daemon.Tests.Routing.Proxy;

[Collection(ProxyCollection.Name)]
public sealed class HttpSpecs
{
    [Fact(Timeout = 60_000)]
    public async Task An_instance_sees_the_client_s_host_and_address()
    {
        await using var stage = new ProxyStage();
        await stage.AddHttpAsync(0, http => http.Response.WriteAsync(string.Join('|',
            http.Request.Headers.Host, http.Request.Headers["X-Forwarded-For"], http.Request.Headers["X-Forwarded-Proto"], http.Request.Headers["X-Forwarded-Host"], http.Request.Headers["X-Own"])));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "X-Forwarded-For", "10.1.2.3" }, { "X-Forwarded-Proto", "gopher" }, { "X-Forwarded-Host", "evil" }, { "X-Own", "kept" } } };
        request.Headers.Host = "shop.example";

        using var answer = await stage.Http.SendAsync(request);

        Assert.Equal("shop.example|10.1.2.3, 127.0.0.1|http|shop.example|kept", await answer.Content.ReadAsStringAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Status_headers_path_and_query_pass_as_they_are()
    {
        await using var stage = new ProxyStage();
        await stage.AddHttpAsync(0, http =>
        {
            http.Response.StatusCode = 418;
            http.Response.Headers["X-Target"] = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
            http.Response.Headers.SetCookie = new(["a=1", "b=2"]);
            return Task.CompletedTask;
        });

        using var answer = await stage.Http.GetAsync(new Uri("/a%20b/c?d=e%26f&g", UriKind.Relative));

        Assert.Equal(418, (int)answer.StatusCode);
        Assert.Equal("/a%20b/c?d=e%26f&g", answer.Headers.GetValues("X-Target").Single());
        Assert.Equal(["a=1", "b=2"], answer.Headers.GetValues("Set-Cookie"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_large_upload_is_streamed_and_not_kept()
    {
        const long Length = 256 * 1024 * 1024;
        await using var stage = new ProxyStage();
        await stage.AddHttpAsync(0, async http =>
        {
            var total = 0L;
            var buffer = new byte[64 * 1024];
            while (await http.Request.Body.ReadAsync(buffer) is var count and > 0)
            {
                total += count;
            }

            await http.Response.WriteAsync($"{total}");
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var answer = await stage.Http.PostAsync(new Uri("/", UriKind.Relative), new StreamContent(new Zeros(Length)));

        Assert.Equal($"{Length}", await answer.Content.ReadAsStringAsync());
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 32 * 1024 * 1024);
    }

    [Fact(Timeout = 60_000)]
    public async Task Server_sent_events_arrive_one_by_one()
    {
        await using var stage = new ProxyStage();
        var next = new SemaphoreSlim(0);
        await stage.AddHttpAsync(0, async http =>
        {
            http.Response.ContentType = "text/event-stream";
            for (var number = 0; number < 3; number++)
            {
                await http.Response.WriteAsync($"data: {number}\n\n");
                await http.Response.Body.FlushAsync();
                await next.WaitAsync();
            }
        });

        using var answer = await stage.Http.GetAsync(new Uri("/", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        for (var number = 0; number < 3; number++)
        {
            // Arrives although the backend has not ended, and writes on only when told to.
            Assert.Equal($"data: {number}", await reader.ReadLineAsync());
            Assert.Equal("", await reader.ReadLineAsync());
            next.Release();
        }

        Assert.Null(await reader.ReadLineAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_web_socket_talks_both_ways_and_counts_as_under_way()
    {
        await using var stage = new ProxyStage();
        var backend = await stage.AddHttpAsync(0, async http =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[100];
            while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } got)
            {
                await socket.SendAsync(buffer.AsMemory(0, got.Count), WebSocketMessageType.Text, true, CancellationToken.None);
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        });
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{stage.Port}/chat"), CancellationToken.None);

        for (var round = 0; round < 3; round++)
        {
            await client.SendAsync(Encoding.UTF8.GetBytes($"hello {round}").AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);
            var buffer = new byte[100];
            var got = await client.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            Assert.Equal($"hello {round}", Encoding.UTF8.GetString(buffer, 0, got.Count));
        }

        Assert.Equal(1, backend.Load.Active);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await ProxyStage.UntilAsync(() => backend.Load.Active == 0, "the WebSocket has ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task Http2_without_tls_carries_trailers_and_two_way_streams()
    {
        await using var stage = new ProxyStage(ProxySettings.Default with { Protocol = ProxyProtocol.Http2 });
        await stage.AddHttpAsync(0, async http =>
        {
            // As gRPC does: the answer begins while the request goes on, and ends with trailers.
            http.Response.ContentType = "application/grpc";
            http.Response.DeclareTrailer("grpc-status");
            var buffer = new byte[100];
            while (await http.Request.Body.ReadAsync(buffer) is var count and > 0)
            {
                await http.Response.Body.WriteAsync(buffer.AsMemory(0, count));
                await http.Response.Body.FlushAsync();
            }

            http.Response.AppendTrailer("grpc-status", "0");
        }, HttpProtocols.Http2);
        var upload = new Talk();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/svc/Call") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = upload };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        var sending = stage.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await upload.SayAsync("m0");
        using var answer = await sending;
        await using var body = await answer.Content.ReadAsStreamAsync();
        for (var round = 0; round < 3; round++)
        {
            if (round > 0)
            {
                await upload.SayAsync($"m{round}");
            }

            var buffer = new byte[100];
            Assert.Equal($"m{round}", Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer)));
        }

        upload.End();
        Assert.Equal(0, await body.ReadAsync(new byte[1]));
        Assert.Equal(HttpVersion.Version20, answer.Version);
        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_body_is_asked_for_only_when_the_instance_wants_it()
    {
        await using var stage = new ProxyStage();
        await stage.AddHttpAsync(0, async http =>
        {
            if (http.Request.Path == "/refused")
            {
                http.Response.StatusCode = 401;
                return;
            }

            await http.Response.WriteAsync(await new StreamReader(http.Request.Body).ReadToEndAsync());
        });

        using var client = await stage.ConnectAsync();
        await client.SendAsync("POST /wanted HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"u8.ToArray());
        Assert.Contains("100 Continue", await ProxyStage.ReadAsync(client, text => text.EndsWith("\r\n\r\n", StringComparison.Ordinal)), StringComparison.Ordinal);
        await client.SendAsync("12345"u8.ToArray());
        Assert.Contains("12345", await ProxyStage.ReadAsync(client, text => text.Contains("12345", StringComparison.Ordinal)), StringComparison.Ordinal);

        var refused = await stage.RawAsync("POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n", text => text.Contains("401", StringComparison.Ordinal));
        Assert.DoesNotContain("100 Continue", refused, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_backend_that_says_nothing_is_answered_for_with_504()
    {
        await using var stage = new ProxyStage(ProxySettings.Default with { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        await stage.AddHttpAsync(0, http => Task.Delay(Timeout.Infinite, http.RequestAborted));

        using var answer = await stage.Http.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Settings_change_without_closing_the_port()
    {
        await using var stage = new ProxyStage();
        await stage.AddHttpAsync(0, http => http.Response.WriteAsync("here"));
        Assert.Equal("here", await stage.Http.GetStringAsync("/"));

        using var stop = new CancellationTokenSource();
        var failures = 0;
        var requests = 0;
        var traffic = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var text = await stage.RawAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                requests++;
                failures += text.Contains("here", StringComparison.Ordinal) ? 0 : 1;
            }
        });
        for (var change = 0; change < 5; change++)
        {
            var seen = requests;
            Assert.Null(stage.Apply(ProxySettings.Default with { MaxHeaderBytes = 20_000 + change }));
            await ProxyStage.UntilAsync(() => requests > seen + 5, "requests go on");
        }

        await stop.CancelAsync();
        await traffic;
        Assert.Equal(0, failures);
    }

    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var given = (int)Math.Min(_left, count);
            Array.Clear(buffer, offset, given);
            _left -= given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    // A request's body that a test writes as it goes.
    private sealed class Talk : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task SayAsync(string text)
        {
            var stream = await _stream.Task;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
            await stream.FlushAsync();
        }

        public void End() => _end.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            _stream.SetResult(stream);
            await _end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
