using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm delete</c>.</summary>
internal sealed class DeleteCommand : CliCommand
{
    private readonly AppFileOptions _files;

    public DeleteCommand()
        : base("delete", "stop apps and remove them from the list", TargetWords.Usage, "name") => _files = new AppFileOptions(Grammar);

    public override Task<int> RunAsync(Invocation call) => TargetWords.ApplyAsync(call, "delete", ControlContract.Delete, _files);
}
