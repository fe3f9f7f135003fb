using System.Reflection;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Where the programs under test and their helpers lie.</summary>
internal static class Programs
{
    /// <summary>The root of the checkout.</summary>
    public static string Repository { get; } = Metadata("Repository");

    /// <summary>The <c>apm</c> under test: what this build made, or the published folder that <c>APM_TEST_BIN</c> names.</summary>
    public static string Apm { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("APM_TEST_BIN") ?? Path.Combine(Repository, "src/ActorPm.Cli/bin", Metadata("Configuration"), "net10.0"), "apm");

    /// <summary>The program with a verb per misbehaviour.</summary>
    public static string TestApp { get; } = Path.Combine(Repository, "tests/ActorPm.TestApp/bin", Metadata("Configuration"), "net10.0", "ActorPm.TestApp");

    /// <summary>A sample app below tests/apps.</summary>
    public static string Sample(string path) => Path.Combine(Repository, "tests/apps", path);

    /// <summary>Ends the test as skipped where a program is not installed. CI installs them all.</summary>
    public static void Require(string program) => Skip.IfNot(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(directory => File.Exists(Path.Combine(directory, program))),
        $"{program} is not installed.");

    private static string Metadata(string key) => typeof(Programs).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
