using ActorPm.Cli.Programs;

namespace ActorPm.Cli.InitSystems;

/// <summary>What makes a service start with the machine, and what undoes it.</summary>
/// <param name="File">The file that the init system reads, absolute.</param>
/// <param name="Text">What is written there.</param>
/// <param name="Mode">Its rights.</param>
/// <param name="Enable">Run after it was written.</param>
/// <param name="Disable">Run before it is removed: the service is stopped first.</param>
/// <param name="AfterRemoval">Run afterwards.</param>
internal sealed record InitPlan(
    string File, string Text, UnixFileMode Mode,
    IReadOnlyList<ProgramCall> Enable, IReadOnlyList<ProgramCall> Disable, IReadOnlyList<ProgramCall> AfterRemoval)
{
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Script = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The limit of open files that every service gives its daemon and apps: what kernels allow without being told to allow more.</summary>
    public const int OpenFiles = 1_048_576;

    /// <summary>How long a daemon that is told to stop may take to stop all apps, in seconds.</summary>
    public const int StopSeconds = 300;

    /// <summary>The plan for a service.</summary>
    /// <param name="system">Which init system.</param>
    /// <param name="service">What to start.</param>
    /// <param name="root">Where the system's files begin: <c>/</c>.</param>
    public static InitPlan Of(InitSystem system, InitService service, string root)
    {
        var name = service.Name;
        switch (system)
        {
            case InitSystem.Systemd:
                return new InitPlan(
                    Path.Combine(root, $"etc/systemd/system/{name}.service"), SystemdUnit.Of(service), Plain,
                    [new("systemctl", "daemon-reload"), new("systemctl", "enable", name)],
                    [new("systemctl", "stop", name), new("systemctl", "disable", name)],
                    [new("systemctl", "daemon-reload")]);
            case InitSystem.UpdateRcD:
                return new InitPlan(
                    Path.Combine(root, $"etc/init.d/{name}"), SystemVScript.Of(service), Script,
                    [new("update-rc.d", name, "defaults")],
                    [new(Path.Combine(root, $"etc/init.d/{name}"), "stop"), new("update-rc.d", name, "disable")],
                    [new("update-rc.d", name, "remove")]);
            case InitSystem.Chkconfig:
                return new InitPlan(
                    Path.Combine(root, $"etc/init.d/{name}"), SystemVScript.Of(service), Script,
                    [new("chkconfig", "--add", name), new("chkconfig", name, "on")],
                    [new(Path.Combine(root, $"etc/init.d/{name}"), "stop"), new("chkconfig", name, "off"), new("chkconfig", "--del", name)],
                    []);
            case InitSystem.OpenRc:
                return new InitPlan(
                    Path.Combine(root, $"etc/init.d/{name}"), OpenRcScript.Of(service), Script,
                    [new("rc-update", "add", name, "default")],
                    [new(Path.Combine(root, $"etc/init.d/{name}"), "stop"), new("rc-update", "delete", name, "default")],
                    []);
            case InitSystem.Launchd:
                var file = Path.Combine(root, service.UserHome.TrimStart('/'), $"Library/LaunchAgents/{name}.plist");
                return new InitPlan(
                    file, LaunchdPlist.Of(service), Plain, [new("launchctl", "load", "-w", file)], [new("launchctl", "unload", "-w", file)], []);
            default:
                throw new InvalidOperationException($"No plan for {system}.");
        }
    }
}
