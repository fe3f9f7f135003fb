using System.CommandLine;
using System.Globalization;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm cluster</c>: begins, joins, shows and leaves a cluster of daemons.</summary>
internal sealed class ClusterCommand : CliCommand
{
    private const string Commands = "init|join|token|status|drain|undrain|remove|leave";

    private static readonly Column[] Columns = [new("node", 0), new("address", 0), new("roles", 0), new("status", 0), new("version", 0)];

    private static readonly Column[] AppColumns = [new("app", 0), new("placement", 0), new("instances", 0), new("wanted", 0), new("ready", 0)];

    private readonly Option<string[]> _name;
    private readonly Option<string[]> _address;
    private readonly Option<string[]> _roles;
    private readonly Option<string[]> _labels;
    private readonly Option<string[]> _token;
    private readonly Option<string[]> _uses;
    private readonly Option<string[]> _hours;
    private readonly Option<bool> _json;

    public ClusterCommand()
        : base("cluster", "join daemons of several machines: init, join host:port --token T, token, status, drain node, undrain node, remove node, leave", $"<{Commands}>", "command")
    {
        _name = Value("--name", "name", "init, join: what this node is called; default: the machine's name");
        _address = Value("--address", "host:port", "init, join: where other nodes reach this one, with the port above it; default: the machine's first address, port 9120");
        _roles = Value("--roles", "list", "init, join: what kind of node this is, such as web,gpu");
        _labels = Value("--labels", "list", "init, join: where or what it is, such as zone=eu,disk=ssd");
        _token = Value("--token", "token", "join: what the other node printed");
        _uses = Value("--uses", "number", "token: how many nodes may join by it; default: 1");
        _hours = Value("--hours", "number", "token: how long it is good; default: 1");
        _json = Flag("--json", JsonOption.Description);
    }

    public override async Task<int> RunAsync(Invocation call) => call.Words switch
    {
        ["init"] => await InitAsync(call),
        ["join", var through] => await JoinAsync(call, through),
        ["token"] => await TokenAsync(call),
        ["status"] => await StatusAsync(call),
        ["drain", var node] => await DrainAsync(call, node, takes: false, $"{node} takes no more movable apps, and has none"),
        ["undrain", var node] => await DrainAsync(call, node, takes: true, $"{node} takes movable apps"),
        ["remove", var node] => await ChangeAsync(
            call, client => client.PostAsync(ControlContract.ClusterRemove, new ClusterRemoveRequest(node), ControlJson.Default.ClusterRemoveRequest, ControlJson.Default.ClusterStatus),
            $"{node} does not belong to the cluster any more"),
        ["leave"] => await ChangeAsync(
            call, client => client.PostAsync(ControlContract.ClusterLeave, ControlJson.Default.ClusterStatus), "This daemon belongs to no cluster any more; its apps go on"),
        ["join"] => throw new UsageFailure("cluster join takes the address of a node, host:port, and --token"),
        ["drain"] or ["undrain"] => throw new UsageFailure($"cluster {call.Words[0]} takes the name of a node"),
        ["remove"] => throw new UsageFailure("cluster remove takes the name of a node"),
        _ => throw new UsageFailure($"cluster takes one of {Commands.Replace("|", ", ", StringComparison.Ordinal)}"),
    };

    private async Task<int> InitAsync(Invocation call)
    {
        using var client = await call.ConnectOrStartAsync();
        var reply = await client.PostAsync(ControlContract.ClusterInit, Self(call), ControlJson.Default.ClusterInitRequest, ControlJson.Default.ClusterTokenReply);
        call.Screen.Progress("This daemon is the first node of a cluster");
        Show(call, reply);
        return 0;
    }

    private async Task<int> JoinAsync(Invocation call, string through)
    {
        var token = call.Value(_token) ?? throw new UsageFailure("cluster join needs --token; `apm cluster token` on the other node prints one");
        using var client = await call.ConnectOrStartAsync();
        var status = await client.PostAsync(
            ControlContract.ClusterJoin, new ClusterJoinRequest(through, token, Self(call)), ControlJson.Default.ClusterJoinRequest, ControlJson.Default.ClusterStatus);
        call.Screen.Progress($"This daemon is the node {status.Name} of the cluster");
        Show(call, status);
        return 0;
    }

    private async Task<int> TokenAsync(Invocation call)
    {
        var uses = Number(call, _uses, 1, NumberStyles.None);
        var hours = Number(call, _hours, 1, NumberStyles.AllowDecimalPoint);
        using var client = call.Connect();
        Show(call, await client.PostAsync(
            ControlContract.ClusterToken, new ClusterTokenRequest((int)Math.Min(uses, int.MaxValue), hours), ControlJson.Default.ClusterTokenRequest, ControlJson.Default.ClusterTokenReply));
        return 0;
    }

    private async Task<int> StatusAsync(Invocation call)
    {
        using var client = call.Connect();
        if (call.Has(_json))
        {
            await JsonOption.PrintAsync(call, client, ControlContract.ClusterStatus);
        }
        else
        {
            Show(call, await client.GetAsync(ControlContract.ClusterStatus, ControlJson.Default.ClusterStatus));
        }

        return 0;
    }

