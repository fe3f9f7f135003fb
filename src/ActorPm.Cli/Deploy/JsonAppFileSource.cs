using System.Text.Json;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Deploy;

/// <summary>Reads app files in JSON, with comments and trailing commas.</summary>
internal sealed class JsonAppFileSource : IAppFileSource
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public JsonElement Read(CliHost host, string path)
    {
        if (EcosystemFile.KindOf(Path.GetFileName(path)) is not EcosystemFileKind.Json)
        {
            throw new CommandFailure(
                ControlErrorCode.InvalidRequest, $"{path} is no JSON; this version reads the deploy section from JSON only: write it as ecosystem.json.");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"{path} is no JSON: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"{path} cannot be read: {e.Message}");
        }
    }
}
