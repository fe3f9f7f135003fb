namespace ActorPm.Core.Apps;

/// <summary>Makes the paths of an app absolute, as PM2 does: relative to the directory in which the app runs.</summary>
/// <param name="Directory">Where the app runs, absolute.</param>
/// <param name="Environment">The app's variables: HOME is what <c>~</c> means.</param>
internal sealed record PathResolver(string Directory, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>A path as an absolute one.</summary>
    public string Absolute(string path) => Path.GetFullPath(ExpandHome(path, Environment), Directory);

    /// <summary>The path of a log; PM2's word <c>NULL</c> discards.</summary>
    public string Log(string text) => text == "NULL" ? "/dev/null" : Absolute(text);

    /// <summary>A path with the home directory in place of a leading <c>~</c>.</summary>
    public static string ExpandHome(string path, IReadOnlyDictionary<string, string> environment) =>
        (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)) && environment.TryGetValue("HOME", out var home) ? home + path[1..] : path;
}
