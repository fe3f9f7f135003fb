using ActorPm.Cli.Commands;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Configuration;

/// <summary><c>apm config check [file]</c>: whether a file of settings, or of apps, can be used. No daemon is needed, and nothing is changed.</summary>
internal static class SettingsCheck
{
    /// <summary>The word.</summary>
    public const string Word = "check";

    /// <summary>Checks; what is wrong is one failure with all of it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="named">The file as it was named; null for the settings of the home.</param>
    public static int Run(Invocation call, string? named)
    {
        var path = Path.GetFullPath(named ?? Path.Combine(call.Home.Directory, "actorpm.conf"), call.Host.CurrentDirectory);
        if (named is not null && !File.Exists(path))
        {
            throw new CommandFailure(ControlErrorCode.NotFound, $"Nothing is at {path}; give the path of a file of settings, or of apps.");
        }

        if (named is null || IsOfSettings(path))
        {
            SettingsProgram.Ask(call.Host, DaemonLaunch.CheckSettingsOption, path);
            call.Screen.Data(File.Exists(path) ? $"{path}: settings, and nothing is wrong with them\n" : $"{path} is not there, so all settings have their defaults, but for variables; nothing is wrong with these\n");
        }
        else
        {
            var apps = AppFile.Read(call, named, new AppFileSelection(null, []));
            call.Screen.Data($"{path}: {apps.Count} app{(apps.Count == 1 ? "" : "s")}, and nothing is wrong with {(apps.Count == 1 ? "it" : "them")}\n");
        }

        return 0;
    }

    // By what is in it: both are named .conf. A file without apps is one of settings, so that a mistake in it is told as such.
    private static bool IsOfSettings(string path) => EcosystemFile.KindOf(Path.GetFileName(path)) switch
    {
        EcosystemFileKind.None => true,
        EcosystemFileKind.Hocon => File.ReadAllText(path) is var text && HoconPlaces.Of(text).LineOf("apps") is null && !Includes(text),
        _ => false,
    };

    private static bool Includes(string text) => text.Split('\n').Any(line => line.TrimStart().StartsWith("include ", StringComparison.Ordinal));
}
