using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm reloadLogs</c>.</summary>
internal sealed class ReloadLogsCommand() : CliCommand("reloadLogs", "reopen log files after logrotate has moved them", "")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.Connect();
        await client.PostAsync(ControlContract.ReloadLogs);
        call.Screen.Progress("All logs reloaded");
        return 0;
    }
}
