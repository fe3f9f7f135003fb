using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm cleardump</c>: empties the checkpoint that <c>save</c> wrote.</summary>
internal sealed class ClearDumpCommand() : CliCommand("cleardump", "empty the checkpoint that save wrote; the list itself stays", "")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = await call.ConnectOrStartAsync();
        var reply = await client.PostAsync(ControlContract.ClearDump, ControlJson.Default.SaveReply);
        call.Screen.Progress($"Successfully emptied {reply.File}");
        return 0;
    }
}
