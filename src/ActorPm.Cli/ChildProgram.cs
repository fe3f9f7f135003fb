using System.Diagnostics;
using System.Text;
using ActorPm.Cli.Commands;

namespace ActorPm.Cli;

/// <summary>Runs a program with the caller's directory, environment and rights, and nothing to read, until it ends.</summary>
internal static class ChildProgram
{
    /// <summary>Runs it.</summary>
    /// <param name="host">The caller.</param>
    /// <param name="limit">How long it may take; then it is ended with all that it has started.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Its exit code, and what it printed to standard output and standard error; null when it took too long.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">It could not be started.</exception>
    public static (int ExitCode, string Output, string Error)? Run(CliHost host, TimeSpan limit, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, WorkingDirectory = host.CurrentDirectory,
        };
        start.Environment.Clear();
        foreach (var (name, value) in CallerEnvironment.Of(host).Where(pair => pair.Key is not "NODE_CHANNEL_FD"))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            return null;
        }

        // What it has started may keep the pipes open; the answer is there all the same.
        Task.WaitAll([output, error], limit);
        return (process.ExitCode, output.IsCompletedSuccessfully ? output.Result : "", error.IsCompletedSuccessfully ? error.Result : "");
    }
}
