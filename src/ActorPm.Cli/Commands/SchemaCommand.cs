using System.Text;
using System.Text.Json;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm schema</c>: the JSON schema of app files, for editors.</summary>
internal sealed class SchemaCommand() : CliCommand("schema", "print the JSON schema of app files, for editors", "")
{
    public override Task<int> RunAsync(Invocation call)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            EcosystemSchema.Create().WriteTo(writer);
        }

        call.Screen.Data(Encoding.UTF8.GetString(text.ToArray()) + "\n");
        return Task.FromResult(0);
    }
}
