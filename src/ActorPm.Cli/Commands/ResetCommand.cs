using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm reset</c>.</summary>
internal sealed class ResetCommand() : CliCommand("reset", "set the counters of apps to zero", TargetWords.Usage, "name")
{
    public override Task<int> RunAsync(Invocation call) => TargetWords.ApplyAsync(call, "reset", ControlContract.Reset);
}
