using System.Diagnostics;
using System.Reflection;

namespace ActorPm.Chaos;

/// <summary>Where the programs under test lie, and the small ones of the workload, which are compiled for each run.</summary>
internal static class Programs
{
    /// <summary>The root of the checkout.</summary>
    public static string Repository { get; } = Metadata("Repository");

    /// <summary>The folder of <c>apm</c> and <c>apmd</c>: what this build made, or the published folder that <c>APM_TEST_BIN</c> names.</summary>
    public static string Folder { get; } = Environment.GetEnvironmentVariable("APM_TEST_BIN") ?? Path.Combine(Repository, "src/ActorPm.Cli/bin", Metadata("Configuration"), "net10.0");

    /// <summary>The source of a program of the workload.</summary>
    public static string Source(string name) => Path.Combine(Repository, "tests/ActorPm.Chaos/Apps", name);

    /// <summary>Whether a program is installed.</summary>
    public static bool IsInstalled(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, name)));

    /// <summary>Compiles a C program into a folder.</summary>
    public static async Task<string> CompileAsync(string source, string folder, params string[] options)
    {
        var output = Path.Combine(folder, Path.GetFileNameWithoutExtension(source));
        var (exitCode, text) = await RunAsync("gcc", ["-O1", .. options, "-o", output, Source(source)]);
        return exitCode == 0 ? output : throw new InvalidOperationException($"gcc {source}: {text}");
    }

    /// <summary>Runs a program of the system to its end.</summary>
    public static async Task<(int ExitCode, string Text)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    private static string Metadata(string key) => typeof(Programs).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
