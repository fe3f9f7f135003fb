using System.ComponentModel;
using System.Diagnostics;
using ActorPm.Core.Control;
using ActorPm.Core.Guard;

namespace ActorPm.Processes.Guard;

/// <summary>
/// Starts a guard for a daemon that has lost its own. It leaves this session at once and is nobody's slot, so the keeper of trees takes it for an
/// orphan: it is reaped when it ends and otherwise left alone.
/// </summary>
internal static class GuardProgram
{
    // No outputs of the daemon's, and none of its descriptors that an older library may have opened without closing them on exec.
    private const string Launcher = """exec "$0" "$@" </dev/null >/dev/null 2>&1""";

    /// <summary>Starts it; whether it comes up is seen by its socket.</summary>
    public static void Start(string program)
    {
        try
        {
            Process.Start("/bin/sh", ["-c", Launcher, program, GuardContract.Verb, DaemonLaunch.DetachOption]).Dispose();
        }
        catch (Win32Exception)
        {
            // No more processes, or no descriptors: the daemon works without a guard, and tries again.
        }
    }
}
