using System.CommandLine;
using System.Text.Json;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm id</c>.</summary>
internal sealed class IdCommand : CliCommand
{
    private readonly Option<bool> _json;

    public IdCommand()
        : base("id", "print the ids of an app as [ 0, 1 ]", "<name>", "name")
    {
        _json = Flag("--json", "print {\"version\":1,\"ids\":[0,1]} instead");
    }

    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.Connect();
        var list = await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
        var ids = NumberList.Json(list.Instances.Where(view => view.Name == call.Words[0]).Select(view => view.PmId));
        if (call.Has(_json))
        {
            call.Screen.Data($"{{\"version\":1,\"ids\":{ids}}}\n");
            return 0;
        }

        using var document = JsonDocument.Parse(ids);
        call.Screen.Data(NodeInspect.Of(document.RootElement) + "\n");
        return 0;
    }
}
