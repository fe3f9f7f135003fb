namespace ActorPm.Core.Ecosystem;

/// <summary>The names of apps in an app file.</summary>
public static class AppFileNames
{
    /// <summary>The name of an app that says none: its script's file name without the last extension, or its command line.</summary>
    public static string DefaultName(string script)
    {
        var name = script[(script.LastIndexOf('/') + 1)..];
        var dot = name.LastIndexOf('.');
        return script.Contains(' ', StringComparison.Ordinal) ? script : dot > 0 ? name[..dot] : name;
    }

    /// <summary>The words of <c>--only</c>: names with commas or blanks between them.</summary>
    public static IReadOnlyList<string> Wanted(IEnumerable<string> words) =>
        [.. words.SelectMany(word => word.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)];

    /// <summary>The names of <c>--only</c> that are not among the apps.</summary>
    /// <param name="wanted">The names that were asked for.</param>
    /// <param name="there">The names that there are.</param>
    /// <returns>A sentence for each, with the names that there are.</returns>
    public static IReadOnlyList<string> Missing(IReadOnlyList<string> wanted, IReadOnlyList<string> there) =>
    [
        .. wanted.Where(name => !there.Contains(name, StringComparer.Ordinal)).Select(name =>
            $"--only names '{name}', which is not in the file"
            + (NearestWord.Find(name, there) is { } near ? $"; did you mean '{near}'?" : "; remove it.") + $" The file has {string.Join(", ", there)}."),
    ];
}
