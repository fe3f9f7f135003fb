using System.CommandLine;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm save</c>: a checkpoint of the list. The list itself is always saved.</summary>
internal sealed class SaveCommand : CliCommand
{
    private readonly Option<bool> _force;

    public SaveCommand()
        : base("save", "write a checkpoint of the list to dump.pm2, for resurrect (the list itself is always saved)", "") =>
        _force = Flag("--force", "write an empty list too", "-f");

    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = await call.ConnectOrStartAsync();
        call.Screen.Progress("Saving current process list...");
        var reply = await client.PostAsync(ControlContract.Save, new SaveRequest(call.Has(_force)), ControlJson.Default.SaveRequest, ControlJson.Default.SaveReply);
        if (reply.Apps == 0 && !call.Has(_force))
        {
            call.Screen.Warn("PM2 is not managing any process, skipping save...");
            call.Screen.Warn("To force saving use: apm save --force");
            return 0;
        }

        call.Screen.Progress($"Successfully saved in {reply.File}");
        return 0;
    }
}
