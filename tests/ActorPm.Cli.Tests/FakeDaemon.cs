using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests;

/// <summary>A control API by hand on a Unix socket: answers each route with what the test says and keeps what it was asked.</summary>
internal sealed class FakeDaemon : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Dictionary<string, (int Status, byte[] Body)> _answers = [];
    private readonly List<Request> _requests = [];
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeDaemon(string socketPath)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(socketPath)!);
        _listener.Bind(new UnixDomainSocketEndPoint(socketPath));
        _listener.Listen();
        Answer(ControlContract.Ping, new PingReply("pong", "0.1.0", int.MaxValue), ControlJson.Default.PingReply);
        Answer(ControlContract.Instances, new InstanceList([]), ControlJson.Default.InstanceList);
        _ = AcceptAsync();
    }

    /// <summary>What was asked, without the query for the routes that take a body.</summary>
    public IReadOnlyList<Request> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The routes that are not answered until <see cref="Release"/>; nobody needs to call it.</summary>
    public HashSet<string> Held { get; } = [];

    /// <summary>The routes whose connection is closed instead of answered.</summary>
    public HashSet<string> HungUp { get; } = [];

    /// <summary>Whether such a route is answered from the second time on.</summary>
    public bool HangsUpOnce { get; set; }

    /// <summary>Ends when somebody has asked whether the daemon lives.</summary>
    public TaskCompletionSource Pinged { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether a log stream stays open after its bytes.</summary>
    public bool KeepsLogsOpen { get; set; }

    /// <summary>The bytes of the log stream, sent one piece after the other.</summary>
    public IReadOnlyList<byte[]> LogPieces { get; set; } = [];

    public FakeDaemon Answer<T>(string route, T body, JsonTypeInfo<T> type)
    {
        _answers[route] = (200, JsonSerializer.SerializeToUtf8Bytes(body, type));
        return this;
    }

    public FakeDaemon Answer(string route, string body)
    {
        _answers[route] = (200, Encoding.UTF8.GetBytes(body));
        return this;
    }

    public FakeDaemon Refuse(string route, ControlErrorCode code, string message)
    {
        var error = new ControlError(code, message);
        _answers[route] = (error.HttpStatus, JsonSerializer.SerializeToUtf8Bytes(error, ControlJson.Default.ControlError));
        return this;
    }

    /// <summary>The body of the only request for a route.</summary>
    public T Asked<T>(string route, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(Requests.Single(request => request.Route == route).Body, type)!;

    public void Release() => _released.TrySetResult();

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync(_end.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            while (await ReadRequestAsync(stream) is { } request)
            {
                lock (_requests)
                {
                    _requests.Add(request);
                }

                if (request.Route == ControlContract.Ping)
                {
                    Pinged.TrySetResult();
                }

                if (HangsUpOnce ? HungUp.Remove(request.Route) : HungUp.Contains(request.Route))
                {
                    return;
                }

                if (Held.Contains(request.Route))
                {
                    await _released.Task.WaitAsync(_end.Token);
                }

                if (request.Route == ControlContract.Logs && !_answers.ContainsKey(request.Route))
                {
                    await SendLogsAsync(stream);
                    return;
                }

                var (status, body) = _answers.TryGetValue(request.Route, out var answer) ? answer : (200, []);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\nContent-Length: {body.Length}\r\n\r\n"));
                await stream.WriteAsync(body);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller has gone, which ends its connection.
        }
    }

    private async Task SendLogsAsync(NetworkStream stream)
    {
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());
        foreach (var piece in LogPieces)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"));
            await stream.WriteAsync(piece);
            await stream.WriteAsync("\r\n"u8.ToArray());
        }

        if (KeepsLogsOpen)
        {
            await Task.Delay(Timeout.Infinite, _end.Token);
        }

        await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
    }

    private static async Task<Request?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n");
        var length = lines.FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } header
            ? int.Parse(header["Content-Length:".Length..], System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        var body = new byte[length];
        await stream.ReadExactlyAsync(body);
        var words = lines[0].Split(' ');
        var path = words[1].Split('?', 2);
        return new Request(words[0], path[0], path.Length > 1 ? path[1] : "", body);
    }

    internal sealed record Request(string Method, string Route, string Query, byte[] Body);
}
