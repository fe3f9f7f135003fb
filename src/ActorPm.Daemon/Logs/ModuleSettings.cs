using System.Text.Json;
using ActorPm.Core.Logs;
using ActorPm.Core.Messages;

namespace ActorPm.Daemon.Logs;

/// <summary>The settings that <c>apm set</c> keeps in <c>module_conf.json</c> in the home, as far as the daemon obeys them: those of pm2-logrotate.</summary>
internal static class ModuleSettings
{
    /// <summary>Lays them over the daemon's own.</summary>
    /// <param name="path">The file; one that does not exist says nothing.</param>
    /// <param name="limits">What holds where the file says nothing, or what cannot be read.</param>
    /// <returns>The limits, and a sentence for each thing that could not be read.</returns>
    public static (LogLimits Limits, IReadOnlyList<string> Problems) Over(string path, LogLimits limits)
    {
        if (!File.Exists(path))
        {
            return (limits, []);
        }

        try
        {
            using var document = ForeignJson.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty(LogrotateSettings.Module, out var module)
                || module.ValueKind != JsonValueKind.Object)
            {
                return (limits, []);
            }

            // A key that occurs twice has its last value, as in JavaScript.
            var values = module.EnumerateObject().GroupBy(setting => setting.Name, setting => setting.Value).ToDictionary(
                setting => setting.Key,
                setting => setting.Last() is { ValueKind: JsonValueKind.String } text ? text.GetString()! : setting.Last().GetRawText());
            var (rotation, problems) = LogrotateSettings.FromPm2(values, limits.Rotation);
            return (limits with { Rotation = rotation }, problems);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return (limits, [$"{path} cannot be read: {exception.Message} Correct it, or delete it to use the defaults."]);
        }
    }
}
