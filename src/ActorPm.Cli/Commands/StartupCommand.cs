using ActorPm.Cli.InitSystems;
using ActorPm.Cli.Programs;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm startup</c>: writes a service for the daemon and enables it.</summary>
internal sealed class StartupCommand : CliCommand
{
    private readonly StartupOptions _options;

    public StartupCommand()
        : base("startup", "start the daemon and its apps at boot", "[systemd|openrc|systemv|upstart|launchd]") =>
        _options = new StartupOptions(Grammar);

    public override bool IsOfThisMachine => true;

    public override async Task<int> RunAsync(Invocation call)
    {
        var system = StartupOptions.System(call);
        if (!call.Host.IsRoot)
        {
            call.Screen.Progress($"Init System found: {InitSystems.InitSystems.NameOf(system)}");
            return _options.AskForRoot(call, "set up the startup script", "startup", InitSystems.InitSystems.NameOf(system));
        }

        var service = _options.Service(call);
        var plan = InitPlan.Of(system, service, call.Host.SystemRoot);
        call.Screen.Progress($"Init System found: {InitSystems.InitSystems.NameOf(system)}");
        call.Screen.Progress($"Writing init configuration in {plan.File}");
        Write(plan);
        foreach (var command in plan.Enable)
        {
            if (!await RunAsync(call, command))
            {
                return 1;
            }
        }

        call.Screen.Progress($"Apps of {service.User} start with the machine; the list in {service.Home} is always saved.");
        call.Screen.Progress($"A daemon that runs already goes on as it is. Remove the service with `apm unstartup {InitSystems.InitSystems.NameOf(system)}`.");
        return 0;
    }

    /// <summary>Runs a command of a plan and says so.</summary>
    /// <returns>Whether it succeeded.</returns>
    public static async Task<bool> RunAsync(Invocation call, ProgramCall command)
    {
        call.Screen.Progress($"[-] Executing: {command}...");
        var exitCode = await ProgramRun.ShowAsync(call.Host, command, call.Host.Error);
        if (exitCode != 0)
        {
            call.Screen.Error($"`{command}` ended with exit code {exitCode}; see what it printed above.");
            return false;
        }

        call.Screen.Progress("[v] Command successfully executed.");
        return true;
    }

    private static void Write(InitPlan plan)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(plan.File)!);
            var draft = plan.File + ".new";
            File.WriteAllText(draft, plan.Text);
            File.SetUnixFileMode(draft, plan.Mode);
            File.Move(draft, plan.File, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"{plan.File} cannot be written: {e.Message}");
        }
    }
}
