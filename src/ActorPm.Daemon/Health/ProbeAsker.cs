using System.Collections.Immutable;
using System.Net.Sockets;
using ActorPm.Core.Apps;
using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Routing;
using ActorPm.Processes;

namespace ActorPm.Daemon.Health;

/// <summary>Asks the questions of one process. Each answer comes within the probe's timeout, or is a failure.</summary>
/// <param name="edge">The means.</param>
/// <param name="own">The instance's own address; null when it is not known.</param>
/// <param name="door">Opens a connection to this very process where its port is shared with others, or gives none as long as it does not listen; null where the address is its own.</param>
/// <param name="setting">How a command of the app is run; throws <see cref="LaunchException"/> when it cannot be.</param>
internal sealed class ProbeAsker(HealthContext edge, ListenAddress? own, Func<CancellationToken, Task<Socket?>>? door, Func<CommandOrder> setting)
{
    private static readonly ProbeOutcome _closed = new ProbeOutcome.Failure("it does not listen");
    private static readonly ProbeOutcome _noAddress = new ProbeOutcome.Failure("it is not known where the instance listens; give the probe a whole address");

    /// <summary>Asks once.</summary>
    /// <exception cref="OperationCanceledException">The process is nobody's business any more.</exception>
    public async Task<ProbeOutcome> AskAsync(ProbeSettings settings, CancellationToken cancellation)
    {
        if (settings.Check is ProbeCheck.Exec exec)
        {
            return await RunAsync(exec.Command, settings.Timeout, cancellation);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.Timeout);
        try
        {
            return await AskNetworkAsync(settings.Check, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ProbeOutcome.Failure($"{WordOf(settings.Check)} was not answered within {SecondsText.Of(settings.Timeout)}");
        }
    }

    private async Task<ProbeOutcome> AskNetworkAsync(ProbeCheck check, CancellationToken cancellation)
    {
        switch (check)
        {
            case ProbeCheck.Http { Target: ['/', ..] path } when door is not null:
                return await OpenAsync(door, cancellation) is { } connection
                    ? await edge.Prober.GetAsync(null, new Uri($"http://localhost{path}"), cancellation, connection)
                    : _closed;
            case ProbeCheck.Tcp { Address: null } when door is not null:
                using (var opened = await OpenAsync(door, cancellation))
                {
                    return opened is null ? _closed : new ProbeOutcome.Success();
                }

            case ProbeCheck.Http { Target: ['/', ..] path }:
                return own is null ? _noAddress : await edge.Prober.GetAsync(own, new Uri($"http://{(own.Path is null ? (own with { Host = own.Host ?? "127.0.0.1", Name = null }).ToString() : "localhost")}{path}"), cancellation);
            case ProbeCheck.Http http:
                return await edge.Prober.GetAsync(null, new Uri(http.Target), cancellation);
            case ProbeCheck.Tcp { Address: { } text } when ListenAddress.TryParse(text, out var address, out _):
                return await NetworkProber.ConnectAsync(address, cancellation);
            case ProbeCheck.Tcp { Address: { } text }:
                return new ProbeOutcome.Failure($"'{text}' is no address");
            case ProbeCheck.Tcp:
                return own is null ? _noAddress : await NetworkProber.ConnectAsync(own, cancellation);
            default:
                throw new ArgumentOutOfRangeException(nameof(check), check, "Not a question that is asked over the network.");
        }
    }

    private static async Task<Socket?> OpenAsync(Func<CancellationToken, Task<Socket?>> door, CancellationToken cancellation)
    {
        try
        {
            return await door(cancellation);
        }
        catch (SocketException)
        {
            // The daemon is out of descriptors or ports: that is no fault of the instance, but nothing can be said of it either.
            return null;
        }
    }

    private async Task<ProbeOutcome> RunAsync(string command, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            var end = await edge.Commands.RunAsync(setting() with { Program = "/bin/sh", Arguments = ["-c", command] }, timeout, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return end switch
            {
                { IsSuccess: true } => new ProbeOutcome.Success(),
                null => new ProbeOutcome.Failure($"its command did not end within {SecondsText.Of(timeout)}"),
                _ => new ProbeOutcome.Failure($"its command {end}"),
            };
        }
        catch (LaunchException e)
        {
            return new ProbeOutcome.Failure($"its command could not be started: {e.Message.TrimEnd('.')}");
        }
    }

    private static string WordOf(ProbeCheck check) => check switch
    {
        ProbeCheck.Http { Target: var target } => $"GET {target}",
        ProbeCheck.Tcp { Address: { } address } => $"a connection to {address}",
        _ => "a connection",
    };
}
