using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Workload;

/// <summary>Whether a client keeps its connection.</summary>
internal enum ConnectionUse
{
    /// <summary>For as long as the server lets it.</summary>
    Kept,

    /// <summary>A new one for each request.</summary>
    Once,
}

/// <summary>A client that asks at a constant rate, each time with a number of its own, and wants that number back. It never asks twice: what fails has failed.</summary>
internal sealed class RequestWorker(History history, string app, Plane plane, int port, ConnectionUse use) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Longer than a stopped daemon is stopped and a proxy holds a request.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private readonly byte[] _buffer = new byte[4096];
    private Socket? _socket;
    private TimeSpan _opened;
    private int _number;

    /// <summary>Asks until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        while (!stop.IsCancellationRequested)
        {
            await AskAsync();
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private async Task AskAsync()
    {
        var began = History.Now;
        var token = $"{use}-{++_number}";
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await OpenAsync(patience.Token);
            var close = use is ConnectionUse.Once ? "Connection: close\r\n" : "";
            await _socket!.SendAsync(Encoding.ASCII.GetBytes($"GET /?token={token} HTTP/1.1\r\nHost: chaos\r\n{close}\r\n"), patience.Token);
            var reply = await ReadAsync(patience.Token);
            if (reply.Text.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) && reply.Text.EndsWith($" {app} {token}\n", StringComparison.Ordinal))
            {
                history.Add(new HistoryEvent.RequestAnswered(History.Now, began, app, plane));
            }
            else
            {
                Failed(RequestFailure.WrongReply, reply.Text.ReplaceLineEndings(" "));
                Close();
            }

            if (use is ConnectionUse.Once || reply.Ends)
            {
                Close();
            }
        }
        catch (SocketException exception)
        {
            Failed(exception.SocketErrorCode is SocketError.ConnectionRefused ? RequestFailure.Refused : RequestFailure.Reset, exception.Message);
            Close();
        }
        catch (EndOfStreamException exception)
        {
            Failed(RequestFailure.Reset, exception.Message);
            Close();
        }
        catch (OperationCanceledException)
        {
            Failed(RequestFailure.Timeout, $"no reply within {Patience.TotalSeconds} s");
            Close();
        }

        void Failed(RequestFailure failure, string text) =>
            history.Add(new HistoryEvent.RequestFailed(History.Now, began, _opened, app, plane, failure, $"{token}: {text}"));
    }

    private async Task OpenAsync(CancellationToken patience)
    {
        if (_socket is null)
        {
            _opened = History.Now;
            _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), patience);
        }
    }

    // Enough of HTTP/1.1 for short replies: a length, or one chunk.
    private async Task<(string Text, bool Ends)> ReadAsync(CancellationToken patience)
    {
        var length = 0;
        while (true)
        {
            var got = await _socket!.ReceiveAsync(_buffer.AsMemory(length), patience);
            if (got == 0)
            {
                throw new EndOfStreamException($"the connection ended after {length} bytes");
            }

            length += got;
            var text = Encoding.ASCII.GetString(_buffer, 0, length);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head < 0)
            {
                continue;
            }

            var fields = text[..head];
            var ends = fields.Contains("Connection: close", StringComparison.OrdinalIgnoreCase);
            if (LengthOf(fields) is { } body)
            {
                if (length >= head + 4 + body)
                {
                    return (text, ends);
                }
            }
            else if (text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
            {
                return (text[..^"\r\n0\r\n\r\n".Length], ends);
            }
        }
    }

    private static int? LengthOf(string fields)
    {
        const string Name = "content-length:";
        var at = fields.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : int.Parse(fields[(at + Name.Length)..].Split("\r\n")[0], CultureInfo.InvariantCulture);
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
