using System.Diagnostics;

namespace ActorPm.EndToEnd.Tests.Contract;

/// <summary>tests/compare-with-pm2, the script that plays scenarios with PM2 and with apm.</summary>
internal static class ComparisonScript
{
    /// <summary>The names of all scenarios.</summary>
    public static async Task<IReadOnlySet<string>> ScenariosAsync()
    {
        var (exitCode, output) = await RunAsync("compare", "--list");
        Assert.True(exitCode == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
    }

    /// <summary>Runs a script of the folder. Gives its exit code and all that it printed.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string script, params string[] arguments)
    {
        Programs.Require("python3");
        using var process = Process.Start(new ProcessStartInfo("python3", [Path.Combine(Programs.Repository, "tests/compare-with-pm2", script), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
