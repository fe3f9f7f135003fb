using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm stop</c>.</summary>
internal sealed class StopCommand : CliCommand
{
    private readonly AppFileOptions _files;

    public StopCommand()
        : base("stop", "stop apps; they stay in the list", TargetWords.Usage, "name") => _files = new AppFileOptions(Grammar);

    public override Task<int> RunAsync(Invocation call) => TargetWords.ApplyAsync(call, "stop", ControlContract.Stop, _files);
}
