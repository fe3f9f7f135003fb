using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm jlist</c>.</summary>
internal sealed class JlistCommand() : CliCommand("jlist", "print all apps as JSON", "")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.TryConnect();
        if (client is null)
        {
            call.Screen.Data("[]");
            return NoDaemonNotice.Show(call);
        }

        call.Host.Output.Write(await client.GetBytesAsync(call.Node is null ? ControlContract.Jlist + ControlContract.OfAllNodes : ControlContract.Jlist));
        return 0;
    }
}
