namespace ActorPm.Cli.Commands;

/// <summary><c>apm save</c>: accepted, since scripts for PM2 say it; the journal has the list already.</summary>
internal sealed class SaveCommand : CliCommand
{
    public SaveCommand()
        : base("save", "nothing to do: the list of apps is always saved", "") =>
        Flag("--force", "accepted for PM2's sake", "-f");

    public override Task<int> RunAsync(Invocation call)
    {
        call.Screen.Progress($"The list of apps is saved with every change, in {call.Home.Directory}; there is nothing to do.");
        return Task.FromResult(0);
    }
}
