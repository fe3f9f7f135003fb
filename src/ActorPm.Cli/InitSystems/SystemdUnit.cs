using ActorPm.Core.Control;
using ActorPm.Core.Guard;

namespace ActorPm.Cli.InitSystems;

/// <summary>
/// The unit that runs the guard in the foreground, and the guard the daemon. systemd then knows a process and its exit code, which it would have to guess
/// of what <c>apm resurrect</c> leaves in the background.
/// </summary>
/// <remarks>
/// <c>KillMode=process</c>: a guard that dies leaves daemon and apps running, and the next one, started by <c>Restart=</c>, looks after them. A daemon
/// that is told to stop stops the apps itself. <c>WatchdogSec=</c> is for the guard; a daemon that hangs is the guard's to end. <c>Restart=on-failure</c> and not <c>always</c>: after <c>apm kill</c> it stays stopped.
/// <c>OOMPolicy=continue</c>: an app that the kernel kills for its memory must not take the whole unit along.
/// </remarks>
internal static class SystemdUnit
{
    public static string Of(InitService service)
    {
        var network = service.Network is NetworkWait.Online
            ? "Wants=network-online.target\nAfter=network-online.target"
            : "After=network.target";
        return $"""
            [Unit]
            Description=ActorPm process supervisor for {service.User}
            {network}
            StartLimitIntervalSec=0

            [Service]
            Type=notify
            NotifyAccess=main
            User={service.User}
            Environment={Quote("PATH=" + service.SearchPath)}
            Environment={Quote($"{DaemonLaunch.HomeVariable}={service.Home}")}
            {DaemonElsewhere(service)}ExecStart={QuoteProgram(service.Client)} {GuardContract.Verb}
            KillMode=process
            WatchdogSec=60
            Restart=on-failure
            RestartSec=100ms
            RestartPreventExitStatus={DaemonLaunch.AlreadyRunningExitCode}
            TimeoutStartSec=infinity
            TimeoutStopSec={InitPlan.StopSeconds}
            Delegate=yes
            DelegateSubgroup=apm.daemon
            OOMPolicy=continue
            TasksMax=infinity
            LimitNOFILE={InitPlan.OpenFiles}
            LimitNPROC=infinity
            LimitCORE=infinity

            [Install]
            WantedBy=multi-user.target

            """;
    }

    // The guard looks for the daemon beside itself.
    private static string DaemonElsewhere(InitService service) =>
        service.HasDaemonBesideClient ? "" : $"Environment={Quote($"{DaemonLaunch.ProgramVariable}={service.Daemon}")}\n";

    // systemd.syntax(7): C escapes between double quotes, and % stands for a specifier.
    private static string Quote(string value) => "\"" + value
        .Replace("\\", @"\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("%", "%%", StringComparison.Ordinal) + "\"";

    // In a program's path, systemd takes $ for itself; a path that needs no quotes is easier to read without.
    private static string QuoteProgram(string path) => path.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '-' or '_' or '.')
        ? path
        : Quote(path);
}
