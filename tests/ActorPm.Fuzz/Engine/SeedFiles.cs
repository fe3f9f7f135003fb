namespace ActorPm.Fuzz.Engine;

/// <summary>The inputs that a target begins with: those kept in its directory, failures of the past among them, and its own.</summary>
internal static class SeedFiles
{
    /// <summary>All of a target.</summary>
    public static IReadOnlyList<byte[]> Of(IFuzzTarget target)
    {
        var directory = Path.Combine(FuzzOptions.Original, "seeds", target.Name);
        return
        [
            .. Directory.Exists(directory) ? Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : [],
            .. target.Seeds,
        ];
    }
}
