using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>
/// What a list says when no daemon runs. Where nothing was ever started the empty list is the truth, exit code 0; else apps may be running with
/// nobody looking after them, and a script must be able to tell.
/// </summary>
internal static class NoDaemonNotice
{
    public static int Show(Invocation call)
    {
        call.Screen.Say(call.NoDaemon);
        // PM2 starts a daemon to say that its list is empty; its users' scripts know no other exit code.
        return call.Home.HasJournal && !call.Host.IsPm2 ? new ControlError(ControlErrorCode.DaemonNotRunning, call.NoDaemon).ExitCode : 0;
    }
}
