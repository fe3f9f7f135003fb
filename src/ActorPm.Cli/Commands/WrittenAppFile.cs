using System.Text;
using System.Text.Json;
using ActorPm.Cli.Rendering;
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
        File.WriteAllText(path, IndentedJson.Of(AppRequestWriter.Create(app)));
        return path;
    }
}
