using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Clients of sample apps. Each request has a connection of its own.</summary>
internal static class Clients
{
    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        probe.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>The body of an answer.</summary>
    public static async Task<string> GetAsync(string url, Version? version = null)
    {
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" } };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = version ?? HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await client.SendAsync(request);
        return (await response.Content.ReadAsStringAsync()).Trim();
    }

    /// <summary>Whether a connection is refused.</summary>
    public static async Task<bool> IsRefusedAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Asks until as many different answers have come; fails by time when they do not.</summary>
    public static async Task<IReadOnlyCollection<string>> AnswersAsync(int number, Func<Task<string>> ask)
    {
        var answers = new HashSet<string>();
        await Until.TrueAsync($"{number} different answers", async () => answers.Add(await ask()) && answers.Count >= number || answers.Count >= number);
        return answers;
    }

    /// <summary>A datagram and its answer.</summary>
    public static async Task<string> DatagramAsync(int port)
    {
        using var client = new UdpClient();
        client.Connect(IPAddress.Loopback, port);
        await client.SendAsync("?"u8.ToArray());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return Encoding.UTF8.GetString((await client.ReceiveAsync(limit.Token)).Buffer);
    }

    /// <summary>An upgraded connection that echoes.</summary>
    public static async Task<NetworkStream> UpgradeAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"u8.ToArray());
        var head = new byte[1024];
        var got = await stream.ReadAsync(head);
        Assert.StartsWith("HTTP/1.1 101", Encoding.ASCII.GetString(head, 0, got), StringComparison.Ordinal);
        return stream;
    }

    /// <summary>What comes back of a word.</summary>
    public static async Task<string> EchoAsync(NetworkStream stream, string word)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(word));
        var back = new byte[word.Length];
        await stream.ReadExactlyAsync(back);
        return Encoding.ASCII.GetString(back);
    }
}
