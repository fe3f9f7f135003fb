using System.CommandLine;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm describe</c>.</summary>
internal sealed class DescribeCommand : CliCommand
{
    private readonly Option<bool> _json;

    public DescribeCommand()
        : base("describe", "show everything about an app", "<id|name|namespace|all|/pattern/>", "name") =>
        _json = Flag("--json", JsonOption.Description);

    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.Connect();
        foreach (var target in call.Words.Select(Uri.EscapeDataString))
        {
            var route = $"{ControlContract.Describe}?target={target}";
            if (call.Has(_json))
            {
                await JsonOption.PrintAsync(call, client, route);
                continue;
            }

            var details = await client.GetAsync(route, ControlJson.Default.InstanceDetails);

            // What differs from this shell's says nothing where the app runs elsewhere, and takes an admin.
            var variables = call.Remote is not null ? null : await client.GetAsync($"{ControlContract.Environment}?target={target}", ControlJson.Default.EnvironmentReply);
            foreach (var detail in details.Instances)
            {
                call.Screen.Data(DetailTable.Of(detail, call.Host.Clock.GetUtcNow(), call.Screen.Palette));
                if (variables?.Instances.FirstOrDefault(instance => instance.PmId == detail.View.PmId) is { } given)
                {
                    call.Screen.Data(DetailSections.DivergentVariables(given.Environment, call.Host.Variables, call.Screen.Palette));
                }

                Hints(call, detail);
            }
        }

        return 0;
    }

    private static void Hints(Invocation call, InstanceDetail detail)
    {
        if (detail.AxmActions.Length > "[]".Length)
        {
            call.Screen.Hint($" Trigger via: `apm trigger {detail.View.Name} <action_name>`");
        }

        call.Screen.Hint($" Use `apm logs {detail.View.Name} [--lines 1000]` to display logs");
        call.Screen.Hint($" Use `apm env {Quantities.Number(detail.View.PmId)}` to display environment variables");
        call.Screen.Hint(" Use `apm monit` to monitor CPU and memory usage");
    }
}
