using System.Text.Json;
using ActorPm.Core.Control;

namespace ActorPm.Daemon.Settings;

/// <summary><c>apmd --check-settings</c> and <c>apmd --show-settings</c>: what a file of settings comes to. Changes nothing, and touches no home.</summary>
internal static class SettingsQuestions
{
    /// <summary>Answers; the exit code comes back.</summary>
    /// <param name="option">One of the two.</param>
    /// <param name="file">The file; one that is not there is an empty one.</param>
    /// <param name="environment">The environment that a daemon would have.</param>
    public static int Answer(string option, string file, IReadOnlyDictionary<string, string> environment)
    {
        try
        {
            var text = File.Exists(file) ? File.ReadAllText(file) : "";
            if (option == DaemonLaunch.CheckSettingsOption)
            {
                DaemonSettings.Load(text, environment, Path.GetFileName(file));
            }
            else
            {
                Console.Out.Write(JsonSerializer.Serialize(DaemonSettings.Show(text, environment), ControlJson.Default.IReadOnlyListSettingView));
            }

            return 0;
        }
        catch (SettingsException wrong)
        {
            foreach (var problem in wrong.Problems)
            {
                Console.Error.WriteLine(problem.ReplaceLineEndings(" "));
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{file} cannot be read: {problem.Message}");
        }

        return DaemonLaunch.StartFailedExitCode;
    }
}
