namespace ActorPm.Cli.Commands;

/// <summary><c>apm resurrect</c>: a daemon that starts replays its list by itself.</summary>
internal sealed class ResurrectCommand() : CliCommand("resurrect", "start the daemon, which starts all apps that should run", "")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        call.Screen.Progress("Resurrecting");
        using var client = await call.ConnectOrStartAsync();
        await call.PrintListAsync(client);
        return 0;
    }
}
