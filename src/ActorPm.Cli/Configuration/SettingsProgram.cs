using System.ComponentModel;
using System.Diagnostics;
using ActorPm.Cli.Commands;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Configuration;

/// <summary>Asks the daemon's program what a file of settings comes to: the parser of HOCON is no part of <c>apm</c>, which stays small. No daemon is started or asked.</summary>
internal static class SettingsProgram
{
    /// <summary>Asks.</summary>
    /// <param name="host">The caller, whose variables count.</param>
    /// <param name="option"><see cref="DaemonLaunch.CheckSettingsOption"/> or <see cref="DaemonLaunch.ShowSettingsOption"/>.</param>
    /// <param name="file">The file, absolute.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="CommandFailure">The settings are wrong, each line of what it complained of; or it cannot be asked.</exception>
    public static string Ask(CliHost host, string option, string file)
    {
        var program = DaemonProgram.PathOf(host);
        var start = new ProcessStartInfo(program, [option, file]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = host.CurrentDirectory };
        start.Environment.Clear();
        foreach (var (name, value) in CallerEnvironment.Of(host))
        {
            start.Environment[name] = value;
        }

        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var complaint = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(AppFileEvaluation.Limit))
            {
                process.Kill(entireProcessTree: true);
                throw new CommandFailure(ControlErrorCode.DaemonUnresponsive, $"{program} {option} did not end within {AppFileEvaluation.Limit.TotalSeconds:0} seconds.");
            }

            Task.WaitAll(output, complaint);
            return process.ExitCode == 0
                ? output.Result
                : throw new CommandFailure([.. complaint.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
        }
        catch (Win32Exception problem)
        {
            throw new CommandFailure(ControlErrorCode.InterpreterNotFound, $"{program} could not be started: {problem.Message}.");
        }
    }
}
