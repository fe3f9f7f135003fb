using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm ping</c>.</summary>
internal sealed class PingCommand() : CliCommand("ping", "ask whether the daemon runs", "")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.Connect();
        var reply = await client.GetAsync(ControlContract.Ping, ControlJson.Default.PingReply);
        call.Screen.Data($"{{ msg: '{reply.Msg}' }}\n");
        return 0;
    }
}
