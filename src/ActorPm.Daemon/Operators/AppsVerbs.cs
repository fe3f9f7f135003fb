using System.Collections.Immutable;
using ActorPm.Core.Apps;
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
            "stop" => await CarryAsync(MovableVerb.Stop, left => new CatalogCommand.Stop(left)),
            "restart" => await CarryAsync(MovableVerb.Restart, left => new CatalogCommand.Restart(left, null)),
            "reload" => await ReloadAsync(),
            "promote" => Report(await PromoteAsync()),
            "rollback" => Report(await RollbackAsync()),
            "scale" => Report(await ScaleAsync(call.Value("count"))),
            "reset" => Report(await commands.CarryAsync(new CatalogCommand.Reset([target]), by, cancellation)),
            "delete" => await CarryAsync(MovableVerb.Delete, left => new CatalogCommand.Delete(left)),
            _ => throw new InvalidOperationException($"Nobody knows {call.Name}."),
        };

        async Task<IReadOnlyList<string>> CarryAsync(MovableVerb verb, Func<ImmutableArray<string>, CatalogCommand> command)
        {
            var (left, done) = await commands.WithoutMovableAsync(verb, [target], null, cancellation);
            return Report(left.IsEmpty ? done : CommandReply.Joined(await commands.CarryAsync(command(left), by, cancellation), done));
        }

        async Task<IReadOnlyList<string>> ReloadAsync()
        {
            var (left, done) = await commands.WithoutMovableAsync(MovableVerb.Reload, [target], null, cancellation);
            return Report(left.IsEmpty ? done : CommandReply.Joined(await reloads.CarryAsync(new CatalogCommand.Reload(left, null, ReloadOptions.None), by, cancellation), done));
        }

        async Task<CommandReply> StartAsync() => commands.Movable?.Has(target) is true
            ? (await commands.WithoutMovableAsync(
                new StartRequest([new AppRequest { Target = target, CallerDirectory = "/", CallerEnvironment = new Dictionary<string, string>() }]), isReload: false, cancellation)).Done
            : await commands.CarryAsync(commands.Start([new StartItem.Existing(target, null)]), by, cancellation);

        async Task<CommandReply> PromoteAsync()
        {
            commands.Movable?.RefuseCanary([target]);
            return await reloads.CarryAsync(new CatalogCommand.Promote(target), by, cancellation);
        }

        async Task<CommandReply> RollbackAsync() =>
            (commands.Movable is { } movable ? await movable.RollbackAsync(target, cancellation) : null)
                ?? await reloads.CarryAsync(new CatalogCommand.Rollback(target, ReloadOptions.None), by, cancellation);

        async Task<CommandReply> ScaleAsync(string count) =>
            (commands.Movable is { } movable ? await movable.ScaleAsync(target, count, cancellation) : null)
                ?? await commands.CarryAsync(new CatalogCommand.Scale(target, count), by, cancellation);
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
