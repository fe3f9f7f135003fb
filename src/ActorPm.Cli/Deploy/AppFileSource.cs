using System.Text.Json;
using ActorPm.Cli.AppFiles;

namespace ActorPm.Cli.Deploy;

/// <summary>Reads app files of every kind, as <c>start</c> does.</summary>
internal sealed class AppFileSource : IAppFileSource
{
    public JsonElement Read(CliHost host, string path) => AppFileLoader.LoadRoot(host, path);
}
