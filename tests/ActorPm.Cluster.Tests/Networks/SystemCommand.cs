using System.Diagnostics;

namespace ActorPm.Cluster.Tests.Networks;

/// <summary>Programs of the system, run to their end.</summary>
internal static class SystemCommand
{
    /// <summary>Runs one, whatever comes of it.</summary>
    public static async Task<(int ExitCode, string Out, string Error)> TryAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs one that must succeed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output, error) = await TryAsync(program, arguments);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} → {exitCode}: {error}{output}");
    }
}
