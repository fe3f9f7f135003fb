using System.Text;
using System.Text.Json;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary><c>--write</c>: the options of a call as an app file <c>NAME-pm2.json</c>.</summary>
internal static class WrittenAppFile
{
    /// <summary>Writes the file and returns its path. What is there under that name is replaced, as PM2 does.</summary>
    public static string Write(string directory, AppRequest app)
    {
        var path = Path.Combine(directory, $"{AppFile.NameOf(app).Replace('/', '-')}-pm2.json");
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            AppRequestWriter.Create(app).WriteTo(writer);
        }

        File.WriteAllText(path, Encoding.UTF8.GetString(buffer.ToArray()) + "\n");
        return path;
    }
}
