using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm metrics</c>.</summary>
internal sealed class MetricsCommand() : CliCommand("metrics", "print the metrics of the daemon and its apps, as Prometheus reads them", "")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.TryConnect();
        if (client is null)
        {
            return NoDaemonNotice.Show(call);
        }

        call.Host.Output.Write(await client.GetBytesAsync(ControlContract.Metrics));
        return 0;
    }
}
