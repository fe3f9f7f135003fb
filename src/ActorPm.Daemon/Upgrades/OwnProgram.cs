using ActorPm.Core.Control;

namespace ActorPm.Daemon.Upgrades;

/// <summary>By which path this daemon was started. What lies there now may be newer: a package was installed over it, or a link leads elsewhere.</summary>
internal static class OwnProgram
{
    /// <summary>Absolute.</summary>
    public static string Path { get; } = Find();

    /// <summary>The file that runs, absolute, without the links of <see cref="Path"/>: what takes over again when its successor fails.</summary>
    public static string Real { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, DaemonLaunch.ProgramName) is var real && File.Exists(real) ? real : Path;

    // What the kernel says of the running file (/proc/self/exe) is of no use once it was replaced.
    private static string Find() =>
        File.ReadAllText("/proc/self/cmdline").Split('\0')[0] is ['/', ..] called && System.IO.Path.GetFileName(called) != "dotnet" && File.Exists(called)
            ? called
            : System.IO.Path.Combine(AppContext.BaseDirectory, DaemonLaunch.ProgramName);
}
