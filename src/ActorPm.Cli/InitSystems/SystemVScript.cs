using System.Globalization;
using ActorPm.Cli.Programs;
using ActorPm.Core.Control;

namespace ActorPm.Cli.InitSystems;

/// <summary>
/// The script for /etc/init.d. <c>start</c> leaves guard and daemon in the background. Nothing on such a machine watches the guard, but the daemon, which starts
/// another one; when both are killed the apps go on, and <c>start</c> makes a new daemon take them over.
/// </summary>
internal static class SystemVScript
{
    public static string Of(InitService service)
    {
        // su may set a PATH of its own, so the environment is set behind it.
        var client = $"exec env {ShellText.Quote("PATH=" + service.SearchPath)} "
            + $"{ShellText.Quote($"{DaemonLaunch.HomeVariable}={service.Home}")} {ShellText.Quote(service.Client)} ";
        var network = service.Network is NetworkWait.Online ? "$network $named" : "$network";
        return $$"""
            #!/bin/sh
            ### BEGIN INIT INFO
            # Provides:          {{service.Name}}
            # Required-Start:    $local_fs $remote_fs {{network}}
            # Required-Stop:     $local_fs $remote_fs {{network}}
            # Default-Start:     2 3 4 5
            # Default-Stop:      0 1 6
            # Short-Description: ActorPm process supervisor for {{service.User}}
            ### END INIT INFO
            # chkconfig: 2345 98 02
            # description: ActorPm process supervisor for {{service.User}}

            as_user() {
              su -s /bin/sh {{ShellText.Quote(service.User)}} -c {{ShellText.Quote(client)}}"$1"
            }

            case "$1" in
              start)
                ulimit -n {{InitPlan.OpenFiles.ToString(CultureInfo.InvariantCulture)}} 2>/dev/null || :
                as_user resurrect
                ;;
              stop) as_user kill ;;
              restart | force-reload) as_user kill && as_user resurrect ;;
              status) as_user ping ;;
              *)
                echo "usage: $0 start|stop|restart|force-reload|status" >&2
                exit 2
                ;;
            esac

            """;
    }
}
