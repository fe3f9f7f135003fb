using System.Text.Json;

namespace ActorPm.Cli.Deploy;

/// <summary>Reads an app file of whatever kind into JSON, for its sections besides the apps.</summary>
internal interface IAppFileSource
{
    /// <summary>The file's root.</summary>
    /// <param name="host">The caller.</param>
    /// <param name="path">The file, absolute; it exists.</param>
    /// <exception cref="CommandFailure">It cannot be read as an app file.</exception>
    JsonElement Read(CliHost host, string path);
}
