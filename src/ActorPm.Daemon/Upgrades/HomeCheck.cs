using ActorPm.Core.Control;
using ActorPm.Daemon.Journal;
using ActorPm.Daemon.Settings;

namespace ActorPm.Daemon.Upgrades;

/// <summary><c>apmd --check</c>: whether this program could work on the home as it is. Changes nothing; a daemon may be at work there.</summary>
internal static class HomeCheck
{
    /// <summary>Checks; the exit code comes back.</summary>
    public static async Task<int> RunAsync(IReadOnlyDictionary<string, string> environment)
    {
        var home = DaemonHome.Locate(environment);
        try
        {
            var file = Path.Combine(home, "actorpm.conf");
            var settings = DaemonSettings.Load(File.Exists(file) ? await File.ReadAllTextAsync(file) : "", environment);
            await JournalChoice.Of(home, settings).CheckAsync();
            return 0;
        }
        catch (Exception problem) when (problem is SettingsException or DaemonStartException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return DaemonLaunch.StartFailedExitCode;
        }
    }
}
