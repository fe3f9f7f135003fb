namespace ActorPm.Core.Apps;

/// <summary>Finds programs in PATH, as execvp(3) does.</summary>
public static class ProgramSearch
{
    /// <summary>The absolute path of a program, or null when PATH has none.</summary>
    /// <param name="program">A name, or a path (absolute, or relative to <paramref name="directory"/>).</param>
    /// <param name="searchPath">The value of PATH; null or empty means <c>/usr/local/bin:/usr/bin:/bin</c>.</param>
    /// <param name="directory">Absolute; relative paths start here.</param>
    /// <param name="probe">Asks the file system.</param>
    public static string? Find(string program, string? searchPath, string directory, IProgramProbe probe)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(program, directory);
            return IsExecutable(probe.Look(path)) ? path : null;
        }

        foreach (var entry in (string.IsNullOrEmpty(searchPath) ? "/usr/local/bin:/usr/bin:/bin" : searchPath).Split(':'))
        {
            var path = Path.GetFullPath(program, Path.GetFullPath(entry, directory));
            if (IsExecutable(probe.Look(path)))
            {
                return path;
            }
        }

        return null;
    }

    private static bool IsExecutable(ProgramKind kind) => kind is ProgramKind.Binary or ProgramKind.ExecutableScript;
}
