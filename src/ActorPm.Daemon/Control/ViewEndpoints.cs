using System.Buffers;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Instances;
using ActorPm.Daemon.Access;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Cluster;
using ActorPm.Daemon.Logs;
using ActorPm.Daemon.Routing;
using ActorPm.Daemon.Views;
using ActorPm.Processes.Output;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Control;

/// <summary>The routes that only read: they ask no actor.</summary>
internal sealed class ViewEndpoints(CatalogBoard list, InstanceBoard board, ViewBuilder views, ILogFiles logs)
{
    private const int LastLines = 10;

    /// <summary>The daemon's version.</summary>
    public static string Version { get; } = typeof(ViewEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>How the routers stand; null where nothing is routed.</summary>
    public RouterBoard? Routes { get; init; }

    /// <summary>Which setting has no effect, and why; null for none.</summary>
    public string? Warning { get; init; }

    /// <summary>Adds the routes.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="nodes">Tells the lists of all nodes.</param>
    public void Map(IEndpointRouteBuilder routes, ClusterService nodes)
    {
        routes.MapGet(ControlContract.Ping, http =>
            ControlHttp.WriteAsync(http, new PingReply("pong", Version, Environment.ProcessId) { Warning = Warning }, ControlJson.Default.PingReply));
        routes.MapGet(ControlContract.Instances, async http =>
            await ControlHttp.WriteAsync(http, IsOfAllNodes(http) ? await nodes.InstancesAsync() : new InstanceList(views.Of(Seen(http))), ControlJson.Default.InstanceList));
        routes.MapGet(ControlContract.Jlist, async http => await ControlHttp.WriteAsync(http, IsOfAllNodes(http) ? await nodes.JlistAsync() : Jlist(Seen(http))));
        routes.MapGet(ControlContract.Describe, http =>
            ControlHttp.WriteAsync(http, new InstanceDetails(Describe(http.Request.Query["target"].ToString())), ControlJson.Default.InstanceDetails));
        routes.MapGet(ControlContract.Environment, http =>
            ControlHttp.WriteAsync(http, EnvironmentOf(http.Request.Query["target"].ToString()), ControlJson.Default.EnvironmentReply));
    }

    // A grant of some namespaces holds on this node.
    private static bool IsOfAllNodes(HttpContext http) => http.Request.QueryString.Value == ControlContract.OfAllNodes && Caller.Of(http).Grant.IsWhole;

    private IReadOnlyList<InstanceFacts> Seen(HttpContext http) =>
        Caller.Of(http).Grant is { IsWhole: false } grant ? [.. board.All.Where(facts => grant.Covers(facts.Spec.Namespace))] : board.All;

    /// <summary>These instances as PM2's <c>jlist</c> shows them.</summary>
    public ReadOnlyMemory<byte> Jlist(IReadOnlyList<InstanceFacts> instances)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        var shown = views.Of(instances);
        JlistWriter.Write(
            [.. instances.Zip(shown, (facts, view) => (views.Detail(facts, view, 0, null, []), facts.Spec.Environment.GetValueOrDefault("PORT")))], buffer);
        return buffer.WrittenMemory;
    }

    /// <summary>The details of what a target selects.</summary>
    /// <exception cref="RefusedException">It selects nothing.</exception>
    public IReadOnlyList<InstanceDetail> Describe(string target) =>
        [.. TargetSlots.FactsOf(list.Current, board, target, $"{target} doesn't exist; `apm list` shows what there is.").Select(Describe)];

    private EnvironmentReply EnvironmentOf(string target) => new(
    [
        .. TargetSlots.FactsOf(list.Current, board, target, $"Modules with id {target} not found: there is no such app; `apm list` shows what there is.")
            .Select(facts => new InstanceEnvironment(facts.Slot.PmId, facts.Spec.Name.Value, facts.Spec.Environment)),
    ]);

    private InstanceDetail Describe(InstanceFacts facts)
    {
        var view = views.Of([facts])[0];
        var counters = new[] { view.OutFile, view.ErrorFile }.Distinct().Select(logs.Counters).ToList();
        var lastLines = facts.State is InstanceState.Online ? [] : LogTail.LastLines(view.ErrorFile, LastLines);
        if (lastLines.Count == 0 && facts.State is not InstanceState.Online)
        {
            lastLines = LogTail.LastLines(view.OutFile, LastLines);
        }

        return views.Detail(facts, view, counters.Sum(counter => counter.DroppedBytes), counters.Select(counter => counter.Problem).FirstOrDefault(text => text is not null), lastLines) with
        {
            Revision = GitRevision.Find(facts.Spec.WorkingDirectory),
            Router = Routes?.Find(facts.Spec.Name) is { } router ? RouterViewBuilder.Of(router) : null,
            Reload = list.Current.Find(facts.Spec.Name) is { } entry ? RolloutText.Of(entry) : null,
        };
    }
}
