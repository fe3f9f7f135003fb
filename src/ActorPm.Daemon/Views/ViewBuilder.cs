using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Instances;
using ActorPm.Core.Logs;
using ActorPm.Core.Restarts;
using ActorPm.Daemon.Events;
using ActorPm.Daemon.Metrics;

namespace ActorPm.Daemon.Views;

/// <summary>Turns facts and readings into what users see.</summary>
/// <param name="home">The daemon's home.</param>
/// <param name="board">What is known of the instances.</param>
/// <param name="meter">What they use.</param>
/// <param name="versions">The versions of their packages.</param>
/// <param name="problemOfGroup">Why limits of a whole tree cannot be kept on this machine; null, the default, when nobody knows.</param>
internal sealed class ViewBuilder(string home, InstanceBoard board, UsageMeter meter, PackageVersions versions, Func<ResourceLimits, string?>? problemOfGroup = null)
{
    private static readonly string User = Environment.UserName;

    private readonly DetailBuilder _details = new(home, problemOfGroup ?? (_ => null));

    /// <summary>What apps tell of themselves; null when nobody listens.</summary>
    public AxmBoard? Axm { get; init; }

    /// <summary>All instances by ascending id.</summary>
    public IReadOnlyList<InstanceView> All() => Of(board.All);

    /// <summary>All instances without their usage: names, states and files.</summary>
    public IReadOnlyList<InstanceView> Plain() => [.. board.All.Select(Plain)];

    /// <summary>An instance without its usage.</summary>
    public InstanceView Plain(InstanceFacts facts) => Of(facts, null);

    /// <summary>These instances as users see them.</summary>
    public IReadOnlyList<InstanceView> Of(IReadOnlyList<InstanceFacts> all)
    {
        var samples = meter.Read([.. all.Where(facts => facts.Pid != 0).Select(facts => facts.Slot.Serial)]);
        return [.. all.Select(facts => Of(facts, samples.GetValueOrDefault(facts.Slot.Serial)))];
    }

    /// <summary>Everything about an instance.</summary>
    /// <param name="facts">What is known of it.</param>
    /// <param name="view">What lists show of it.</param>
    /// <param name="dropped">Output that could not be written, in bytes.</param>
    /// <param name="logProblem">Why, the last time.</param>
    /// <param name="lastLines">The end of its log.</param>
    public InstanceDetail Detail(InstanceFacts facts, InstanceView view, long dropped, string? logProblem, IReadOnlyList<string> lastLines) =>
        Axm?.Of(facts.Slot.Serial) is { } told
            ? _details.Build(facts, view, dropped, logProblem, lastLines) with
            {
                AxmActions = told.ActionsJson, AxmMonitor = told.MetricsJson, AxmOptions = told.OptionsJson,
            }
            : _details.Build(facts, view, dropped, logProblem, lastLines);

    private InstanceView Of(InstanceFacts facts, UsageMeter.Sample? sample)
    {
        var pid = facts.Pid;
        var used = pid == 0 ? null : sample;
        return new InstanceView(
            facts.Slot.PmId, facts.Spec.Name.Value, facts.Spec.Namespace, facts.Slot.Ordinal, InstanceStatus.Of(facts.State), pid,
            facts.Spec.Mode is ExecMode.Cluster ? "cluster" : "fork",
            versions.Of(facts.Spec), facts.StartedAt, RestartsOf(facts), facts.History.FailedStarts, used?.Cpu ?? 0,
            used?.Usage.MemoryBytes ?? 0, facts.Spec.RunAs.User ?? User, facts.Spec.Watch.Enabled, ReasonOf(facts),
            AppFilePaths.Out(home, facts.Spec, facts.Slot.Ordinal, facts.Slot.PmId) ?? "/dev/null",
            AppFilePaths.Error(home, facts.Spec, facts.Slot.Ordinal, facts.Slot.PmId) ?? "/dev/null")
        {
            PidFile = AppFilePaths.Pid(home, facts.Spec, facts.Slot.PmId),
        };
    }

    // As in PM2, a restart counts when it happens; the history counts it when it is decided.
    private static int RestartsOf(InstanceFacts facts) =>
        facts.State is InstanceState.WaitingToRestart ? Math.Max(0, facts.History.Restarts - 1) : facts.History.Restarts;

    private static string? ReasonOf(InstanceFacts facts) => facts.State switch
    {
        InstanceState.Launching when facts.WaitsFor is { } other => $"It waits for {other}.",
        InstanceState.Errored errored => errored.Reason,
        InstanceState.WaitingToRestart waiting => $"It {waiting.Cause}; the next start is due at {waiting.Due:yyyy-MM-ddTHH:mm:ss.fffZ}.",
        _ => null,
    };
}
