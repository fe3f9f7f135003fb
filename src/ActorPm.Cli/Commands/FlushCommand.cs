using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm flush</c>.</summary>
internal sealed class FlushCommand() : CliCommand("flush", "empty the log files of apps, or all of them", "[id|name|namespace|/pattern/…]")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = await call.ConnectToChangeAsync(call.Words.Count == 0 ? ["all"] : call.Words);
        var reply = await client.PostAsync(
            ControlContract.Flush, new TargetRequest(call.Words), ControlJson.Default.TargetRequest, ControlJson.Default.FlushReply);
        call.Screen.Progress("Flushing:");
        foreach (var file in reply.Files)
        {
            call.Screen.Progress(file);
        }

        call.Screen.Progress("Logs flushed");
        return 0;
    }
}
