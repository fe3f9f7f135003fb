using ActorPm.Core.Control;

namespace ActorPm.Cli;

/// <summary>Where the daemon's program lies.</summary>
internal static class DaemonProgram
{
    /// <summary>The absolute path: what the variable names, else beside <c>apm</c>.</summary>
    public static string PathOf(CliHost host) => host.Variable(DaemonLaunch.ProgramVariable) is { } named
        ? Path.GetFullPath(named, host.CurrentDirectory)
        : Path.Combine(host.ProgramDirectory, DaemonLaunch.ProgramName);
}
