using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm describe</c>.</summary>
internal sealed class DescribeCommand() : CliCommand("describe", "show all about an app", "<id|name|namespace|all|/pattern/>", "name")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.Connect();
        foreach (var target in call.Words)
        {
            var details = await client.GetAsync(
                $"{ControlContract.Describe}?target={Uri.EscapeDataString(target)}", ControlJson.Default.InstanceDetails);
            foreach (var detail in details.Instances)
            {
                call.Screen.Data(DetailTable.Of(detail, call.Host.Clock.GetUtcNow(), call.Screen.Palette));
            }
        }

        return 0;
    }
}
