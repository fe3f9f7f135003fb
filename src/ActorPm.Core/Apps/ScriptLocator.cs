using ActorPm.Core.Control;

namespace ActorPm.Core.Apps;

/// <summary>
/// Finds the directory and the script of an app. As in PM2 both are relative to the caller's directory; what is not there and comes from
/// an app file is looked for beside the file (PM2 gives up).
/// </summary>
/// <param name="request">What the user wrote.</param>
/// <param name="probe">Asks the file system.</param>
/// <param name="environment">The app's variables: HOME is what <c>~</c> means, PATH is where programs are.</param>
internal sealed class ScriptLocator(AppRequest request, IProgramProbe probe, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Where the app runs, absolute.</summary>
    public string Directory()
    {
        if (request.Cwd is { } given)
        {
            var expanded = PathResolver.ExpandHome(given, environment);
            var fromCaller = Path.GetFullPath(expanded, request.CallerDirectory);
            return request.FileDirectory is { } beside && !probe.IsDirectory(fromCaller) && probe.IsDirectory(Path.GetFullPath(expanded, beside))
                ? Path.GetFullPath(expanded, beside)
                : fromCaller;
        }

        // Without a cwd of its own an app whose script lies beside its file runs there, too.
        return IsBesideFileOnly(Path.GetFullPath(".", request.CallerDirectory)) ? request.FileDirectory! : Path.GetFullPath(".", request.CallerDirectory);
    }

    /// <summary>The other directory that <c>cwd</c> may mean; null when there is none.</summary>
    /// <param name="directory">The one where the app runs.</param>
    public string? OtherDirectory(string directory) =>
        request is { Cwd: { } given, FileDirectory: { } beside } && Path.GetFullPath(PathResolver.ExpandHome(given, environment), beside) is var other && other != directory ? other : null;

    /// <summary>The target as an absolute path.</summary>
    /// <param name="directory">Where the app runs.</param>
    public string Script(string directory) => In(IsBesideFileOnly(directory) ? request.FileDirectory! : directory);

    /// <summary>The other place where the script was looked for; null when there is none.</summary>
    /// <param name="directory">Where the app runs.</param>
    public string? OtherPlace(string directory) =>
        request.FileDirectory is { } beside && In(beside) != In(directory) ? In(beside) : null;

    private bool IsBesideFileOnly(string directory) =>
        OtherPlace(directory) is { } other
        && probe.Look(In(directory)) is ProgramKind.Missing
        && probe.Look(other) is not ProgramKind.Missing
        && (request.Target.Contains('/', StringComparison.Ordinal)
            || ProgramSearch.Find(request.Target, environment.GetValueOrDefault("PATH"), directory, probe) is null);

    private string In(string directory) => Path.GetFullPath(PathResolver.ExpandHome(request.Target, environment), directory);
}
