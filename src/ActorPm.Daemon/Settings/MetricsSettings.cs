using System.Net;

namespace ActorPm.Daemon.Settings;

/// <summary>Where metrics go besides the control socket.</summary>
/// <param name="Listen">The TCP port on which Prometheus may read them; null for none.</param>
/// <param name="Otlp">The collector that they are sent to; null for none.</param>
internal sealed record MetricsSettings(IPEndPoint? Listen, OtlpSettings? Otlp)
{
    /// <summary>Nowhere.</summary>
    public static MetricsSettings None { get; } = new(null, null);
}

/// <summary>A collector of OpenTelemetry's protocol.</summary>
/// <param name="Endpoint">Its address; with <c>http/protobuf</c> the whole one, as <c>http://host:4318/v1/metrics</c>.</param>
/// <param name="Protocol">How it is spoken to.</param>
/// <param name="Interval">How often; at least 1 s.</param>
/// <param name="Headers">What is sent along, as <c>name=value,…</c>; empty for nothing. A secret.</param>
internal sealed record OtlpSettings(Uri Endpoint, OtlpProtocol Protocol, TimeSpan Interval, string Headers);

/// <summary>How OTLP is spoken.</summary>
internal enum OtlpProtocol
{
    /// <summary>gRPC, which is HTTP/2; usually port 4317.</summary>
    Grpc,

    /// <summary>Protobuf in POST requests; usually port 4318.</summary>
    HttpProtobuf,
}
