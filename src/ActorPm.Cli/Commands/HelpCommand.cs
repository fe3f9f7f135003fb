namespace ActorPm.Cli.Commands;

/// <summary><c>apm help</c>.</summary>
internal sealed class HelpCommand() : CliCommand("help", "show all commands, or the options of one", "[command]")
{
    public override Task<int> RunAsync(Invocation call)
    {
        if (call.Words.Count == 0)
        {
            call.Screen.Data(HelpText.OfProgram());
            return Task.FromResult(0);
        }

        var command = VerbTable.Find(call.Words[0]) ?? throw new UsageFailure($"unknown command '{call.Words[0]}'");
        new GlobalOptions().AddTo(command.Grammar);
        call.Screen.Data(HelpText.Of(command));
        return Task.FromResult(0);
    }
}
