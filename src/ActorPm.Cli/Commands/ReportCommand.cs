using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ActorPm.Cli.Configuration;
using ActorPm.Cli.Rendering;
using ActorPm.Cli.Reports;
using ActorPm.Cli.Logs;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm report</c>: what an issue needs. Arguments and environments of apps are left out: they may hold secrets.</summary>
internal sealed class ReportCommand : CliCommand
{
    private const int LogLines = 20;

    private readonly Option<bool> _json;

    public ReportCommand()
        : base("report", "print a report to put into an issue: daemon, system, apps, the daemon's newest log lines", "") =>
        _json = Flag(
            "--json",
            "as JSON: { version: 1, cli: { version, home }, daemon: { version, pid, warning } or null, system: as `apm slist --json`, apps: [{ id, name, namespace, mode, status, restarts, cpu, memory }], log: [lines] }");

    public override bool IsOfThisMachine => true;

    public override async Task<int> RunAsync(Invocation call)
    {
        PingReply? daemon = null;
        InstanceView[] instances = [];
        using (var client = call.TryConnect())
        {
            if (client is not null)
            {
                daemon = await client.GetAsync(ControlContract.Ping, ControlJson.Default.PingReply);
                instances = ListOrder.Default.Sort((await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList)).Instances);
            }
        }

        var facts = HostFacts.Read(call.Host.SystemRoot);
        var log = NewestLines(call);
        call.Screen.Data(call.Has(_json)
            ? Encoding.UTF8.GetString(ConfigurationFile.Json(Json(call, daemon, instances, facts, log))) + "\n"
            : Markdown(call, daemon, instances, facts, log));
        return 0;
    }

    private static string Markdown(Invocation call, PingReply? daemon, InstanceView[] instances, JsonObject facts, IReadOnlyList<string> log)
    {
        var text = new StringBuilder()
            .Append("### ActorPm report\n\n")
            .Append(CultureInfo.InvariantCulture, $"Date: {call.Host.Clock.GetUtcNow():u}\n\n")
            .Append("#### Daemon\n\n")
            .Append(daemon is null ? "none runs\n" : $"version: {daemon.Version}\npid: {daemon.Pid}\n{(daemon.Warning is { } warning ? $"warning: {warning}\n" : "")}")
            .Append("\n#### Command line\n\n")
            .Append(CultureInfo.InvariantCulture, $"version: {CommandLine.Version}\nhome: {call.Home.Directory}\nuser: {(call.Host.IsRoot ? "root" : "not root")}\n")
            .Append("\n#### System\n\n").Append(FactListing.Plain(facts))
            .Append("\n#### Apps\n\n```\n").Append(AppTable.Full(instances, call.Host.Clock.GetUtcNow(), Palette.Plain)).Append("```\n")
            .Append(CultureInfo.InvariantCulture, $"\n#### The daemon's last {LogLines} log lines\n\n```\n");
        foreach (var line in log)
        {
            text.Append(line).Append('\n');
        }

        return text.Append("```\n").ToString();
    }

    private static JsonObject Json(Invocation call, PingReply? daemon, InstanceView[] instances, JsonObject facts, IReadOnlyList<string> log) => new()
    {
        ["version"] = 1,
        ["cli"] = new JsonObject { ["version"] = CommandLine.Version, ["home"] = call.Home.Directory },
        ["daemon"] = daemon is null ? null : new JsonObject { ["version"] = daemon.Version, ["pid"] = daemon.Pid, ["warning"] = daemon.Warning },
        ["system"] = facts,
        ["apps"] = new JsonArray([.. instances.Select(view => new JsonObject
        {
            ["id"] = view.PmId, ["name"] = view.Name, ["namespace"] = view.Namespace, ["mode"] = view.Mode, ["status"] = view.Status,
            ["restarts"] = view.Restarts, ["cpu"] = view.Cpu, ["memory"] = view.Memory,
        })]),
        ["log"] = new JsonArray([.. log.Select(line => JsonValue.Create(line))]),
    };

    private static string[] NewestLines(Invocation call)
    {
        var log = new DaemonLog(call.Home.Directory, call.Host.Clock);
        try
        {
            return log.Path is null
                ? [$"({Path.Combine(call.Home.Directory, "apm.log")}: there is none)"]
                : Encoding.UTF8.GetString(log.Tail(LogLines)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [$"({log.Path}: {e.Message})"];
        }
    }
}
