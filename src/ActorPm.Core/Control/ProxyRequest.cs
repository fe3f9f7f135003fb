namespace ActorPm.Core.Control;

/// <summary>What a request says of the proxy; null means "not said". One that says nothing is a proxy with its defaults on the app's <c>PORT</c>.</summary>
public sealed record ProxyRequest
{
    /// <summary>Where it listens, in <see cref="Routing.ListenAddress"/>'s words; an empty list takes the proxy back. Default: the <c>PORT</c> that was given for the app.</summary>
    public IReadOnlyList<string>? Listen { get; init; }

    /// <summary><c>http</c>, <c>http2</c> or <c>tcp</c>; default http.</summary>
    public string? Protocol { get; init; }

    /// <summary><c>port</c> or <c>socket</c>: what instances listen on; default port.</summary>
    public string? Backend { get; init; }

    /// <summary>The certificate (PEM), absolute or relative to the app's directory; empty takes it back.</summary>
    public string? Cert { get; init; }

    /// <summary>Its private key (PEM); empty takes it back. Default: it is in the certificate's file.</summary>
    public string? Key { get; init; }

    /// <summary>Milliseconds that a backend may take to accept a connection; more than 0, default 2000.</summary>
    public double? ConnectTimeoutMs { get; init; }

    /// <summary>Milliseconds without a byte; more than 0, default 100,000.</summary>
    public double? IdleTimeoutMs { get; init; }

    /// <summary>The most bytes of all headers, as a number or with K or M; 1K to 64M, default 32K.</summary>
    public string? MaxHeaderSize { get; init; }

    /// <summary>The most bytes of a body, as a number or with K, M or G; <c>0</c> or empty for no limit, the default.</summary>
    public string? MaxBodySize { get; init; }

    /// <summary>The most connections of clients at a time; at least 1, default 10,000.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>How often a request is tried on further backends; 0 to 100, default 2.</summary>
    public int? Retries { get; init; }

    /// <summary>Milliseconds that a request waits while no instance is ready; at least 0, default 10,000.</summary>
    public double? HoldMs { get; init; }

    /// <summary>How many requests wait at a time; at least 0, default 1000.</summary>
    public int? MaxHeld { get; init; }

    /// <summary>Failures in a row after which a backend is left out; at least 0, 0 for never, default 5.</summary>
    public int? EjectAfter { get; init; }

    /// <summary>Milliseconds for which it is left out; more than 0, default 10,000.</summary>
    public double? EjectForMs { get; init; }

    /// <summary>Where each request is noted, absolute or relative to the app's directory; empty takes it back. Default: nowhere.</summary>
    public string? AccessLog { get; init; }
}
