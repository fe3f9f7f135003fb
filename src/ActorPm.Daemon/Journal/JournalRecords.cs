using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;

namespace ActorPm.Daemon.Journal;

// The shapes in the journal, apart from the domain types so that those may be renamed freely. Extend only: add members with a
// default, never rename or reuse one; a change of meaning is a new manifest (see CatalogEventSerializer).

internal sealed record SlotRecord(int Ordinal, int PmId, long Serial, bool Running);

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
}

internal sealed record AppAddedRecord(SpecRecord Spec, IReadOnlyList<SlotRecord> Slots);

internal sealed record SpecChangedRecord(SpecRecord Spec);

internal sealed record SlotsRecord(string App, IReadOnlyList<SlotRecord> Slots);

internal sealed record SerialsRecord(string App, IReadOnlyList<long> Serials);

internal sealed record AppRecord(string App);

internal sealed record CatalogRecord(IReadOnlyList<AppAddedRecord> Apps, int NextPmId, long NextSerial);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AppAddedRecord))]
[JsonSerializable(typeof(SpecChangedRecord))]
[JsonSerializable(typeof(SlotsRecord))]
[JsonSerializable(typeof(SerialsRecord))]
[JsonSerializable(typeof(AppRecord))]
[JsonSerializable(typeof(CatalogRecord))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class JournalJson : JsonSerializerContext;

/// <summary>Between domain types and their shapes in the journal.</summary>
internal static class JournalMapping
{
    public static SlotRecord ToRecord(Slot slot) => new(slot.Ordinal, slot.PmId, slot.Serial, slot.Wish is DesiredState.Running);

    public static Slot ToSlot(SlotRecord record) =>
        new(record.Ordinal, record.PmId, record.Serial, record.Running ? DesiredState.Running : DesiredState.Stopped);

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
                ? new Backoff(TimeSpan.FromMilliseconds(backoff.InitialMs), backoff.Factor, TimeSpan.FromMilliseconds(backoff.CapMs), TimeSpan.FromMilliseconds(backoff.ResetAfterMs), backoff.Jitter)
                : null),
        new StopSettings((UnixSignal)record.KillSignal, TimeSpan.FromMilliseconds(record.KillTimeoutMs), record.TreeKill ? StopScope.Tree : StopScope.MainProcess),
        new LogSettings(record.OutFile, record.ErrorFile));
}
