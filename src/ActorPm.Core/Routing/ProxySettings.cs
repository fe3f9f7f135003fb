namespace ActorPm.Core.Routing;

/// <summary>What the proxy does between a client and an instance.</summary>
public sealed record ProxySettings
{
    /// <summary>HTTP on plain TCP with the defaults below.</summary>
    public static ProxySettings Default { get; } = new();

    /// <summary>What it understands of the bytes. Default HTTP.</summary>
    public ProxyProtocol Protocol { get; init; }

    /// <summary>What instances listen on: a port in <c>PORT</c>, or a Unix socket whose path is in <c>PORT</c>. Default a port.</summary>
    public BackendKind Backend { get; init; }

    /// <summary>Certificate (PEM, with its chain), absolute path; null for no TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's private key (PEM), absolute path; null when it is in the certificate's file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>How long a backend may take to accept a connection. More than 0; default 2 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a request may go on without a byte in either direction. More than 0; default 100 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The most bytes of all headers of a request. Default 32 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 32 * 1024;

    /// <summary>The most bytes of a request's body; null, the default, for no limit.</summary>
    public long? MaxBodyBytes { get; init; }

    /// <summary>The most connections of clients at a time; default 10,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>How often a request without a body whose method is idempotent is tried on further backends. Default 2, 0 for never.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>How long a request waits while no instance is ready. Default 10 s, 0 for not at all; then 503 with Retry-After.</summary>
    public TimeSpan HoldTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many requests wait at a time. Default 1,000; the next is answered 503 at once.</summary>
    public int MaxHeld { get; init; } = 1000;

    /// <summary>Failures in a row (no connection, connection lost, 502 to 504) after which a backend is left out for a time. Default 5, 0 for never.</summary>
    public int EjectAfter { get; init; } = 5;

    /// <summary>How long it is left out; more than 0, default 10 s. The last ready backend is never left out.</summary>
    public TimeSpan EjectFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where each request is noted, absolute path; null, the default, for no access log.</summary>
    public string? AccessLog { get; init; }
}

/// <summary>What the proxy understands.</summary>
public enum ProxyProtocol
{
    /// <summary>HTTP/1.1 with WebSocket; with TLS also HTTP/2.</summary>
    Http,

    /// <summary>HTTP/2 alone, on plain TCP too, and to the instances (gRPC).</summary>
    Http2,

    /// <summary>Nothing: bytes in both directions.</summary>
    Tcp,
}

/// <summary>What an instance behind the proxy listens on.</summary>
public enum BackendKind
{
    /// <summary>A port of 127.0.0.1.</summary>
    Port,

    /// <summary>A Unix socket.</summary>
    Socket,
}
