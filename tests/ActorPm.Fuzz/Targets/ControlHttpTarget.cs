using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Text.Json;
using ActorPm.Core.Control;
using ActorPm.Fuzz.Engine;

namespace ActorPm.Fuzz.Targets;

/// <summary>
/// Bytes on the control socket of a real daemon: HTTP of every route, mutated until it is none. The daemon goes on answering, no request but one that is obeyed touches an
/// app, and neither memory nor descriptors grow.
/// </summary>
internal sealed class ControlHttpTarget : IFuzzTarget
{
    private const int CheckEvery = 100;
    private const int WarmUp = 1000;
    private const long MostGrowth = 256L * 1024 * 1024;
    private const int MostDescriptors = 64;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private static readonly IReadOnlyList<string> Routes =
        [.. typeof(ControlContract).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral && field.FieldType == typeof(string)).Select(field => (string)field.GetRawConstantValue()!).Where(route => route.StartsWith('/'))];

    private readonly byte[] _buffer = new byte[64 * 1024];
    private ScratchDaemon? _daemon;
    private string _bystander = "";
    private long _inputs;
    private long _memory;
    private int _descriptors;

    /// <inheritdoc/>
    public string Name => "control-http";

    /// <inheritdoc/>
    public int Weight => 3;

    /// <inheritdoc/>
    public TimeSpan Limit => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IReadOnlyList<string> Words =>
    [
        .. Routes, "GET ", "POST ", "PUT ", "HEAD ", "TRACE ", "CONNECT ", " HTTP/1.1\r\n", " HTTP/1.0\r\n", " HTTP/2.0\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "Host: apm\r\n", "Content-Length: ", "Content-Length: -1\r\n",
        "Content-Length: 99999999999\r\n", "Transfer-Encoding: chunked\r\n\r\n", "ffffffff\r\n", "0\r\n\r\n", "Expect: 100-continue\r\n", "Upgrade: h2c\r\nConnection: Upgrade\r\n", "Connection: close\r\n", "\r\n\r\n",
        "?target=", "&lines=", "&stream=", "&follow=true", "?topics=", "%00", "%ff", "%2e%2e/", "/../", "//", "/%(.*)+/", "/v1/apps/none/router", "targets", "apps", "none", "{\"targets\":[\"none\"]}",
    ];

    /// <inheritdoc/>
    public IEnumerable<byte[]> Seeds =>
    [
        .. Routes.Where(route => !route.Contains("shutdown", StringComparison.Ordinal)).SelectMany(route => new[]
        {
            $"GET {route}?target=none&lines=3&follow=false&topics=process:* HTTP/1.1\r\nHost: apm\r\nConnection: close\r\n\r\n",
            $"POST {route} HTTP/1.1\r\nHost: apm\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 63\r\n\r\n{{\"targets\":[\"none\"],\"target\":\"none\",\"count\":\"+1\",\"data\":\"x\"    }}",
            $"POST {route} HTTP/1.1\r\nHost: apm\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n{{\"targets\":[\"none\"]}}\r\n0\r\n\r\n",
        }).Select(Encoding.UTF8.GetBytes),
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlyMemory<byte> input)
    {
        // A real shutdown is obeyed, and so it should be.
        if (Encoding.Latin1.GetString(input.Span) is var text && (text.Contains("shut", StringComparison.OrdinalIgnoreCase) || (text.Contains('%') && text.Contains("down", StringComparison.OrdinalIgnoreCase))))
        {
            return;
        }

        var daemon = _daemon ?? throw new InvalidOperationException("It has not begun.");
        var answer = Exchange(daemon, input);
        if (++_inputs % CheckEvery == 0 || answer.Contains("HTTP/1.1 5", StringComparison.Ordinal))
        {
            Check(daemon, answer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _daemon?.Dispose();

    /// <inheritdoc/>
    public void Begin()
    {
        _daemon = new ScratchDaemon();
        _daemon.Must("start", "/bin/sleep", "--name", "bystander", "--", "1000000");
        _bystander = Bystander(_daemon);
    }

    private string Exchange(ScratchDaemon daemon, ReadOnlyMemory<byte> input)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 300, SendTimeout = 2000 };
        try
        {
            socket.Connect(daemon.Socket);
        }
        catch (SocketException e)
        {
            throw new BrokenPromiseException($"the daemon takes no connection: {e.Message}");
        }

        var answer = new StringBuilder();
        try
        {
            socket.Send(input.Span);
            socket.Shutdown(SocketShutdown.Send);
            for (var got = socket.Receive(_buffer); got > 0 && answer.Length < 256 * 1024; got = socket.Receive(_buffer))
            {
                answer.Append(Encoding.Latin1.GetString(_buffer, 0, got));
            }
        }
        catch (SocketException)
        {
            // Closed on a broken request, or a stream that goes on: both are answers.
        }

        return answer.ToString();
    }

    private void Check(ScratchDaemon daemon, string answer)
    {
        if (answer.Contains("A defect in the daemon", StringComparison.Ordinal))
        {
            throw new BrokenPromiseException("a request meets a defect: " + answer[..Math.Min(answer.Length, 1500)]);
        }

        var now = Bystander(daemon);
        if (now != _bystander)
        {
            throw new BrokenPromiseException($"an app was touched: {_bystander} → {now}");
        }

        if (_inputs < WarmUp)
        {
            (_memory, _descriptors) = (daemon.Memory(), daemon.Descriptors());
            return;
        }

        if (_memory > 0 && daemon.Memory() is var memory && memory > _memory + MostGrowth)
        {
            throw new BrokenPromiseException($"the daemon grew from {_memory >> 20} to {memory >> 20} MiB");
        }

        if (_descriptors > 0 && daemon.Descriptors() is var descriptors && descriptors > _descriptors + MostDescriptors)
        {
            throw new BrokenPromiseException($"the daemon has {descriptors} descriptors open, and had {_descriptors}");
        }
    }

    // Its pid, state and number of restarts.
    private static string Bystander(ScratchDaemon daemon)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(daemon.Socket, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        }) { Timeout = AnswerLimit, BaseAddress = new Uri("http://apm") };
        try
        {
            using var list = JsonDocument.Parse(client.GetStringAsync(new Uri(ControlContract.Jlist, UriKind.Relative)).GetAwaiter().GetResult());
            return list.RootElement.EnumerateArray()
                .Where(app => app.GetProperty("name").GetString() == "bystander")
                .Select(app => $"pid {app.GetProperty("pid")} {app.GetProperty("pm2_env").GetProperty("status")} {app.GetProperty("pm2_env").GetProperty("restart_time")}")
                .FirstOrDefault("none");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            throw new BrokenPromiseException($"the daemon does not answer any more: {e.Message}");
        }
    }
}
