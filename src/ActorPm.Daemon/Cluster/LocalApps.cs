using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Cluster;
using ActorPm.Core.Control;
using ActorPm.Core.History;
using ActorPm.Core.Instances;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// The process list of this node as the cluster sees it. What the cluster wants here becomes ordinary commands on the list, so that supervision, logs and routing know
/// nothing of other nodes.
/// </summary>
internal sealed class LocalApps(CommandEndpoints commands, ReloadEndpoints reloads, CatalogBoard list, InstanceBoard board, Task ready, TimeSpan stopLimit) : ILocalApps
{
    /// <inheritdoc/>
    public Task Ready => ready;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, LocalApp> All()
    {
        var living = board.Living().ToLookup(facts => facts.Spec.Name.Value, StringComparer.Ordinal);
        var apps = list.Current.Apps.Values.ToDictionary(
            entry => entry.Spec.Name.Value,
            entry =>
            {
                var running = living[entry.Spec.Name.Value].ToList();
                return new LocalApp(
                    entry.Spec.Placement, entry.Slots.Length, entry.Slots.Any(slot => slot.Wish is DesiredState.Running), running.Count, Processes(running), running.Count(facts => facts is { IsReady: true, Standing: Standing.Serving }))
                {
                    Slots = SlotsOf(running),
                };
            },
            StringComparer.Ordinal);
        foreach (var gone in living.Where(app => !apps.ContainsKey(app.Key)))
        {
            // Off the list, and still ending.
            apps[gone.Key] = new LocalApp(gone.First().Spec.Placement, 0, false, gone.Count(), Processes(gone), 0) { Slots = SlotsOf(gone) };
        }

        return apps;
    }

    /// <inheritdoc/>
    public async Task StartAsync(ClusterWish wish, int count, CancellationToken cancellation)
    {
        var command = commands.ToCommand(new StartRequest([AsStart(wish, count)]));
        var placement = new Placement(wish.Kind, [.. wish.Roles])
        {
            Edition = wish.Edition,
            PerNode = wish.PerNode,
            Over = wish.Over,
            ApartFrom = [.. wish.ApartFrom],
            MaxUnavailable = wish.MostAway,
        };
        command = command with
        {
            Items = [.. command.Items.OfType<StartItem.New>().Select(item => item with { Spec = Bounded(item.Spec) with { Placement = placement } })],
        };
        await (wish.IsReload ? reloads.CarryAsync(command, CommandOrigin.Daemon, cancellation) : commands.CarryAsync(command, CommandOrigin.Daemon, cancellation));
    }

    /// <inheritdoc/>
    public AppSpec SpecOf(ClusterWish wish) => commands.ToCommand(new StartRequest([AsStart(wish, 1)])).Items.OfType<StartItem.New>().Single().Spec;

    /// <inheritdoc/>
    public Task ResumeAsync(string app, CancellationToken cancellation) => CarryAsync(commands.Start([new StartItem.Existing(app, null)]), cancellation);

    /// <inheritdoc/>
    public Task ScaleAsync(string app, int count, CancellationToken cancellation) =>
        CarryAsync(new CatalogCommand.Scale(app, count.ToString(CultureInfo.InvariantCulture)), cancellation);

    /// <inheritdoc/>
    public Task StopAsync(string app, CancellationToken cancellation) => CarryAsync(new CatalogCommand.Stop([app]), cancellation);

    /// <inheritdoc/>
    public Task DeleteAsync(string app, CancellationToken cancellation) => CarryAsync(new CatalogCommand.Delete([app]), cancellation);

    /// <summary>What a wish says, as a request to start it here.</summary>
    /// <exception cref="RefusedException">It cannot be read.</exception>
    public static AppRequest RequestOf(ClusterWish wish) =>
        System.Text.Json.JsonSerializer.Deserialize(wish.Request ?? "null", ControlJson.Default.AppRequest)
        ?? throw new RefusedException(ControlErrorCode.ClusterRefused, $"The wish for {wish.App} says nothing of the app.");

    private static List<long> SlotsOf(IEnumerable<InstanceFacts> instances) => [.. instances.Select(facts => facts.Slot.Serial)];

    private static int Processes(IEnumerable<InstanceFacts> instances) => instances.Count(facts => facts.Pid != 0 || facts.State is InstanceState.Stopping or InstanceState.Collapsing);

    private static AppRequest AsStart(ClusterWish wish, int count)
    {
        var request = RequestOf(wish);
        return request with
        {
            Name = wish.App,
            Instances = request.Instances is null ? null : count.ToString(CultureInfo.InvariantCulture),
            IfRunning = wish.IsReload ? WhenRunning.Reload : WhenRunning.Restart,
            Autostart = true,
        };
    }

    // Whoever takes the app over waits no longer than this for it to stop here.
    private AppSpec Bounded(AppSpec spec) => spec.Stop.KillTimeout <= stopLimit ? spec : spec with { Stop = spec.Stop with { KillTimeout = stopLimit } };

    private Task CarryAsync(CatalogCommand command, CancellationToken cancellation) => commands.CarryAsync(command, CommandOrigin.Daemon, cancellation);
}
