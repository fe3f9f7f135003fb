using System.Text.Json.Serialization;
using ActorPm.Daemon.Checkpoints;

namespace ActorPm.Daemon.Journal;

// The shapes in the journal, apart from the domain types so that those may be renamed freely. Extend only: add members with a
// default, never rename or reuse one; a change of meaning is a new manifest (see CatalogEventSerializer).

internal sealed record SlotRecord(int Ordinal, int PmId, long Serial, bool Running, bool Candidate = false);

internal sealed record ReplacementRecord(long Old, long New);

internal sealed record BackoffRecord(double InitialMs, double Factor, double CapMs, double ResetAfterMs, double Jitter);

internal sealed record SpecRecord
{
    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public required string Script { get; init; }

    public required string Interpreter { get; init; }

    public required IReadOnlyList<string> InterpreterArguments { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>The variables, sealed (<see cref="EnvironmentSeal"/>).</summary>
    public required string Environment { get; init; }

    public required int Instances { get; init; }

    public required bool Counted { get; init; }

    public required string RestartMode { get; init; }

    public required IReadOnlyList<int> StopExitCodes { get; init; }

    public required double MinimumUptimeMs { get; init; }

    public required int MaxFailedStarts { get; init; }

    public required double RestartDelayMs { get; init; }

    public BackoffRecord? Backoff { get; init; }

    public required int KillSignal { get; init; }

    public required double KillTimeoutMs { get; init; }

    public required bool TreeKill { get; init; }

    public string? OutFile { get; init; }

    public string? ErrorFile { get; init; }

    public string? LogFile { get; init; }

    public bool? MergeLogs { get; init; }

    public bool JsonLogs { get; init; }

    public string? LogDateFormat { get; init; }

    public bool DisableLogs { get; init; }

    public bool Cluster { get; init; }

    public bool NoAutostart { get; init; }

    /// <summary>The names of the variables that were given for the app, sealed with empty values.</summary>
    public string? GivenVariables { get; init; }

    public FilterRecord? Filter { get; init; }

    public string? InstanceVariable { get; init; }

    public string? IncrementVariable { get; init; }

    public bool WaitReady { get; init; }

    public double? ListenTimeoutMs { get; init; }

    public bool ShutdownWithMessage { get; init; }

    public WatchRecord? Watch { get; init; }

    public CronRecord? Cron { get; init; }

    public long? MemoryLimit { get; init; }

    public string? User { get; init; }

    public string? Group { get; init; }

    public string? PidFile { get; init; }

    public bool? SourceMaps { get; init; }

    public IReadOnlyDictionary<string, string>? Remarks { get; init; }

    /// <summary>How requests reach the app; null in what was written before there was routing, and where there is nothing to say.</summary>
    public RoutingRecord? Routing { get; init; }

    /// <summary>What says that an instance is online, in the words of <c>ready_on</c>; null where <see cref="WaitReady"/> says it all.</summary>
    public string? ReadyOn { get; init; }

    public ProbeRecord? StartupProbe { get; init; }

    public ProbeRecord? ReadinessProbe { get; init; }

    public ProbeRecord? LivenessProbe { get; init; }

    public ReloadRecord? Reload { get; init; }

    /// <summary>Where the app runs; null for pinned, and in what was written before there were clusters.</summary>
    public PlacementRecord? Placement { get; init; }

    /// <summary>The apps that have to stand first, with their conditions (<c>db:ready</c>); null for none.</summary>
    public IReadOnlyList<string>? DependsOn { get; init; }

    /// <summary>How the app stands together with its namespace; null for each app for itself.</summary>
    public GroupRecord? Grouping { get; init; }

    /// <summary>What bounds its processes, in the words of an app file (<c>nofile</c>: <c>1024:65536</c>); null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Limits { get; init; }
}

internal sealed record GroupRecord(string Strategy, int? Intensity, double PeriodMs);

internal sealed record RoutingRecord(string Plane, IReadOnlyList<string> Addresses, string Balance, string Scheduling, double DrainTimeoutMs)
{
    public ProxyRecord? Proxy { get; init; }
}

internal sealed record ProxyRecord(
    string Protocol, string Backend, string? Cert, string? Key, double ConnectTimeoutMs, double IdleTimeoutMs, int MaxHeaderBytes, long? MaxBodyBytes,
    int MaxConnections, int Retries, double HoldMs, int MaxHeld, int EjectAfter, double EjectForMs, string? AccessLog);

internal sealed record ProbeRecord(double IntervalMs, double TimeoutMs, double DelayMs, int Successes, int Failures)
{
    public string? Http { get; init; }

    public string? Tcp { get; init; }

    public bool OwnTcp { get; init; }

    public string? Exec { get; init; }

    public bool Watchdog { get; init; }
}

internal sealed record PlacementRecord(string Kind, IReadOnlyList<string> Roles, long Edition)
{
    public int PerNode { get; init; }

    public string? Over { get; init; }

    public IReadOnlyList<string>? ApartFrom { get; init; }

    public string? MaxUnavailable { get; init; }
}

internal sealed record ReloadRecord(string Surge, double? MinimumHealthyMs, double? ReadyTimeoutMs, bool Overlap);

internal sealed record FilterRecord(bool Everything, IReadOnlyList<string> Names, IReadOnlyList<string> Parts);

internal sealed record WatchRecord(
    bool Enabled, IReadOnlyList<string> Paths, IReadOnlyList<string>? Ignore, double DelayMs, IReadOnlyList<string> Extensions);

internal sealed record CronRecord(string Pattern, string? TimeZone, bool Queue);

internal sealed record AppRenamedRecord(string App, string To);

internal sealed record AppAddedRecord(SpecRecord Spec, IReadOnlyList<SlotRecord> Slots, SpecRecord? Previous = null, RolloutRecord? Rollout = null);

internal sealed record RolloutRecord(SpecRecord Candidate, IReadOnlyList<ReplacementRecord> Replacements, string Phase);

internal sealed record RolloutBeganRecord(SpecRecord Candidate, IReadOnlyList<ReplacementRecord> Replacements);

internal sealed record ReplacementsRecord(string App, IReadOnlyList<ReplacementRecord> Replacements);

internal sealed record SpecChangedRecord(SpecRecord Spec);

internal sealed record SlotsRecord(string App, IReadOnlyList<SlotRecord> Slots);

internal sealed record SerialsRecord(string App, IReadOnlyList<long> Serials);

internal sealed record AppRecord(string App);

internal sealed record CatalogRecord(IReadOnlyList<AppAddedRecord> Apps, int NextPmId, long NextSerial);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AppAddedRecord))]
[JsonSerializable(typeof(SpecChangedRecord))]
[JsonSerializable(typeof(AppRenamedRecord))]
[JsonSerializable(typeof(SlotsRecord))]
[JsonSerializable(typeof(SerialsRecord))]
[JsonSerializable(typeof(AppRecord))]
[JsonSerializable(typeof(RolloutBeganRecord))]
[JsonSerializable(typeof(ReplacementsRecord))]
[JsonSerializable(typeof(CatalogRecord))]
[JsonSerializable(typeof(List<CheckpointRecord>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class JournalJson : JsonSerializerContext;
