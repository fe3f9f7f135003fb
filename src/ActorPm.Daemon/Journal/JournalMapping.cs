using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Dependencies;
using ActorPm.Core.Groups;
using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Rollouts;

namespace ActorPm.Daemon.Journal;

/// <summary>Between domain types and their shapes in the journal.</summary>
internal static class JournalMapping
{
    public static SlotRecord ToRecord(Slot slot) => new(slot.Ordinal, slot.PmId, slot.Serial, slot.Wish is DesiredState.Running, slot.IsCandidate);

    public static Slot ToSlot(SlotRecord record) =>
        new(record.Ordinal, record.PmId, record.Serial, record.Running ? DesiredState.Running : DesiredState.Stopped) { IsCandidate = record.Candidate };

    public static List<ReplacementRecord> ToRecords(ImmutableArray<Replacement> replacements) => [.. replacements.Select(replacement => new ReplacementRecord(replacement.Old, replacement.New))];

    public static ImmutableArray<Replacement> ToReplacements(IReadOnlyList<ReplacementRecord> records) => [.. records.Select(record => new Replacement(record.Old, record.New))];

    public static AppAddedRecord ToRecord(CatalogEntry entry, EnvironmentSeal seal) => new(
        ToRecord(entry.Spec, seal), [.. entry.Slots.Select(ToRecord)], entry.Previous is { } previous ? ToRecord(previous, seal) : null,
        entry.Rollout is { } rollout
            ? new RolloutRecord(ToRecord(rollout.Candidate, seal), ToRecords(rollout.Replacements), rollout.Phase switch
            {
                RolloutPhase.Rolling => "rolling",
                RolloutPhase.Paused => "paused",
                RolloutPhase.Returning => "returning",
                _ => throw new ArgumentOutOfRangeException(nameof(entry), rollout.Phase, "Not a phase of a reload."),
            })
            : null);

    public static CatalogEntry ToEntry(AppAddedRecord record, EnvironmentSeal seal) => new(ToSpec(record.Spec, seal), [.. record.Slots.Select(ToSlot)])
    {
        Previous = record.Previous is { } previous ? ToSpec(previous, seal) : null,
        Rollout = record.Rollout is { } rollout
            ? new Rollout(ToSpec(rollout.Candidate, seal), ToReplacements(rollout.Replacements), rollout.Phase switch
            {
                "rolling" => RolloutPhase.Rolling,
                "paused" => RolloutPhase.Paused,
                "returning" => RolloutPhase.Returning,
                _ => throw new FormatException($"The journal holds the unknown phase '{rollout.Phase}' of a reload."),
            })
            : null,
    };

