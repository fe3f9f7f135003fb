using System.Text;
using System.Text.Json;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm schema</c>: the JSON schema of app files, for editors.</summary>
internal sealed class SchemaCommand() : CliCommand("schema", "print the JSON schema of app files, for editors", "")
{
    public override Task<int> RunAsync(Invocation call)
    {
        call.Screen.Data(IndentedJson.Of(EcosystemSchema.Create()));
        return Task.FromResult(0);
    }
}
