using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace ActorPm.Cluster.Tests.Strangers;

/// <summary>What a stranger may send to a port that speaks TLS. The same seed gives the same bytes, but for those that TLS itself leaves to chance.</summary>
internal sealed class Garbage(int seed)
{
    private const int MostBytes = 64 * 1024, LengthBytes = 4, FlipsPerHello = 8;

    private static readonly byte[] Hello = ClientHello();

    private readonly Random _chance = new(seed);

    /// <summary>From 0 to below a limit.</summary>
    public int Next(int limit) => _chance.Next(limit);

    /// <summary>Something that is no handshake, or a damaged one.</summary>
    public byte[] Plain() => _chance.Next(6) switch
    {
        0 => Bytes(_chance.Next(1, MostBytes)),
        1 => Record(),
        2 => DamagedHello(),
        3 => Hello[.._chance.Next(1, Hello.Length)],
        4 => Frame(),
        _ => Request(),
    };

    /// <summary>Something to say inside TLS.</summary>
    public byte[] Inside() => _chance.Next(2) == 0 ? Frame() : Request();

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _chance.NextBytes(bytes);
        return bytes;
    }

    // The head of a record (RFC 8446, 5.1) that says any type and any length.
    private byte[] Record() => [(byte)_chance.Next(0x14, 0x1a), 3, (byte)_chance.Next(0, 5), .. Bytes(2), .. Bytes(_chance.Next(0, 4096))];

    private byte[] DamagedHello()
    {
        var hello = (byte[])Hello.Clone();
        for (var flip = 0; flip < FlipsPerHello; flip++)
        {
            hello[_chance.Next(hello.Length)] ^= (byte)(1 << _chance.Next(8));
        }

        return hello;
    }

    // As Akka.Remote frames its messages, with a length that need not be true.
    private byte[] Frame()
    {
        var body = Bytes(_chance.Next(0, 4096));
        return [.. _chance.Next(2) == 0 ? BitConverter.GetBytes(body.Length) : Bytes(LengthBytes), .. body];
    }

    private byte[] Request()
    {
        string[] routes = ["/peer/v1/authority", "/peer/v1/enrol", "/peer/v1/state", "/peer/v1/vote", "/peer/v1/forget", "/node/v1/shutdown", "/peer/v2/state", "/"];
        var body = Convert.ToHexString(Bytes(_chance.Next(0, 2048)));
        return Encoding.ASCII.GetBytes(
            $"{(_chance.Next(2) == 0 ? "GET" : "POST")} {routes[_chance.Next(routes.Length)]} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {_chance.Next(0, 2 * body.Length + 1)}\r\n\r\n{body}");
    }

    private static byte[] ClientHello()
    {
        using var memory = new MemoryStream();
        using var tls = new SslStream(memory);
        try
        {
            tls.AuthenticateAsClient("x");
        }
        catch (Exception end) when (end is IOException or AuthenticationException)
        {
            // Nobody answers; the first message is all that is wanted.
        }

        return memory.ToArray();
    }
}
