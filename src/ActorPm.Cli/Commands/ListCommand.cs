using System.CommandLine;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm list</c>.</summary>
internal sealed class ListCommand : CliCommand
{
    private readonly Option<bool> _mini;
    private readonly Option<string[]> _sort;

    public ListCommand()
        : base("list", "show all apps", "")
    {
        _mini = Flag("--mini-list", "show a block of plain lines for each instead of a table", "-m");
        _sort = Value("--sort", "field[:asc|desc]", "sort by name, namespace, pid, id, cpu, memory, uptime or status; default: name:asc");
    }

    public override async Task<int> RunAsync(Invocation call)
    {
        var order = ListOrder.Default;
        if (call.Value(_sort) is { } text)
        {
            order = ListOrder.Parse(text) ?? throw new CommandFailure(
                ControlErrorCode.InvalidRequest,
                $"--sort '{text}' is not a field and a direction; write name, namespace, pid, id, cpu, memory, uptime or status, and :desc to turn it round.");
        }

        using var client = call.TryConnect();
        if (client is null)
        {
            Print(call, []);
            return NoDaemonNotice.Show(call);
        }

        var list = await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
        Print(call, order.Sort(list.Instances));
        return 0;
    }

    private void Print(Invocation call, InstanceView[] instances)
    {
        if (call.Has(_mini))
        {
            call.Screen.Table(MiniList.Of(instances, call.Host.Clock.GetUtcNow()));
        }
        else
        {
            call.Screen.AppTable(instances);
        }
    }
}
