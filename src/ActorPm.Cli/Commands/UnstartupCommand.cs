using ActorPm.Cli.InitSystems;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm unstartup</c>: stops, disables and removes the service that <c>apm startup</c> wrote.</summary>
internal sealed class UnstartupCommand : CliCommand
{
    private readonly StartupOptions _options;

    public UnstartupCommand()
        : base("unstartup", "stop and remove the service that `apm startup` wrote", "[systemd|openrc|systemv|upstart|launchd]") =>
        _options = new StartupOptions(Grammar);

    public override bool IsOfThisMachine => true;

    public override async Task<int> RunAsync(Invocation call)
    {
        var system = StartupOptions.System(call);
        if (!call.Host.IsRoot)
        {
            call.Screen.Progress($"Init System found: {InitSystems.InitSystems.NameOf(system)}");
            return _options.AskForRoot(call, "remove the startup script", "unstartup", InitSystems.InitSystems.NameOf(system));
        }

        var plan = InitPlan.Of(system, _options.Service(call), call.Host.SystemRoot);
        if (!File.Exists(plan.File))
        {
            throw new CommandFailure(ControlErrorCode.NotFound, $"There is no {plan.File}; name the user with -u or the service with --service-name.");
        }

        // A step that fails is said, and the others are done all the same: what stays behind would start again with the machine.
        var allDone = true;
        foreach (var command in plan.Disable)
        {
            allDone &= await StartupCommand.RunAsync(call, command);
        }

        File.Delete(plan.File);
        call.Screen.Progress($"Removed {plan.File}");
        foreach (var command in plan.AfterRemoval)
        {
            allDone &= await StartupCommand.RunAsync(call, command);
        }

        return allDone ? 0 : 1;
    }
}
