using SharpFuzz;

namespace ActorPm.Fuzz.Engine;

/// <summary>This program again, in a directory of its own, with ActorPm's assemblies telling which branches they take (SharpFuzz).</summary>
internal sealed class InstrumentedCopy : IDisposable
{
    private static readonly string[] Assemblies = ["ActorPm.Core.dll", "ActorPm.Processes.dll", "apmd.dll", "apm.dll"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("apm-fuzz-");

    /// <summary>Copies and instruments.</summary>
    public InstrumentedCopy()
    {
        foreach (var source in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(AppContext.BaseDirectory, source);
            if (relative.StartsWith("seeds", StringComparison.Ordinal) || relative.StartsWith("findings", StringComparison.Ordinal))
            {
                continue;
            }

            var copy = Path.Combine(_directory.FullName, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(source, copy);
        }

        foreach (var assembly in Assemblies)
        {
            // What the compiler generates for JSON is not ours to test, and large.
            Fuzzer.Instrument(Path.Combine(_directory.FullName, assembly), type => !type.Contains("Json", StringComparison.Ordinal) || !type.EndsWith("Context", StringComparison.Ordinal), Options.Value);
        }
    }

    /// <summary>The program.</summary>
    public string Program => Path.Combine(_directory.FullName, Path.GetFileName(typeof(InstrumentedCopy).Assembly.Location));

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);
}
