using System.Text.Json;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm prettylist</c>: what <c>jlist</c> prints, as Node would show it to a person.</summary>
internal sealed class PrettylistCommand() : CliCommand("prettylist", "print all apps the way Node prints objects", "")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.TryConnect();
        if (client is null)
        {
            call.Screen.Data("[]");
            return NoDaemonNotice.Show(call);
        }

        using var list = JsonDocument.Parse(await client.GetBytesAsync(ControlContract.Jlist));
        call.Screen.Data(NodeInspect.Of(list.RootElement));
        return 0;
    }
}