    private static Task<int> DrainAsync(Invocation call, string node, bool takes, string done) => ChangeAsync(
        call, client => client.PostAsync(ControlContract.ClusterDrain, new ClusterDrainRequest(node, takes), ControlJson.Default.ClusterDrainRequest, ControlJson.Default.ClusterStatus), done);

    private static async Task<int> ChangeAsync(Invocation call, Func<ControlClient, Task<ClusterStatus>> change, string done)
    {
        using var client = call.Connect();
        var status = await change(client);
        call.Screen.Progress(done);
        Show(call, status);
        return 0;
    }

    private ClusterInitRequest Self(Invocation call) => new(
        call.Value(_name), call.Value(_address), [.. call.List(_roles) ?? [], .. Labels(call)]);

    private string[] Labels(Invocation call)
    {
        var labels = call.List(_labels) ?? [];
        return labels.FirstOrDefault(label => !label.Contains('=', StringComparison.Ordinal)) is { } bare
            ? throw new CommandFailure(ControlErrorCode.InvalidRequest, $"The label '{bare}' has no value; write --labels {bare}=…, or --roles {bare}.")
            : labels;
    }

    // The token alone goes to standard output: a script takes it from there.
    private void Show(Invocation call, ClusterTokenReply reply)
    {
        call.Screen.Progress(string.Create(
            CultureInfo.InvariantCulture,
            $"{(reply.Uses == 1 ? "One machine joins" : $"{reply.Uses} machines join")} until {reply.Until.ToLocalTime():yyyy-MM-dd HH:mm} with: apm cluster join {reply.Address} --token <the token below>"));
        call.Screen.Data(call.Has(_json)
            ? System.Text.Json.JsonSerializer.Serialize(reply, ControlJson.Default.ClusterTokenReply) + "\n"
            : reply.Token + "\n");
    }

    private static void Show(Invocation call, ClusterStatus status)
    {
        if (status.State is ClusterState.Alone)
        {
            call.Screen.Data("This daemon belongs to no cluster.\n");
            return;
        }

        call.Screen.Table(BoxTable.Draw(Columns, [.. status.Nodes.Select(Row)], call.Screen.Palette));
        if (status.Waits is { } waits)
        {
            call.Screen.Data($"{status.Name} is no member at the moment and waits for {waits}.\n");
        }

        if (status.Apps.Count > 0)
        {
            call.Screen.Table(BoxTable.Draw(AppColumns, [.. status.Apps.Select(Row)], call.Screen.Palette));
            foreach (var app in status.Apps.Where(app => app.Problem is not null))
            {
                call.Screen.Data($"{app.Name}: {app.Problem}\n");
            }
        }

        if (status is { State: ClusterState.Member, IsConnected: false })
        {
            call.Screen.Data("This node does not reach most of the others: it runs no single and spread apps, and nothing of the cluster can be changed here.\n");
        }

        if (status.Fencing is { } fencing)
        {
            var guard = fencing.GuardMs is { } kill ? string.Create(CultureInfo.InvariantCulture, $" (the guard kills what is left after {kill / 1000:0.#} s)") : "";
            call.Screen.Data(string.Create(
                CultureInfo.InvariantCulture,
                $"A node that loses most of the others ends its single and spread apps after {fencing.LeaseMs / 1000:0.#} s, within {fencing.StopMs / 1000:0.#} s{guard}; they start elsewhere {fencing.TakeOverMs / 1000:0.#} s after its last word at the earliest.\n"));
        }
    }

    private static Cell[] Row(MovableAppView app) =>
    [
        new(app.Name), new(Layout(app)),
        new(app.Count.ToString(CultureInfo.InvariantCulture) + (app.Placement == "every" ? " each" : "")), new(app.State),
        new(app.Ready.Count == 0 ? "-" : string.Join(", ", app.Ready.OrderBy(node => node.Key, StringComparer.Ordinal).Select(node => $"{node.Key} {node.Value}"))),
    ];

    private static string Layout(MovableAppView app) => app.Placement
        + (app.Roles.Count == 0 ? "" : $" on {string.Join(",", app.Roles.Select(role => role.Contains('=', StringComparison.Ordinal) ? role : $"role={role}"))}")
        + (app.Over is null ? "" : $" over {app.Over}")
        + (app.PerNode == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {app.PerNode} a node"))
        + (app.ApartFrom.Count == 0 ? "" : $", apart from {string.Join(",", app.ApartFrom)}");

    private static Cell[] Row(ClusterNodeView node) =>
    [
        new(node.Name + (node.IsSelf ? " (this one)" : "")), new(node.Address), new(node.Roles.Count == 0 ? "-" : string.Join(",", node.Roles)),
        new($"{node.Status}{(node.IsLeader ? ", leader" : "")}{(node is { IsReachable: false, Status: not "away" } ? ", unreachable" : "")}{(node.IsDrained ? ", drained" : "")}"), new(node.Version ?? "-"),
    ];

    private static double Number(Invocation call, Option<string[]> option, double otherwise, NumberStyles style) => call.Value(option) is not { } text ? otherwise
        : double.TryParse(text, style, CultureInfo.InvariantCulture, out var number) ? number
        : throw new CommandFailure(ControlErrorCode.InvalidRequest, $"'{text}' is not a number ({option.Name}).");
}
