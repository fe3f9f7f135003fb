using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using ActorPm.Core.Control;
using ActorPm.Core.Metrics;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Events;
using ActorPm.Daemon.Routing;
using ActorPm.Daemon.Views;
using ActorPm.Processes.Output;
using ActorPm.Processes.Usage;
using static ActorPm.Core.Metrics.MetricDefinitions;

namespace ActorPm.Daemon.Metrics;

/// <summary>All metrics of a moment, from the boards and counters of the daemon: no actor is asked, but for how long its mailbox takes.</summary>
/// <param name="list">The list.</param>
/// <param name="board">The instances.</param>
/// <param name="meter">What their trees use.</param>
/// <param name="routes">The routers.</param>
/// <param name="axm">What apps say of themselves.</param>
/// <param name="views">Where their logs lie.</param>
/// <param name="logs">The logs.</param>
/// <param name="restarts">The restarts by cause.</param>
/// <param name="historyDropped">Facts that the history lost.</param>
/// <param name="clock">Gives the time.</param>
internal sealed class MetricsReader(
    CatalogBoard list, InstanceBoard board, UsageMeter meter, RouterBoard routes, AxmBoard axm, ViewBuilder views, ILogFiles logs, RestartTally restarts, Func<long> historyDropped,
    TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // Readers who ask in quick succession, as the meters of OpenTelemetry one by one, share a reading.
    private static readonly TimeSpan SharedFor = TimeSpan.FromMilliseconds(900);

    private readonly Lock _gate = new();
    private readonly long _began = clock.GetTimestamp();
    private Task<IReadOnlyList<MetricSample>> _newest = Task.FromResult<IReadOnlyList<MetricSample>>([]);
    private long? _readAt;

    /// <summary>The actors whose mailboxes are measured, by the word for each; empty until they run.</summary>
    public Func<IReadOnlyList<(string Name, ICanTell Actor)>> Actors { get; set; } = static () => [];

    /// <summary>The samples, at most a second old.</summary>
    public Task<IReadOnlyList<MetricSample>> ReadAsync()
    {
        lock (_gate)
        {
            // One that is under way is shared, too: it takes long where a mailbox does, and each meter of OpenTelemetry would wait anew.
            if (_newest.IsCompleted && (_readAt is not { } at || clock.GetElapsedTime(at) > SharedFor))
            {
                _newest = MeasureAsync();
            }

            return _newest;
        }
    }

    private async Task<IReadOnlyList<MetricSample>> MeasureAsync()
    {
        var waits = Actors().Select(async actor => Of(MailboxWait, await WaitOfAsync(actor.Actor).ConfigureAwait(false), actor.Name));
        var samples = new List<MetricSample>(await Task.WhenAll(waits).ConfigureAwait(false));
        samples.AddRange(Daemon());
        samples.AddRange(Apps());
        samples.AddRange(Instances());
        samples.AddRange(list.Current.Apps.Values.Select(entry => routes.Find(entry.Spec.Name)).OfType<RouterFacts>().SelectMany(facts => Router(RouterViewBuilder.Of(facts))));
        lock (_gate)
        {
            _readAt = clock.GetTimestamp();
        }

        return samples;
    }

    private static async Task<double> WaitOfAsync(ICanTell actor)
    {
        var asked = Stopwatch.GetTimestamp();
        try
        {
            await actor.Ask<ActorIdentity>(new Identify(null), LongestWait).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // As long as that, or longer: the sample says so.
        }

        return Stopwatch.GetElapsedTime(asked).TotalSeconds;
    }

    private IEnumerable<MetricSample> Daemon()
    {
        using var process = Process.GetCurrentProcess();
        return
        [
            Of(BuildInfo, 1, ViewEndpoints.Version),
            Of(DaemonUptime, clock.GetElapsedTime(_began).TotalSeconds),
            Of(DaemonCpu, process.TotalProcessorTime.TotalSeconds),
            Of(DaemonMemory, process.WorkingSet64),
            Of(DaemonManaged, GC.GetTotalMemory(forceFullCollection: false)),
            .. Enumerable.Range(0, GC.MaxGeneration + 1).Select(generation => Of(DaemonCollections, GC.CollectionCount(generation), Text(generation))),
            Of(DaemonPause, GC.GetTotalPauseDuration().TotalSeconds),
            Of(DaemonThreads, ThreadPool.ThreadCount),
            Of(DaemonWork, ThreadPool.PendingWorkItemCount),
            Of(JournalWrites, list.Times.Writes),
            Of(JournalSeconds, list.Times.Time.TotalSeconds),
            Of(JournalFailures, list.Times.Failures),
            Of(HistoryDropped, historyDropped()),
        ];
    }

    private IEnumerable<MetricSample> Apps() =>
    [
        .. board.All.GroupBy(facts => (App: facts.Spec.Name.Value, facts.Spec.Namespace, Status: InstanceStatus.Of(facts.State)))
            .Select(group => Of(AppInstances, group.Count(), group.Key.App, group.Key.Namespace, group.Key.Status)),
        .. restarts.Of(app => list.Current.Find(app) is not null).Select(count => Of(AppRestarts, count.Count, count.App.Value, count.Cause)),
    ];

    private IEnumerable<MetricSample> Instances()
    {
        var all = board.All;
        var usage = meter.Read([.. all.Where(facts => facts.Pid != 0).Select(facts => facts.Slot.Serial)]);
        return all.SelectMany(facts => Instance(facts, views.Plain(facts), usage));
    }

    private List<MetricSample> Instance(InstanceFacts facts, InstanceView view, IReadOnlyDictionary<long, UsageMeter.Sample> usage)
    {
        string[] labels = [view.Name, Text(view.Ordinal), Text(view.PmId)];
        var runs = facts.Pid != 0;
        var samples = new List<MetricSample>
        {
            Of(InstanceUp, runs ? 1 : 0, labels), Of(InstanceReady, facts.IsReady ? 1 : 0, labels),
            Of(InstanceRestarts, view.Restarts, labels), Of(InstanceFailedStarts, view.FailedStarts, labels),
        };
        if (runs && facts.StartedAt is { } since)
        {
            samples.Add(Of(InstanceUptime, Math.Max(0, (clock.GetUtcNow() - since).TotalSeconds), labels));
        }

        if (runs && usage.TryGetValue(facts.Slot.Serial, out var used))
        {
            samples.AddRange(
            [
                Of(InstanceCpu, used.Usage.CpuTime.TotalSeconds, labels), Of(InstanceMemory, used.Usage.MemoryBytes, labels),
                Of(InstanceProcesses, used.Usage.Processes, labels), Of(InstanceThreads, used.Usage.Threads, labels),
            ]);
        }

        if (runs && OpenDescriptors.Of(facts.Pid) is { } open)
        {
            samples.Add(Of(InstanceDescriptors, open, labels));
        }

        foreach (var (stream, file) in (ReadOnlySpan<(string, string)>)[("out", view.OutFile), ("err", view.ErrorFile)])
        {
            var counters = logs.Counters(file);
            samples.Add(Of(LogBytes, counters.WrittenBytes, [.. labels, stream]));
            samples.Add(Of(LogDropped, counters.DroppedBytes, [.. labels, stream]));
        }

        samples.AddRange(AxmNumbers.Of(axm.Of(facts.Slot.Serial)).Select(said => Of(InstanceMetric, said.Value, [.. labels, said.Name])));
        return samples;
    }

    private static IEnumerable<MetricSample> Router(RouterView router)
    {
        yield return Of(RouterOk, router.Problem is null ? 1 : 0, router.App, router.Plane);
        if (router.Totals is { } totals)
        {
            yield return Of(RouterHeld, totals.Held, router.App);
            yield return Of(RouterHeldTotal, totals.HeldTotal, router.App);
            yield return Of(RouterRejected, totals.Rejected, router.App);
            if (totals.Connections is { } connections)
            {
                yield return Of(RouterConnections, connections, router.App);
            }
        }

        foreach (var backend in router.Backends)
        {
            string[] labels = [router.App, Text(backend.Ordinal), backend.Node ?? ""];
            yield return Of(BackendReady, backend.State == "ready" ? 1 : 0, labels);
            yield return Of(BackendEjected, backend.State == "ejected" ? 1 : 0, labels);
            yield return Of(BackendActive, backend.Active, labels);
            yield return Of(BackendRequests, backend.Requests, labels);
            yield return Of(BackendErrors, backend.Errors, labels);
            yield return Of(BackendRetries, backend.Retries, labels);
            foreach (var (quantile, milliseconds) in (IEnumerable<(string, double?)>)[("0.5", backend.P50Ms), ("0.9", backend.P90Ms), ("0.99", backend.P99Ms)])
            {
                if (milliseconds is { } known)
                {
                    yield return Of(BackendLatency, known / 1000, [.. labels, quantile]);
                }
            }
        }
    }

    private static MetricSample Of(MetricDefinition metric, double value, params string[] labels) => new(metric, value, labels);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
