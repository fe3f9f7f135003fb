using System.CommandLine;
using System.Text;
using ActorPm.Cli.Shell;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm shell</c>: lines for the palettes of the daemon, from <c>-c</c>, from standard input, or typed at a prompt.</summary>
internal sealed class ShellCommand : CliCommand
{
    private readonly Option<string[]> _line;

    public ShellCommand()
        : base("shell", "talk to the daemon in Petabridge.Cmd's way: <palette> <verb> [switch value]…", "") =>
        _line = Value("--command", "line", "carry this line out and end, such as 'apps restart -n web'; without it lines come from the terminal or from standard input", "-c");

    public override bool IsOfOneNode => true;

    public override async Task<int> RunAsync(Invocation call)
    {
        if (call.Words.Count > 0)
        {
            throw new UsageFailure($"shell takes its line as one word: apm shell -c '{string.Join(' ', call.Words)}'");
        }

        var interrupted = call.Host.CatchInterrupts();
        using var client = call.Connect();
        var session = new ShellSession(client, call.Screen.Data);
        try
        {
            if (call.Value(_line) is { } line)
            {
                await session.RunAsync(line, interrupted);
                return 0;
            }

            if (call.Host.TerminalSize() is null || call.Host.EnterRawMode() is not { } raw)
            {
                await ReadScriptAsync(call, session, interrupted);
                return 0;
            }

            using (raw)
            {
                var known = await client.GetAsync(ControlContract.Shell, ControlJson.Default.ShellPalettes);
                call.Screen.Hint("Lines are <palette> <verb> [switch value]…; `help` shows what there is, Tab completes, Ctrl-D ends.");
                await new ShellPrompt(call, client, session, ShellHistory.Open(call.Home.Directory), known.Palettes).RunAsync(interrupted);
            }

            return 0;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            // Ctrl-C: the usual end of what follows.
            return 0;
        }
    }

    // The first line that fails ends it, so that what builds on it is not done.
    private static async Task ReadScriptAsync(Invocation call, ShellSession session, CancellationToken interrupted)
    {
        using var lines = new StreamReader(call.Host.OpenInput(), Encoding.UTF8);
        while (await lines.ReadLineAsync(interrupted) is { } text)
        {
            switch (text.Trim())
            {
                case "" or ['#', ..]:
                    break;
                case "exit" or "quit":
                    return;
                case var line:
                    await session.RunAsync(line, interrupted);
                    break;
            }
        }
    }
}
