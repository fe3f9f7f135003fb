using System.Globalization;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm id</c>.</summary>
internal sealed class IdCommand() : CliCommand("id", "print the ids of an app as [ 0, 1 ]", "<name>", "name")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.Connect();
        var list = await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
        var ids = list.Instances
            .Where(view => view.Name == call.Words[0])
            .Select(view => view.PmId.ToString(CultureInfo.InvariantCulture))
            .ToArray();
        call.Screen.Data(ids.Length == 0 ? "[]\n" : $"[ {string.Join(", ", ids)} ]\n");
        return 0;
    }
}
