using System.Text;
using System.Text.Json;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Configuration;

/// <summary><c>apm config show</c>: the daemon's settings, as one that starts now takes them.</summary>
internal static class SettingsShow
{
    /// <summary>The word.</summary>
    public const string Word = "show";

    /// <summary>Shows them.</summary>
    /// <param name="call">The call.</param>
    /// <param name="origin">Whether to tell where each value comes from.</param>
    /// <param name="json">Whether to print JSON.</param>
    public static int Run(Invocation call, bool origin, bool json)
    {
        var text = SettingsProgram.Ask(call.Host, DaemonLaunch.ShowSettingsOption, Path.Combine(call.Home.Directory, "actorpm.conf"));
        if (json)
        {
            call.Screen.Data(text + "\n");
            return 0;
        }

        var settings = JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(text), ControlJson.Default.IReadOnlyListSettingView) ?? [];
        Column[] columns = origin ? [new("setting", 0), new("value", 0), new("from", 0)] : [new("setting", 0), new("value", 0)];
        call.Screen.Data(BoxTable.Draw(columns, [.. settings.Select(setting => Row(setting, origin))], call.Screen.Palette));
        return 0;
    }

    private static Cell[] Row(SettingView setting, bool origin)
    {
        var style = setting.Origin == SettingView.Default ? TextStyle.Muted : TextStyle.Plain;
        return origin ? [new(setting.Key, style), new(setting.Value, style), new(setting.Origin, style)] : [new(setting.Key, style), new(setting.Value, style)];
    }
}
