using System.Collections.Concurrent;
using System.Text.Json;
using ActorPm.Core.Apps;

namespace ActorPm.Daemon.Views;

/// <summary>The version that an app's package.json states, as PM2 shows it: of the nearest one at or above the script.</summary>
internal sealed class PackageVersions
{
    /// <summary>What is shown when there is none.</summary>
    public const string NotAvailable = "N/A";

    private const int LargestFile = 1024 * 1024;

    private readonly ConcurrentDictionary<string, string> _byScript = new();

    /// <summary>The version of an app, read once for each script.</summary>
    public string Of(AppSpec spec) => _byScript.GetOrAdd(spec.Script, static (script, own) => Look(script, own), spec.Interpreter == AppSpec.NoInterpreter);

    private static string Look(string script, bool executesItself)
    {
        // A program of the system has no package.json of its own; one further up would be somebody else's.
        if (executesItself)
        {
            return NotAvailable;
        }

        for (var directory = Path.GetDirectoryName(script); directory is not null; directory = Path.GetDirectoryName(directory))
        {
            var file = new FileInfo(Path.Combine(directory, "package.json"));
            if (file.Exists)
            {
                return Read(file);
            }
        }

        return NotAvailable;
    }

    private static string Read(FileInfo file)
    {
        try
        {
            if (file.Length > LargestFile)
            {
                return NotAvailable;
            }

            using var stream = file.OpenRead();
            using var json = JsonDocument.Parse(stream);
            return json.RootElement.TryGetProperty("version", out var version) && version.ValueKind is JsonValueKind.String
                ? version.GetString() ?? NotAvailable
                : NotAvailable;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // Somebody else's file, shown for information only: unreadable is the same as absent.
            return NotAvailable;
        }
    }
}
