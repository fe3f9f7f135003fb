using System.ComponentModel;
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
        try
        {
            var (exitCode, output, complaint) = ChildProgram.Run(host, AppFileEvaluation.Limit, program, option, file)
                ?? throw new CommandFailure(ControlErrorCode.DaemonUnresponsive, $"{program} {option} did not end within {AppFileEvaluation.Limit.TotalSeconds:0} seconds.");
            return exitCode == 0 ? output : throw new CommandFailure([.. complaint.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
        }
        catch (Win32Exception problem)
        {
            throw new CommandFailure(ControlErrorCode.InterpreterNotFound, $"{program} could not be started: {problem.Message}.");
        }
    }
}
