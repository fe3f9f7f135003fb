using System.CommandLine;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm list</c>.</summary>
internal sealed class ListCommand : CliCommand
{
    private const string ClearScreen = "\e[H\e[2J";
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(900);

    private readonly Option<bool> _mini;
    private readonly Option<string[]> _sort;
    private readonly Option<bool> _watch;
    private readonly Option<bool> _json;

    public ListCommand()
        : base("list", "show all apps", "")
    {
        _mini = Flag("--mini-list", "show a block of plain lines for each instead of a table", "-m");
        _sort = Value("--sort", "field[:asc|desc]", "sort by name, namespace, pid, id, cpu, memory, uptime or status; default: name:asc");
        _watch = Flag("--watch", "show it again every 900 ms, until Ctrl-C");
        _json = Flag("--json", JsonOption.Description);
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

        await ShowAsync(call, client, order);
        return call.Has(_watch) ? await WatchAsync(call, client, order) : 0;
    }

    private async Task<int> WatchAsync(Invocation call, ControlClient client, ListOrder order)
    {
        var interrupted = call.Host.CatchInterrupts();
        while (true)
        {
            try
            {
                await Task.Delay(RefreshInterval, call.Host.Clock, interrupted);
            }
            catch (OperationCanceledException)
            {
                return 0;
            }

            if (call.Host.TerminalWidth is not null)
            {
                call.Screen.Table(ClearScreen);
            }

            await ShowAsync(call, client, order);
        }
    }

    private async Task ShowAsync(Invocation call, ControlClient client, ListOrder order)
    {
        if (call.Has(_json))
        {
            await JsonOption.PrintAsync(call, client, call.ListRoute);
            return;
        }

        Print(call, order.Sort((await client.GetAsync(call.ListRoute, ControlJson.Default.InstanceList)).Instances));
    }

    private void Print(Invocation call, InstanceView[] instances)
    {
        if (call.Has(_json))
        {
            call.Screen.Data("{\"version\":1,\"instances\":[]}\n");
        }
        else if (call.Has(_mini))
        {
            call.Screen.Table(MiniList.Of(instances, call.Host.Clock.GetUtcNow()));
        }
        else
        {
            call.Screen.AppTable(instances);
        }
    }
}
