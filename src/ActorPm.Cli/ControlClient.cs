using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorPm.Core.Control;

namespace ActorPm.Cli;

/// <summary>The only caller of the control API: HTTP/1.1 over the home's Unix socket, or to a daemon elsewhere. A refusal becomes a <see cref="CommandFailure"/>.</summary>
internal sealed class ControlClient : IDisposable
{
    /// <summary>How long a daemon may be silent before it is asked whether it still lives.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan PingPatience = TimeSpan.FromSeconds(5);

    // The mark of an answer that is read as it comes.
    private static readonly HttpRequestOptionsKey<bool> NeverEnding = new("never-ending");

    private const int MostRepeats = 3;

    private readonly Home? _home;
    private readonly RemoteDaemon? _remote;
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private Socket? _first;
    private string _prefix = "";

    private ControlClient(Home home, Socket first, TimeProvider clock)
    {
        _clock = clock;
        _home = home;
        _first = first;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new NetworkStream(TakeConnection(), ownsSocket: true)),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        })
        {
            BaseAddress = new Uri("http://apmd"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    private ControlClient(RemoteDaemon remote, TimeProvider clock)
    {
        _clock = clock;
        _remote = remote;
        _http = new HttpClient(remote.Open()) { BaseAddress = remote.Address, Timeout = Timeout.InfiniteTimeSpan };
        if (remote.Token is { } token)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Speaks to a daemon elsewhere; the first request connects.</summary>
    public static ControlClient To(RemoteDaemon remote, TimeProvider clock) => new(remote, clock);

    /// <summary>Connects to the daemon of a home; null when none runs.</summary>
    public static ControlClient? TryConnect(Home home, TimeProvider clock) =>
        TryOpen(home.SocketPath) is { } socket ? new ControlClient(home, socket, clock) : null;

    /// <summary>The same, but waits for one that its guard is about to start again.</summary>
    /// <exception cref="CommandFailure">It has not come within the limit.</exception>
    public static ControlClient? TryConnectPatiently(Home home, TimeProvider clock, TimeSpan limit) =>
        DaemonReturn.TryOpen(home, limit) is { } socket ? new ControlClient(home, socket, clock) : null;

    /// <summary>Has a node of the cluster answer from now on; null: the daemon at hand.</summary>
    public ControlClient For(string? node)
    {
        _prefix = node is null ? "" : ControlContract.Nodes + node;
        return this;
    }

    /// <summary>
    /// Whether the connection leads nowhere: a daemon that was just killed still has its socket open for a moment. One that is silent is there.
    /// </summary>
    public async Task<bool> IsGoneAsync() => await PingAsync() is PingOutcome.Gone;

    /// <summary>Gets what a route answers.</summary>
    public async Task<TReply> GetAsync<TReply>(string route, JsonTypeInfo<TReply> replyType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _prefix + route);
        return await ReplyAsync(request, replyType);
    }

    /// <summary>Sends a command; returns when the daemon has carried it out.</summary>
    public async Task<TReply> PostAsync<TBody, TReply>(
        string route, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TReply> replyType)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        return await AgainAfterUpdateAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _prefix + route)
            {
                Content = new ByteArrayContent(json)
                {
                    Headers = { ContentType = new("application/json") },
                },
            };
            return await ReplyAsync(request, replyType);
        });
    }

    /// <summary>Sends a command that has no body.</summary>
    public async Task<TReply> PostAsync<TReply>(string route, JsonTypeInfo<TReply> replyType)
    {
        return await AgainAfterUpdateAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _prefix + route);
            return await ReplyAsync(request, replyType);
        });
    }

    /// <summary>Sends a command that has no body and whose answer has none.</summary>
    public async Task PostAsync(string route)
    {
        await AgainAfterUpdateAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _prefix + route);
            using var response = await SendAsync(request);
            return true;
        });
    }

    /// <summary>Gets an answer as the bytes that came.</summary>
    public async Task<byte[]> GetBytesAsync(string route)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _prefix + route);
        using var response = await SendAsync(request);
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Opens an answer that may never end.</summary>
    public async Task<Stream> OpenStreamAsync(string route, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _prefix + route);
        request.Options.Set(NeverEnding, true);
        var response = await SendAsync(request, cancellation);
        return await response.Content.ReadAsStreamAsync(cancellation);
    }

    /// <summary>Sends a command whose answer comes bit by bit.</summary>
    public async Task<Stream> PostStreamAsync<TBody>(string route, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellation)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        return await AgainAfterUpdateAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _prefix + route)
            {
                Content = new ByteArrayContent(json)
                {
                    Headers = { ContentType = new("application/json") },
                },
            };
            request.Options.Set(NeverEnding, true);
            var response = await SendAsync(request, cancellation);
            return await response.Content.ReadAsStreamAsync(cancellation);
        });
    }

    public void Dispose()
    {
        _http.Dispose();
        _first?.Dispose();
    }

    // A daemon that is being updated has not begun with the command; the next connection leads to the program that takes over.
    private static async Task<TReply> AgainAfterUpdateAsync<TReply>(Func<Task<TReply>> send)
    {
        try
        {
            return await send();
        }
        catch (CommandFailure e) when (e.Code is ControlErrorCode.UpdateUnderWay)
        {
            return await send();
        }
    }

    private async Task<TReply> ReplyAsync<TReply>(HttpRequestMessage request, JsonTypeInfo<TReply> replyType)
    {
        using var response = await SendAsync(request);
        try
        {
            // The body is in memory already.
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(), replyType)
                ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw NotUnderstood(request, "not the JSON that was expected");
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation = default) => SendAsync(request, 0, cancellation);

    // A daemon that dies under a question is asked again when it is back; a command may have been carried out, so that is never sent twice.
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, int repeats, CancellationToken cancellation)
    {
        try
        {
            var sending = SendToEndAsync(request, cancellation);
            while (!await EndsInTimeAsync(sending))
            {
                // A stop may take longer than a minute when an app has been given that long; a dead daemon answers nothing.
                if (await PingAsync() is not PingOutcome.Answered)
                {
                    throw new CommandFailure(
                        ControlErrorCode.DaemonUnresponsive,
                        $"The daemon has not answered for {Patience.TotalSeconds:0} seconds; see apm.log in its home, or end it with SIGKILL and run the command again: its apps go on.");
                }
            }

            var response = await sending;
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw Refusal(request, response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException and not BrokenPipeException)
        {
            if (request.Method == HttpMethod.Get && !request.Options.TryGetValue(NeverEnding, out _) && repeats < MostRepeats && _home is not null && DaemonReturn.HasGuard(_home))
            {
                using var again = new HttpRequestMessage(HttpMethod.Get, request.RequestUri);
                return await SendAsync(again, repeats + 1, cancellation);
            }

            throw _remote?.Unreachable(e) ?? new CommandFailure(
                ControlErrorCode.DaemonUnresponsive,
                "The daemon closed the connection before it had answered; run `apm list` to see what was done.");
        }
    }

    private async Task<HttpResponseMessage> SendToEndAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var completion = request.Options.TryGetValue(NeverEnding, out _) ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead;
        return await _http.SendAsync(request, completion, cancellation);
    }

    private async Task<bool> EndsInTimeAsync(Task task)
    {
        using var patience = new CancellationTokenSource();
        var first = await Task.WhenAny(task, Task.Delay(Patience, _clock, patience.Token));
        await patience.CancelAsync();
        return first == task;
    }

    private async Task<PingOutcome> PingAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(PingPatience, _clock);
            using var response = await _http.GetAsync(ControlContract.Ping, patience.Token);
            return PingOutcome.Answered;
        }
        catch (OperationCanceledException)
        {
            return PingOutcome.Silent;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return PingOutcome.Gone;
        }
    }

    private static CommandFailure Refusal(HttpRequestMessage request, HttpStatusCode status, byte[] body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, ControlJson.Default.ControlError) is { Message: { Length: > 0 } } error)
            {
                return new CommandFailure(error);
            }
        }
        catch (JsonException)
        {
            // Not this API's refusal: said below.
        }

        return NotUnderstood(request, $"status {(int)status}");
    }

    private static CommandFailure NotUnderstood(HttpRequestMessage request, string what) => new(
        ControlErrorCode.Internal,
        $"The daemon's answer to {request.RequestUri} was not understood ({what}); apm and apmd may be of different versions: run `apm kill` and then `apm resurrect`.");

    private Socket TakeConnection() =>
        Interlocked.Exchange(ref _first, null)
            ?? DaemonReturn.TryOpen(_home!, DaemonReturn.Limit)
            ?? throw new IOException("The daemon is gone.");

    /// <summary>A connection to a socket; null when nobody listens on it.</summary>
    public static Socket? TryOpen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            return e.SocketErrorCode is SocketError.AccessDenied
                ? throw new CommandFailure(
                    ControlErrorCode.InvalidRequest,
                    $"You may not open the socket {path}; run the command as the user who started the daemon, or ask that one for a role (actorpm.access).")
                : null;
        }
    }

    private enum PingOutcome
    {
        Answered,
        Silent,
        Gone,
    }
}
