using System.Buffers;
using System.Text.Json;

namespace ActorPm.Core.Routing.Cluster;

/// <summary>What a primary says to its workers, as JSON in UTF-8. <c>cmd</c> comes first: that is how internal messages are told from an app's.</summary>
public static class ClusterReplies
{
    /// <summary>The <c>cmd</c> of Node's cluster.</summary>
    public const string Cluster = "NODE_CLUSTER";

    /// <summary>The preload's first word.</summary>
    public const string CanDrain = "NODE_ACTORPM_HELLO";

    /// <summary>The preload's word on how far draining is.</summary>
    public const string Draining = "NODE_ACTORPM_DRAINING";

    /// <summary>Asks the preload to drain.</summary>
    public const string Drain = "NODE_ACTORPM_DRAIN";

    /// <summary>The answer to a wish to listen that was fulfilled.</summary>
    /// <param name="seq">The number of this message.</param>
    /// <param name="ack">The number of the wish.</param>
    /// <param name="key">The socket.</param>
    /// <param name="data">What its servers share, as JSON; null for nothing.</param>
    /// <param name="name">The socket's name, when the connections come one by one; null with the socket itself.</param>
    public static byte[] Opened(long seq, long ack, string key, string? data, SocketName? name) => Write(writer =>
    {
        writer.WriteNull("errno"u8);
        Common(writer, seq, ack, key, data);
        if (name?.Family is { } family)
        {
            writer.WriteStartObject("sockname"u8);
            writer.WriteString("address"u8, name.Address);
            writer.WriteString("family"u8, family);
            writer.WriteNumber("port"u8, name.Port);
            writer.WriteEndObject();
        }
    });

    /// <summary>The answer to a wish to listen that was not.</summary>
    /// <param name="seq">The number of this message.</param>
    /// <param name="ack">The number of the wish.</param>
    /// <param name="key">The socket.</param>
    /// <param name="errno">The kernel's error number, positive.</param>
    public static byte[] Refused(long seq, long ack, string key, int errno) => Write(writer =>
    {
        writer.WriteNumber("errno"u8, -errno);
        Common(writer, seq, ack, key, null);
    });

    /// <summary>Goes with a connection.</summary>
    /// <param name="seq">The number that the worker's word repeats.</param>
    /// <param name="key">The socket that it came in on.</param>
    public static byte[] Connection(long seq, string key) => Write(writer =>
    {
        writer.WriteString("act"u8, "newconn"u8);
        writer.WriteString("key"u8, key);
        writer.WriteNumber("seq"u8, seq);
    });

    /// <summary>That a worker leaves was noted.</summary>
    public static byte[] Noted(long seq, long ack) => Write(writer =>
    {
        writer.WriteNumber("ack"u8, ack);
        writer.WriteNumber("seq"u8, seq);
    });

    /// <summary>Close all servers and leave the cluster: what a worker without the preload is asked.</summary>
    public static byte[] Disconnect(long seq) => Write(writer =>
    {
        writer.WriteString("act"u8, "disconnect"u8);
        writer.WriteNumber("seq"u8, seq);
    });

    /// <summary>Accept no more, finish what is open, and say when that is done: what a worker with the preload is asked.</summary>
    /// <param name="idle">How long a connection that asks for nothing is kept.</param>
    /// <param name="scope">Which servers.</param>
    public static byte[] DrainOrder(TimeSpan idle, DrainScope scope)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("cmd"u8, Drain);
            writer.WriteNumber("idle"u8, (long)idle.TotalMilliseconds);
            writer.WriteString("scope"u8, scope switch
            {
                DrainScope.Cluster => "cluster"u8,
                DrainScope.All => "all"u8,
                DrainScope.Connections => "connections"u8,
                _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Not a scope of a drain."),
            });
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Goes with a listening socket that the preload keeps open, so that it outlives the daemon.</summary>
    public static byte[] Keep(string key) => AboutSocket("NODE_ACTORPM_KEEP", key);

    /// <summary>The preload need not keep a socket open any more.</summary>
    public static byte[] Drop(string key) => AboutSocket("NODE_ACTORPM_DROP", key);

    private static byte[] AboutSocket(string command, string key)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("cmd"u8, command);
            writer.WriteString("key"u8, key);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Common(Utf8JsonWriter writer, long seq, long ack, string key, string? data)
    {
        writer.WriteString("key"u8, key);
        writer.WriteNumber("ack"u8, ack);
        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(data ?? "null", skipInputValidation: true);
        writer.WriteNumber("seq"u8, seq);
    }

    private static byte[] Write(Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("cmd"u8, Cluster);
            body(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>Which servers of a worker drain.</summary>
public enum DrainScope
{
    /// <summary>Those of Node's cluster.</summary>
    Cluster,

    /// <summary>All that listen.</summary>
    All,

    /// <summary>All that listen, and they go on listening: somebody else sees to it that nobody connects any more.</summary>
    Connections,
}
