using System.CommandLine;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm resurrect</c>: a daemon that starts replays its list by itself; what a checkpoint holds beyond that comes back too.</summary>
internal sealed class ResurrectCommand : CliCommand
{
    private readonly Option<string[]> _from;

    public ResurrectCommand()
        : base("resurrect", "start the daemon and all apps that should run; put back apps that save kept and the list no longer has", "") =>
        _from = Value("--from", "home", "take over the apps of a PM2: its home, such as ~/.pm2, or a dump.pm2");

    public override async Task<int> RunAsync(Invocation call)
    {
        call.Screen.Progress("Resurrecting");
        using var client = await call.ConnectOrStartAsync();
        var from = call.Value(_from) is { } path ? Path.GetFullPath(path, call.Host.CurrentDirectory) : null;
        return await call.FinishAsync(client, client.PostAsync(
            ControlContract.Resurrect, new ResurrectRequest(from), ControlJson.Default.ResurrectRequest, ControlJson.Default.CommandReply));
    }
}
