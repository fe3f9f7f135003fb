using System.CommandLine;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>The options that say how requests reach an app's instances.</summary>
internal sealed class RoutingOptions : IAppOptionGroup
{
    private readonly Option<string[]> _proxy = Options.Value("--proxy", "address", "listen here and forward requests to the instances: 8080, 127.0.0.1:8080, unix:/path (repeatable)");
    private readonly Option<string[]> _protocol = Options.Value("--proxy-protocol", "protocol", "what the proxy understands: http, http2 or tcp; default: http");
    private readonly Option<string[]> _socket = Options.Value("--socket", "address", "hand a listening socket to the instances (LISTEN_FDS): 8080, web=8080, unix:/path (repeatable)");
    private readonly Option<string[]> _balance = Options.Value("--balance", "policy", "who gets the next request: round_robin, least_connections, power_of_two, sticky_cookie, sticky_address");
    private readonly Option<string[]> _scheduling = Options.Value("--scheduling", "how", "how workers of a cluster get connections: shared or connections; default: shared");
    private readonly Option<string[]> _drainTimeout = Options.Value("--drain-timeout", "time", "how long an instance that leaves may take to finish its requests; default: 30s");

    /// <inheritdoc/>
    public IReadOnlyList<Option> All => [_proxy, _protocol, _socket, _balance, _scheduling, _drainTimeout];

    // What is not given here stays as other options, or the app's file, have it.
    /// <inheritdoc/>
    public AppRequest AddTo(AppRequest request, Invocation call, List<string> problems) => request with
    {
        Proxy = Proxy(request.Proxy, call),
        Sockets = Addresses(call, _socket) ?? request.Sockets,
        Balance = OptionText.Cleared(call.Value(_balance)) ?? request.Balance,
        Scheduling = OptionText.Cleared(call.Value(_scheduling)) ?? request.Scheduling,
        DrainTimeoutMs = OptionText.Duration(call, _drainTimeout, problems) ?? request.DrainTimeoutMs,
    };

    private ProxyRequest? Proxy(ProxyRequest? current, Invocation call) => !call.Has(_proxy) && !call.Has(_protocol)
        ? current
        : (current ?? new ProxyRequest()) with
        {
            Listen = Addresses(call, _proxy) ?? current?.Listen,
            Protocol = OptionText.Cleared(call.Value(_protocol)) ?? current?.Protocol,
        };

    // An empty list takes addresses back.
    private static IReadOnlyList<string>? Addresses(Invocation call, Option<string[]> option) => call.Has(option)
        ? [.. call.Values(option).Select(OptionText.Cleared).OfType<string>().Where(text => text.Length > 0)]
        : null;
}
