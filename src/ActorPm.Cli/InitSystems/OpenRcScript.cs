using System.Globalization;
using ActorPm.Cli.Programs;
using ActorPm.Core.Control;
using ActorPm.Core.Guard;

namespace ActorPm.Cli.InitSystems;

/// <summary>
/// The service script for OpenRC. supervise-daemon starts a guard again that ended, however it ended, and signals that process alone: daemon and apps go on
/// when their guard dies. Hence a daemon under it is stopped with <c>rc-service NAME stop</c>, not with <c>apm kill</c>.
/// </summary>
internal static class OpenRcScript
{
    public static string Of(InitService service) =>
        $$"""
        #!/sbin/openrc-run

        name={{ShellText.Quote(service.Name)}}
        description={{ShellText.Quote($"ActorPm process supervisor for {service.User}")}}
        supervisor=supervise-daemon
        command={{ShellText.Quote(service.Client)}}
        command_args={{ShellText.Quote(GuardContract.Verb)}}
        command_user={{ShellText.Quote(service.User)}}
        retry=SIGTERM/{{InitPlan.StopSeconds.ToString(CultureInfo.InvariantCulture)}}
        respawn_delay=1
        respawn_max=0
        rc_ulimit="-n {{InitPlan.OpenFiles.ToString(CultureInfo.InvariantCulture)}}"
        export PATH={{ShellText.Quote(service.SearchPath)}}
        export {{DaemonLaunch.HomeVariable}}={{ShellText.Quote(service.Home)}}{{(service.HasDaemonBesideClient ? "" : $"\nexport {DaemonLaunch.ProgramVariable}={ShellText.Quote(service.Daemon)}")}}

        depend() {
          need localmount{{(service.Network is NetworkWait.Online ? " net" : "")}}
          use net logger dns
          after bootmisc
        }

        """;
}
