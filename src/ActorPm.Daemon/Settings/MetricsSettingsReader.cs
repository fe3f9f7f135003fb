using System.Globalization;
using System.Net;

namespace ActorPm.Daemon.Settings;

/// <summary>Reads the settings below <c>actorpm.metrics</c>.</summary>
internal static class MetricsSettingsReader
{
    /// <summary>Reads them.</summary>
    public static MetricsSettings Read(SettingsReader reader)
    {
        var listen = reader.Optional("metrics.listen", Address, "a port, or an address with a port such as 127.0.0.1:9209 or [::1]:9209, or nothing");
        var endpoint = reader.Optional("metrics.otlp.endpoint", Collector, "an address such as http://127.0.0.1:4317, or nothing");
        var protocol = reader.Choice("metrics.otlp.protocol", ("grpc", OtlpProtocol.Grpc), ("http/protobuf", OtlpProtocol.HttpProtobuf));
        var interval = reader.Duration("metrics.otlp.interval", TimeSpan.FromSeconds(1));
        var headers = reader.Secret("metrics.otlp.headers", text => text.Length == 0 || text.Split(',').All(part => part.IndexOf('=', StringComparison.Ordinal) > 0) ? null : "is not name=value, or several of these with commas between them");
        return new MetricsSettings(listen, endpoint is null ? null : new OtlpSettings(endpoint, protocol, interval, headers));
    }

    private static IPEndPoint? Address(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port is > 0 and <= IPEndPoint.MaxPort ? new IPEndPoint(IPAddress.Loopback, port) : null
        : IPEndPoint.TryParse(text, out var address) && address.Port != 0 ? address : null;

    private static Uri? Collector(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;
}
