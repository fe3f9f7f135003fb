using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.History;
using ActorPm.Core.Operators;
using ActorPm.Core.Rollouts;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Operators;

/// <summary>The palette <c>apps</c>: the commands of the control API, told in lines.</summary>
internal sealed class AppsVerbs(CommandEndpoints commands, ReloadEndpoints reloads, ViewEndpoints views, ViewBuilder shown, CatalogBoard list, TimeProvider clock)
{
    /// <summary>Carries a verb out.</summary>
    public async Task<IReadOnlyList<string>> TellAsync(OperatorCall call, CommandOrigin by, CancellationToken cancellation)
    {
        var target = call.Value("name");
        return call.Verb.Name switch
        {
            "list" => Table(target),
            "show" => [.. views.Describe(target).SelectMany(Details)],
            "start" => Report(await StartAsync()),
            "stop" => Report(await commands.ChangeAsync(MovableVerb.Stop, [target], null, by, cancellation)),
            "restart" => Report(await commands.ChangeAsync(MovableVerb.Restart, [target], null, by, cancellation)),
            "reload" => Report(await reloads.ReloadAsync([target], null, ReloadOptions.None, by, cancellation)),
            "promote" => Report(await reloads.PromoteAsync(target, by, cancellation)),
            "rollback" => Report(await reloads.RollbackAsync(target, null, by, cancellation)),
            "scale" => Report(await commands.ScaleAsync(target, call.Value("count"), by, cancellation)),
            "reset" => Report(await commands.CarryAsync(new CatalogCommand.Reset([target]), by, cancellation)),
            "delete" => Report(await commands.ChangeAsync(MovableVerb.Delete, [target], null, by, cancellation)),
            _ => throw new InvalidOperationException($"Nobody knows {call.Name}."),
        };

        // What is on this node's list only: the start of a request would take a path for a new app.
        Task<CommandReply> StartAsync() => commands.Movable?.Has(target) is true
            ? commands.StartAsync(new StartRequest([AppRequest.OnList(target)]), by, cancellation)
            : commands.CarryAsync(commands.Start([new StartItem.Existing(target, null)]), by, cancellation);
    }

    private IReadOnlyList<string> Table(string target)
    {
        var ids = TargetSlots.Of(list.Current, target).Select(slot => slot.PmId).ToHashSet();
        if (ids.Count == 0 && target != "all")
        {
            throw new RefusedException(ControlErrorCode.NotFound, $"{target} selects nothing; `apps list` shows what there is.");
        }

        var now = clock.GetUtcNow();
        string[][] rows =
        [
            ["id", "name", "namespace", "status", "pid", "uptime", "restarts", "cpu", "memory"],
            .. shown.All().Where(view => ids.Contains(view.PmId)).Select(view => new[]
            {
                Quantities.Number(view.PmId), view.Name, view.Namespace, view.Status, Quantities.Number(view.Pid), Quantities.Uptime(view, now),
                Quantities.Number(view.Restarts), Quantities.Percent(view.Cpu), Quantities.Bytes(view.Memory),
            }),
        ];
        return [.. TextColumns.Of(rows), $"Count: {ids.Count} {(ids.Count == 1 ? "instance" : "instances")}"];
    }

    private IEnumerable<string> Details(InstanceDetail detail)
    {
        var view = detail.View;
        var rows = new List<string[]>
        {
            new[] { "name", $"{view.Name}:{Quantities.Number(view.Ordinal)} (id {Quantities.Number(view.PmId)})" },
            new[] { "namespace", view.Namespace },
            new[] { "status", view.Status },
            new[] { "pid", Quantities.Number(view.Pid) },
            new[] { "uptime", Quantities.Uptime(view, clock.GetUtcNow()) },
            new[] { "restarts", Quantities.Number(view.Restarts) },
            new[] { "cpu, memory", $"{Quantities.Percent(view.Cpu)}, {Quantities.Bytes(view.Memory)}" },
            new[] { "user", view.User },
            new[] { "script", string.Join(' ', [detail.Script, .. detail.Arguments]) },
            new[] { "directory", detail.WorkingDirectory },
            new[] { "logs", string.Join(", ", new[] { view.OutFile, view.ErrorFile }.Distinct()) },
        };
        AddIfKnown("reason", view.Reason);
        AddIfKnown("last exit", detail.LastExit);
        AddIfKnown("reload", detail.Reload);
        return [.. TextColumns.Of(rows), ""];

        void AddIfKnown(string name, string? value)
        {
            if (value is not null)
            {
                rows.Add([name, value]);
            }
        }
    }

    // What was done is told by lines; an instance that did not come up makes it a failure, as it is for other callers.
    private static IReadOnlyList<string> Report(CommandReply reply)
    {
        var errored = reply.Instances.Where(view => view.Status == InstanceStatus.Errored).ToList();
        if (errored.Count > 0)
        {
            throw new RefusedException(
                ControlErrorCode.InstanceFailed,
                string.Join(" ", errored.Select(view => $"{view.Name}:{view.Ordinal} (id {view.PmId}) did not come up: {(view.Reason ?? "its program failed").TrimEnd('.')}; `journal why -n {view.PmId}` tells more.")));
        }

        return
        [
            .. reply.Removed.Select(removed => $"{removed} removed"),
            .. reply.Instances.Select(view => $"{view.Name}:{view.Ordinal} (id {view.PmId}){(view.Node is { } node ? $" on {node}" : "")} {view.Status}"),
            .. reply.Notes,
            .. reply.Removed.Count + reply.Instances.Count + reply.Notes.Count == 0 ? ["Done."] : Array.Empty<string>(),
        ];
    }
}