    public static SpecRecord ToRecord(AppSpec spec, EnvironmentSeal seal) => new()
    {
        Name = spec.Name.Value,
        Namespace = spec.Namespace,
        Script = spec.Script,
        Interpreter = spec.Interpreter,
        InterpreterArguments = spec.InterpreterArguments,
        Arguments = spec.Arguments,
        WorkingDirectory = spec.WorkingDirectory,
        Environment = seal.Seal(spec.Environment),
        Instances = spec.Instances,
        Counted = spec.Counting is InstanceCounting.Counted,
        RestartMode = spec.Restart.Mode switch
        {
            RestartMode.Always => "always",
            RestartMode.OnFailure => "on-failure",
            RestartMode.Never => "never",
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Restart.Mode, "Not a restart mode."),
        },
        StopExitCodes = spec.Restart.StopExitCodes,
        MinimumUptimeMs = spec.Restart.MinimumUptime.TotalMilliseconds,
        MaxFailedStarts = spec.Restart.MaxFailedStarts,
        RestartDelayMs = spec.Restart.Delay.TotalMilliseconds,
        Backoff = spec.Restart.Backoff is { } backoff
            ? new BackoffRecord(backoff.Initial.TotalMilliseconds, backoff.Factor, backoff.Cap.TotalMilliseconds, backoff.ResetAfter.TotalMilliseconds, backoff.Jitter)
            : null,
        KillSignal = (int)spec.Stop.Signal,
        KillTimeoutMs = spec.Stop.KillTimeout.TotalMilliseconds,
        TreeKill = spec.Stop.Scope is StopScope.Tree,
        OutFile = spec.Logs.OutFile,
        ErrorFile = spec.Logs.ErrorFile,
        LogFile = spec.Logs.CombinedFile,
        MergeLogs = spec.Logs.Merge,
        JsonLogs = spec.Logs.Shape is LogShape.Json,
        LogDateFormat = spec.Logs.DateFormat,
        DisableLogs = spec.Logs.Disabled,
        Cluster = spec.Mode is ExecMode.Cluster,
        NoAutostart = !spec.Autostart,
        GivenVariables = spec.GivenVariables.IsEmpty
            ? null
            : seal.Seal(spec.GivenVariables.ToImmutableSortedDictionary(name => name, _ => "", StringComparer.Ordinal)),
        Filter = spec.Filter == EnvironmentFilter.None ? null : new FilterRecord(spec.Filter.Everything, spec.Filter.Names, spec.Filter.Parts),
        InstanceVariable = spec.InstanceVariable == AppSpec.DefaultInstanceVariable ? null : spec.InstanceVariable,
        IncrementVariable = spec.IncrementVariable,
        WaitReady = spec.Ready.Signal is ReadySignal.Message,
        ListenTimeoutMs = spec.Ready.ListenTimeout == ReadySettings.Default.ListenTimeout ? null : spec.Ready.ListenTimeout.TotalMilliseconds,
        ShutdownWithMessage = spec.Stop.Request is StopRequest.Message,
        Watch = spec.Watch == WatchSettings.Off
            ? null
            : new WatchRecord(spec.Watch.Enabled, spec.Watch.Paths, spec.Watch.Ignore, spec.Watch.Delay.TotalMilliseconds, spec.Watch.Extensions),
        Cron = spec.Cron is { } cron ? new CronRecord(cron.Pattern, cron.TimeZone, cron.Overlap is CronOverlap.Queue) : null,
        MemoryLimit = spec.MemoryLimit,
        User = spec.RunAs.User,
        Group = spec.RunAs.Group,
        PidFile = spec.PidFile,
        SourceMaps = spec.SourceMaps,
        Remarks = spec.Remarks.IsEmpty ? null : spec.Remarks,
        Routing = RoutingMapping.ToRecord(spec),
        ReadyOn = spec.Ready.Signal is ReadySignal.Spawned or ReadySignal.Message ? null : new ReadyOn(spec.Ready.Signal, spec.Ready.LogPattern).ToString(),
        StartupProbe = HealthMapping.ToRecord(spec.Health.Startup),
        ReadinessProbe = HealthMapping.ToRecord(spec.Health.Readiness),
        LivenessProbe = HealthMapping.ToRecord(spec.Health.Liveness),
        Reload = spec.Reload == ReloadSettings.Default
            ? null
            : new ReloadRecord(
                spec.Reload.Surge.ToString(), spec.Reload.MinimumHealthyTime?.TotalMilliseconds, spec.Reload.ReadyTimeout?.TotalMilliseconds, spec.Reload.Overlap),
        Placement = spec.Placement == Placement.Pinned ? null : ToRecord(spec.Placement),
        Limits = spec.Limits == ResourceLimits.None ? null : LimitWords.Of(spec.Limits).ToDictionary(limit => limit.Name, limit => limit.Value, StringComparer.Ordinal),
        DependsOn = spec.DependsOn.IsEmpty ? null : [.. spec.DependsOn.Select(dependency => dependency.ToString())],
        Grouping = spec.Group == GroupSettings.None ? null : new GroupRecord(GroupSettings.WordOf(spec.Group.Strategy), spec.Group.Intensity, spec.Group.Period.TotalMilliseconds),
    };

    public static AppSpec ToSpec(SpecRecord record, EnvironmentSeal seal) => new(
        AppName.Parse(record.Name), record.Namespace, record.Script, record.Interpreter, [.. record.InterpreterArguments], [.. record.Arguments],
        record.WorkingDirectory, seal.Unseal(record.Environment).ToImmutableSortedDictionary(StringComparer.Ordinal), record.Instances,
        record.Counted ? InstanceCounting.Counted : InstanceCounting.Single,
        new RestartSettings(
            record.RestartMode switch
            {
                "always" => RestartMode.Always,
                "on-failure" => RestartMode.OnFailure,
                "never" => RestartMode.Never,
                _ => throw new FormatException($"The journal holds the unknown restart mode '{record.RestartMode}'."),
            },
            [.. record.StopExitCodes], TimeSpan.FromMilliseconds(record.MinimumUptimeMs), record.MaxFailedStarts,
            TimeSpan.FromMilliseconds(record.RestartDelayMs),
            record.Backoff is { } backoff
                ? new Backoff(
                    TimeSpan.FromMilliseconds(backoff.InitialMs), Finite(backoff.Factor), TimeSpan.FromMilliseconds(backoff.CapMs), TimeSpan.FromMilliseconds(backoff.ResetAfterMs),
                    Finite(backoff.Jitter))
                : null),
        new StopSettings((UnixSignal)record.KillSignal, TimeSpan.FromMilliseconds(record.KillTimeoutMs), record.TreeKill ? StopScope.Tree : StopScope.MainProcess)
        {
            Request = record.ShutdownWithMessage ? StopRequest.Message : StopRequest.Signal,
        },
        new LogSettings(record.OutFile, record.ErrorFile)
        {
            CombinedFile = record.LogFile, Merge = record.MergeLogs, Shape = record.JsonLogs ? LogShape.Json : LogShape.Raw,
            DateFormat = record.LogDateFormat, Disabled = record.DisableLogs,
        })
    {
        Mode = record.Cluster ? ExecMode.Cluster : ExecMode.Fork,
        Autostart = !record.NoAutostart,
        GivenVariables = record.GivenVariables is { } given ? [.. seal.Unseal(given).Keys] : [],
        Filter = record.Filter is { } filter ? new EnvironmentFilter(filter.Everything, filter.Names, filter.Parts) : EnvironmentFilter.None,
        InstanceVariable = record.InstanceVariable ?? AppSpec.DefaultInstanceVariable,
        IncrementVariable = record.IncrementVariable,
        Ready = ToReady(record),
        Watch = record.Watch is { } watch
            ? new WatchSettings(watch.Enabled, [.. watch.Paths], watch.Ignore is { } ignore ? [.. ignore] : null, TimeSpan.FromMilliseconds(watch.DelayMs), [.. watch.Extensions])
            : WatchSettings.Off,
        Cron = record.Cron is { } cron ? new CronSettings(cron.Pattern, cron.TimeZone, cron.Queue ? CronOverlap.Queue : CronOverlap.Skip) : null,
        MemoryLimit = record.MemoryLimit,
        RunAs = new RunAs(record.User, record.Group),
        PidFile = record.PidFile,
        SourceMaps = record.SourceMaps,
        Remarks = record.Remarks is { } remarks ? remarks.ToImmutableSortedDictionary(StringComparer.Ordinal) : ImmutableSortedDictionary<string, string>.Empty,
        Routing = RoutingMapping.ToSettings(record),
        Health = new HealthSettings
        {
            Startup = HealthMapping.ToSettings(record.StartupProbe),
            Readiness = HealthMapping.ToSettings(record.ReadinessProbe),
            Liveness = HealthMapping.ToSettings(record.LivenessProbe),
        },
        Reload = record.Reload is { } reload ? ToReload(reload) : ReloadSettings.Default,
        Placement = record.Placement is { } placement
            ? new Placement(
                Placement.TryParse(placement.Kind) ?? throw new FormatException($"The journal holds the unknown placement '{placement.Kind}'."), [.. placement.Roles])
            {
                Edition = placement.Edition,
                PerNode = placement.PerNode,
                Over = placement.Over,
                ApartFrom = [.. placement.ApartFrom ?? []],
                MaxUnavailable = placement.MaxUnavailable is { } away ? ToSurge(away) : null,
            }
            : Placement.Pinned,
        Limits = (record.Limits ?? new Dictionary<string, string>()).Aggregate(ResourceLimits.None, ToLimits),
        DependsOn = [.. (record.DependsOn ?? []).Select(ToDependency)],
        Group = record.Grouping is { } group ? ToGroup(group) : GroupSettings.None,
    };

    private static AppDependency ToDependency(string text) =>
        AppDependency.TryParse(text, out var dependency, out var problem) ? dependency : throw new FormatException($"The journal holds the unknown dependency '{text}': {problem}");

    private static ResourceLimits ToLimits(ResourceLimits limits, KeyValuePair<string, string> limit) =>
        LimitWords.With(limits, limit.Key, limit.Value, out var problem) ?? throw new FormatException($"The journal holds an unknown limit: {problem}");

    private static GroupSettings ToGroup(GroupRecord record) => new(
        GroupSettings.StrategyOf(record.Strategy) ?? throw new FormatException($"The journal holds the unknown strategy '{record.Strategy}'."),
        record.Intensity, TimeSpan.FromMilliseconds(record.PeriodMs));

    // JSON's 1e999 is read as infinity, which could not be written again; a TimeSpan refuses it by itself.
    private static double Finite(double number) => double.IsFinite(number) ? number : throw new FormatException("The journal holds a number that is larger than any.");

    private static ReadySettings ToReady(SpecRecord record)
    {
        var listen = record.ListenTimeoutMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : ReadySettings.Default.ListenTimeout;
        if (record.ReadyOn is not { } text)
        {
            return new ReadySettings(record.WaitReady ? ReadySignal.Message : ReadySignal.Spawned, listen);
        }

        return ReadyOn.TryParse(text, out var wish, out var problem)
            ? new ReadySettings(wish.Signal, listen) { LogPattern = wish.LogPattern }
            : throw new FormatException($"The journal holds a sign of readiness that is none: {problem}");
    }

    private static PlacementRecord ToRecord(Placement placement) => new(Placement.WordOf(placement.Kind), placement.Roles, placement.Edition)
    {
        PerNode = placement.PerNode,
        Over = placement.Over,
        ApartFrom = placement.ApartFrom.IsEmpty ? null : placement.ApartFrom,
        MaxUnavailable = placement.MaxUnavailable?.ToString(),
    };

    private static Surge ToSurge(string text) => Surge.TryParse(text, out var surge) ? surge : throw new FormatException($"The journal holds the unknown number of instances '{text}'.");

    private static ReloadSettings ToReload(ReloadRecord record) => new()
    {
        Surge = ToSurge(record.Surge),
        MinimumHealthyTime = record.MinimumHealthyMs is { } healthy ? TimeSpan.FromMilliseconds(healthy) : null,
        ReadyTimeout = record.ReadyTimeoutMs is { } ready ? TimeSpan.FromMilliseconds(ready) : null,
        Overlap = record.Overlap,
    };
}
