using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm delete</c>.</summary>
internal sealed class DeleteCommand() : CliCommand("delete", "stop apps and remove them from the list", TargetWords.Usage, "name")
{
    public override Task<int> RunAsync(Invocation call) => TargetWords.ApplyAsync(call, "delete", ControlContract.Delete);
}
