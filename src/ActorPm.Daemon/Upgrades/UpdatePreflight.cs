using System.Text.RegularExpressions;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Instances;
using ActorPm.Daemon.Control;
using ActorPm.Processes;

namespace ActorPm.Daemon.Upgrades;

/// <summary>Finds out, before anything is touched, whether a program can take over: it is asked for its version, and to check the home.</summary>
/// <param name="commands">Runs it.</param>
/// <param name="home">What it must be able to work on.</param>
/// <param name="environment">The variables that it will have.</param>
internal sealed partial class UpdatePreflight(ICommandRunner commands, DaemonHome home, IReadOnlyDictionary<string, string> environment)
{
    private const int LongestWords = 500;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Checks a program.</summary>
    /// <param name="named">An <c>apmd</c>, or a directory that holds one; null for the one by which this daemon was started.</param>
    /// <returns>The program and its version.</returns>
    /// <exception cref="RefusedException">It cannot take over; the sentence says why.</exception>
    public async Task<(string Program, string Version)> RunAsync(string? named, CancellationToken cancellation)
    {
        var program = named is null ? OwnProgram.Path : Directory.Exists(named) ? Path.Combine(named, DaemonLaunch.ProgramName) : named;
        if (!Path.IsPathRooted(program) || !File.Exists(program))
        {
            throw Refused($"{program} does not exist; give the path of an apmd, or of the directory that holds it (--to)");
        }

        if ((File.GetUnixFileMode(program) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) == 0)
        {
            throw Refused($"{program} is not executable; give an apmd (--to), or make it executable with chmod +x");
        }

        var version = await AskAsync(program, "--version", cancellation);
        if (!VersionText().IsMatch(version))
        {
            throw Refused($"{program} does not tell a version as an apmd does, it says '{version}'; give the path of an apmd (--to)");
        }

        await AskAsync(program, DaemonLaunch.CheckOption, cancellation);
        return (program, version);
    }

    private async Task<string> AskAsync(string program, string option, CancellationToken cancellation)
    {
        var words = Path.Combine(home.RuntimeDirectory, $"update{option}.txt");
        File.Delete(words);
        try
        {
            var status = await commands.RunAsync(
                new CommandOrder(new InstanceId(AppName.Parse(DaemonLaunch.ProgramName), 0), program, [option], "/", environment) { OutputFile = words }, Limit, cancellation);
            var said = File.Exists(words) ? await File.ReadAllTextAsync(words, cancellation) : "";
            said = said.Length > LongestWords ? said[..LongestWords] : said;
            return status switch
            {
                null => throw Refused($"{program} {option} did not end within {Limit.TotalSeconds:0} seconds"),
                ExitStatus.Code { Value: 0 } => said.Trim(),
                _ => throw Refused($"{program} {option} {status}{(said.Trim().Length > 0 ? ": " + said.Trim() : "")}"),
            };
        }
        catch (LaunchException problem)
        {
            throw Refused($"{program} cannot be run: {problem.Message.TrimEnd('.')}");
        }
        finally
        {
            File.Delete(words);
        }
    }

    private static RefusedException Refused(string why) => new(ControlErrorCode.UpdateRefused, $"No update: {why.TrimEnd('.')}. The daemon and all apps go on as before.");

    [GeneratedRegex(@"^\d+\.\d+\.\d+\S*$")]
    private static partial Regex VersionText();
}
