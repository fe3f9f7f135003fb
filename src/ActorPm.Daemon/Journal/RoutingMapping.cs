using ActorPm.Core.Apps;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Journal;

/// <summary>Between the settings of routing and their shape in the journal.</summary>
internal static class RoutingMapping
{
    /// <summary>The record; null when there is nothing to say.</summary>
    public static RoutingRecord? ToRecord(AppSpec spec)
    {
        var routing = spec.Routing;
        return routing == RoutingSettings.None && spec.Mode is ExecMode.Fork
            ? null
            : new RoutingRecord(
                RoutingWords.Of(routing.Plane), [.. routing.Addresses.Select(address => address.ToString())], RoutingWords.Of(routing.Policy),
                RoutingWords.Of(routing.Handoff), routing.DrainTimeout.TotalMilliseconds)
            {
                Proxy = routing.Proxy == ProxySettings.Default ? null : ToRecord(routing.Proxy),
            };
    }

    public static RoutingSettings ToSettings(SpecRecord record)
    {
        if (record.Routing is not { } routing)
        {
            // Written before clusters shared a port: from now on they do.
            return RoutingSettings.None with { Plane = RoutingSettings.PlaneOf(record.Cluster ? ExecMode.Cluster : ExecMode.Fork, record.Interpreter) };
        }

        return new RoutingSettings
        {
            Plane = RoutingWords.TryPlane(routing.Plane, out var plane) ? plane : throw Unknown("way of requests", routing.Plane),
            Addresses =
            [
                .. routing.Addresses.Select(text => ListenAddress.TryParse(text, out var address, out _) ? address : throw Unknown("address", text)),
            ],
            Policy = RoutingWords.TryPolicy(routing.Balance, out var policy) ? policy : throw Unknown("policy", routing.Balance),
            Handoff = routing.Scheduling switch
            {
                "shared" => HandoffMode.SharedSocket,
                "connections" => HandoffMode.Connections,
                var other => throw Unknown("scheduling", other),
            },
            DrainTimeout = TimeSpan.FromMilliseconds(routing.DrainTimeoutMs),
            Proxy = routing.Proxy is { } proxy ? ToSettings(proxy) : ProxySettings.Default,
        };
    }

    private static ProxyRecord ToRecord(ProxySettings proxy) => new(
        RoutingWords.Of(proxy.Protocol), RoutingWords.Of(proxy.Backend), proxy.CertificateFile, proxy.KeyFile, proxy.ConnectTimeout.TotalMilliseconds,
        proxy.IdleTimeout.TotalMilliseconds, proxy.MaxHeaderBytes, proxy.MaxBodyBytes, proxy.MaxConnections, proxy.Retries, proxy.HoldTimeout.TotalMilliseconds,
        proxy.MaxHeld, proxy.EjectAfter, proxy.EjectFor.TotalMilliseconds, proxy.AccessLog);

    private static ProxySettings ToSettings(ProxyRecord record) => new()
    {
        Protocol = RoutingWords.TryProtocol(record.Protocol, out var protocol) ? protocol : throw Unknown("protocol", record.Protocol),
        Backend = record.Backend switch
        {
            "port" => BackendKind.Port,
            "socket" => BackendKind.Socket,
            var other => throw Unknown("kind of backend", other),
        },
        CertificateFile = record.Cert,
        KeyFile = record.Key,
        ConnectTimeout = TimeSpan.FromMilliseconds(record.ConnectTimeoutMs),
        IdleTimeout = TimeSpan.FromMilliseconds(record.IdleTimeoutMs),
        MaxHeaderBytes = record.MaxHeaderBytes,
        MaxBodyBytes = record.MaxBodyBytes,
        MaxConnections = record.MaxConnections,
        Retries = record.Retries,
        HoldTimeout = TimeSpan.FromMilliseconds(record.HoldMs),
        MaxHeld = record.MaxHeld,
        EjectAfter = record.EjectAfter,
        EjectFor = TimeSpan.FromMilliseconds(record.EjectForMs),
        AccessLog = record.AccessLog,
    };

    private static FormatException Unknown(string what, string word) => new($"The journal holds the unknown {what} '{word}'.");
}
