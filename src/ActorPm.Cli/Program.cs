using System.Collections;
using System.Runtime.InteropServices;
using ActorPm.Cli;
using ActorPm.Cli.Guard;
using ActorPm.Cli.Trampoline;
using ActorPm.Core.Guard;

if (args is [ExecTrampoline.Verb, .. var call])
{
    return ExecTrampoline.Run(call);
}

if (args is [GuardContract.Verb, .. var guarding])
{
    return GuardCommand.Run(guarding);
}

var variables = new Dictionary<string, string>();
foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
{
    variables[(string)variable.Key] = (string?)variable.Value ?? "";
}

var interrupts = new CancellationTokenSource();
var registrations = new List<PosixSignalRegistration>();

return await CommandLine.RunAsync(args, new CliHost
{
    ProgramName = CalledAs(),
    ProgramDirectory = ProgramFolder.Of(AppContext.BaseDirectory),
    CurrentDirectory = Environment.CurrentDirectory,
    Variables = variables,
    OpenInput = Console.OpenStandardInput,
    Output = new StandardStream(1),
    Error = new StandardStream(2),
    TerminalWidth = Terminal.Width(descriptor: 1),
    TerminalSize = () => Terminal.Size(descriptor: 1),
    EnterRawMode = RawTerminal.TryEnter,
    OpenKeys = RawTerminal.OpenKeys,
    CatchInterrupts = CatchInterrupts,
    Clock = TimeProvider.System,
});

// The name that the caller used, through a link too. The runtime's own answer is the assembly's path when it is not compiled ahead of time.
string CalledAs() => Path.GetFileName(File.ReadAllText("/proc/self/cmdline").Split('\0')[0]) is { Length: > 0 } name and not "dotnet" ? name : "apm";

CancellationToken CatchInterrupts()
{
    foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
    {
        registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            interrupts.Cancel();
        }));
    }

    return interrupts.Token;
}
