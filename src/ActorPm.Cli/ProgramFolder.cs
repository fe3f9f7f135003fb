namespace ActorPm.Cli;

/// <summary>
/// By which path the folder of the programs is named. Versions that lie side by side have a link <c>current</c> beside them that leads to the newest one
/// (the Debian package makes it): what is written down, for an init system and for the guard, goes through that link, so that it leads to the next version as well.
/// </summary>
internal static class ProgramFolder
{
    /// <summary>The name of that link.</summary>
    public const string Link = "current";

    /// <summary>The path to write down.</summary>
    /// <param name="directory">Where the running program lies, absolute, links resolved.</param>
    /// <returns>The link beside the folder if it leads to it, else the folder itself; no separator at the end.</returns>
    public static string Of(string directory)
    {
        var folder = Path.TrimEndingDirectorySeparator(directory);
        var link = new DirectoryInfo(Path.Combine(Path.GetDirectoryName(folder) ?? "/", Link));
        return link.LinkTarget is not null && link.ResolveLinkTarget(returnFinalTarget: true)?.FullName == folder ? link.FullName : folder;
    }
}
