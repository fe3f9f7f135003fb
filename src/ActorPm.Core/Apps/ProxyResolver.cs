using ActorPm.Core.Control;
using ActorPm.Core.Routing;

namespace ActorPm.Core.Apps;

/// <summary>Applies what a request says of the proxy to its settings.</summary>
/// <param name="request">What the user wrote.</param>
/// <param name="paths">Makes paths absolute.</param>
/// <param name="refusals">Gets what is wrong.</param>
internal sealed class ProxyResolver(ProxyRequest request, PathResolver paths, Refusals refusals)
{
    private const int LeastHeaderBytes = 1024;
    private const int MostHeaderBytes = 64 * 1024 * 1024;
    private const int MostRetries = 100;

    /// <summary>The settings.</summary>
    public ProxySettings ApplyTo(ProxySettings current)
    {
        var settings = current with
        {
            Protocol = Protocol(current.Protocol),
            Backend = request.Backend switch
            {
                null => current.Backend,
                "" or "port" => BackendKind.Port,
                "socket" => BackendKind.Socket,
                var other => refusals.Add(current.Backend, $"'{other}' is nothing that an instance listens on; give port or socket (proxy.backend)."),
            },
            CertificateFile = File(request.Cert, current.CertificateFile),
            KeyFile = File(request.Key, current.KeyFile),
            ConnectTimeout = refusals.Pause(request.ConnectTimeoutMs, current.ConnectTimeout, "proxy.connect_timeout"),
            IdleTimeout = refusals.Pause(request.IdleTimeoutMs, current.IdleTimeout, "proxy.idle_timeout"),
            MaxHeaderBytes = HeaderBytes(current.MaxHeaderBytes),
            MaxBodyBytes = BodyBytes(current.MaxBodyBytes),
            MaxConnections = refusals.Number(request.MaxConnections, current.MaxConnections, "proxy.max_connections", 1),
            Retries = refusals.Number(request.Retries, current.Retries, "proxy.retries", 0, MostRetries),
            HoldTimeout = refusals.Duration(request.HoldMs, current.HoldTimeout, "proxy.hold"),
            MaxHeld = refusals.Number(request.MaxHeld, current.MaxHeld, "proxy.max_held", 0),
            EjectAfter = refusals.Number(request.EjectAfter, current.EjectAfter, "proxy.eject_after", 0),
            EjectFor = refusals.Pause(request.EjectForMs, current.EjectFor, "proxy.eject_for"),
            AccessLog = File(request.AccessLog, current.AccessLog),
        };
        if (settings is { KeyFile: not null, CertificateFile: null })
        {
            refusals.Add("proxy.key is the key of a certificate, and there is none; give proxy.cert as well, or remove the key.");
        }

        return settings;
    }

    private ProxyProtocol Protocol(ProxyProtocol current) => request.Protocol switch
    {
        null => current,
        "" => ProxyProtocol.Http,
        var text => RoutingWords.TryProtocol(text, out var protocol)
            ? protocol
            : refusals.Add(current, $"'{text}' is not a protocol of the proxy; give {RoutingWords.Listed(RoutingWords.Protocols)} (proxy.protocol)."),
    };

    private string? File(string? path, string? current) => path switch { null => current, "" => null, _ => paths.Absolute(path) };

    private int HeaderBytes(int current)
    {
        if (string.IsNullOrEmpty(request.MaxHeaderSize))
        {
            return request.MaxHeaderSize is null ? current : ProxySettings.Default.MaxHeaderBytes;
        }

        return MemoryText.TryParse(request.MaxHeaderSize, out var bytes) && bytes is >= LeastHeaderBytes and <= MostHeaderBytes
            ? (int)bytes
            : refusals.Add(current, $"'{request.MaxHeaderSize}' is no size for headers; give 1K to 64M (proxy.max_header_size).");
    }

    private long? BodyBytes(long? current)
    {
        if (string.IsNullOrEmpty(request.MaxBodySize))
        {
            return request.MaxBodySize is null ? current : null;
        }

        if (!MemoryText.TryParse(request.MaxBodySize, out var bytes))
        {
            return refusals.Add(current, $"'{request.MaxBodySize}' is no size for bodies; give bytes, or a number with K, M or G such as 10M, or 0 for no limit (proxy.max_body_size).");
        }

        return bytes == 0 ? null : bytes;
    }
}
