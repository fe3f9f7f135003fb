using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm stop</c>.</summary>
internal sealed class StopCommand() : CliCommand("stop", "stop apps; they stay in the list", TargetWords.Usage, "name")
{
    public override Task<int> RunAsync(Invocation call) => TargetWords.ApplyAsync(call, "stop", ControlContract.Stop);
}
