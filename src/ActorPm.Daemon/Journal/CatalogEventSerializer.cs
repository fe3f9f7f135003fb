using System.Collections.Immutable;
using System.Runtime.Serialization;
using System.Security.Cryptography;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using static ActorPm.Core.Catalog.CatalogEvent;

namespace ActorPm.Daemon.Journal;

/// <summary>
/// Writes catalog events and snapshots as JSON behind short manifests with a version: no CLR name ever reaches the journal. A new
/// shape gets a new manifest; the old one is read for ever (tests/ActorPm.Daemon.Tests/Journal holds a fixture of each).
/// </summary>
internal sealed class CatalogEventSerializer(ExtendedActorSystem system, EnvironmentSeal seal) : SerializerWithStringManifest(system)
{
    /// <summary>Numbers up to 40 are Akka's own.</summary>
    public const int SerializerId = 7101;

    private const string Added = "app-added:1";
    private const string Changed = "spec-changed:1";
    private const string Renamed = "app-renamed:1";
    private const string Grown = "instances-added:1";
    private const string Shrunk = "instances-removed:1";
    private const string Started = "instances-started:1";
    private const string Stopped = "instances-stopped:1";
    private const string Removed = "app-removed:1";
    private const string Began = "rollout-began:1";
    private const string Replaced = "slot-replaced:1";
    private const string Paused = "rollout-paused:1";
    private const string Resumed = "rollout-resumed:1";
    private const string Turned = "rollout-turned:1";
    private const string Promoted = "rollout-promoted:1";
    private const string Abandoned = "rollout-abandoned:1";
    private const string Snapshot = "catalog:1";

    private static readonly HashSet<string> All =
    [
        Added, Changed, Renamed, Grown, Shrunk, Started, Stopped, Removed, Began, Replaced, Paused, Resumed, Turned, Promoted, Abandoned, Snapshot,
    ];

    /// <summary>Whether this version reads what stands behind a manifest.</summary>
    public static bool Knows(string manifest) => All.Contains(manifest);

    /// <inheritdoc/>
    public override int Identifier => SerializerId;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        AppAdded => Added,
        SpecChanged => Changed,
        AppRenamed => Renamed,
        InstancesAdded => Grown,
        InstancesRemoved => Shrunk,
        InstancesStarted => Started,
        InstancesStopped => Stopped,
        AppRemoved => Removed,
        RolloutBegan => Began,
        SlotReplaced => Replaced,
        RolloutPaused => Paused,
        RolloutResumed => Resumed,
        RolloutTurned => Turned,
        RolloutPromoted => Promoted,
        RolloutAbandoned => Abandoned,
        AppCatalog => Snapshot,
        _ => throw new SerializationException($"{o.GetType()} has no manifest in the journal."),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => obj switch
    {
        AppAdded added => Json(new AppAddedRecord(JournalMapping.ToRecord(added.Spec, seal), Records(added.Slots)), JournalJson.Default.AppAddedRecord),
        SpecChanged changed => Json(new SpecChangedRecord(JournalMapping.ToRecord(changed.Spec, seal)), JournalJson.Default.SpecChangedRecord),
        AppRenamed renamed => Json(new AppRenamedRecord(renamed.App.Value, renamed.To.Value), JournalJson.Default.AppRenamedRecord),
        InstancesAdded added => Json(new SlotsRecord(added.App.Value, Records(added.Slots)), JournalJson.Default.SlotsRecord),
        InstancesRemoved removed => Json(new SerialsRecord(removed.App.Value, removed.Serials), JournalJson.Default.SerialsRecord),
        InstancesStarted started => Json(new SerialsRecord(started.App.Value, started.Serials), JournalJson.Default.SerialsRecord),
        InstancesStopped stopped => Json(new SerialsRecord(stopped.App.Value, stopped.Serials), JournalJson.Default.SerialsRecord),
        AppRemoved removed => Json(new AppRecord(removed.App.Value), JournalJson.Default.AppRecord),
        RolloutBegan began => Json(
            new RolloutBeganRecord(JournalMapping.ToRecord(began.Candidate, seal), JournalMapping.ToRecords(began.Replacements)), JournalJson.Default.RolloutBeganRecord),
        SlotReplaced replaced => Json(new ReplacementsRecord(replaced.App.Value, JournalMapping.ToRecords([replaced.Replacement])), JournalJson.Default.ReplacementsRecord),
        RolloutTurned turned => Json(new ReplacementsRecord(turned.App.Value, JournalMapping.ToRecords(turned.Replacements)), JournalJson.Default.ReplacementsRecord),
        RolloutPaused or RolloutResumed or RolloutPromoted or RolloutAbandoned => Json(new AppRecord(((CatalogEvent)obj).App.Value), JournalJson.Default.AppRecord),
        AppCatalog catalog => Json(
            new CatalogRecord(
                [.. catalog.Apps.Values.Select(entry => JournalMapping.ToRecord(entry, seal))],
                catalog.NextPmId, catalog.NextSerial),
            JournalJson.Default.CatalogRecord),
        _ => throw new SerializationException($"{obj.GetType()} has no place in the journal."),
    };

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return ToObject(bytes, manifest);
        }
        catch (Exception damage) when (damage is JsonException or FormatException or CryptographicException or ArgumentException or IndexOutOfRangeException or NullReferenceException or OverflowException)
        {
            // A payload can be damaged, or be of another version, in as many ways as it has members: whichever it is, the event cannot be read.
            throw new SerializationException($"an event '{manifest}' cannot be read: {damage.Message}", damage);
        }
    }

    private object ToObject(byte[] bytes, string manifest) => manifest switch
    {
        Added when Read(bytes, JournalJson.Default.AppAddedRecord) is var record => new AppAdded(JournalMapping.ToSpec(record.Spec, seal), Slots(record.Slots)),
        Changed when Read(bytes, JournalJson.Default.SpecChangedRecord) is var record => new SpecChanged(JournalMapping.ToSpec(record.Spec, seal)),
        Renamed when Read(bytes, JournalJson.Default.AppRenamedRecord) is var record => new AppRenamed(AppName.Parse(record.App), AppName.Parse(record.To)),
        Grown when Read(bytes, JournalJson.Default.SlotsRecord) is var record => new InstancesAdded(AppName.Parse(record.App), Slots(record.Slots)),
        Shrunk when Read(bytes, JournalJson.Default.SerialsRecord) is var record => new InstancesRemoved(AppName.Parse(record.App), [.. record.Serials]),
        Started when Read(bytes, JournalJson.Default.SerialsRecord) is var record => new InstancesStarted(AppName.Parse(record.App), [.. record.Serials]),
        Stopped when Read(bytes, JournalJson.Default.SerialsRecord) is var record => new InstancesStopped(AppName.Parse(record.App), [.. record.Serials]),
        Removed when Read(bytes, JournalJson.Default.AppRecord) is var record => new AppRemoved(AppName.Parse(record.App)),
        Began when Read(bytes, JournalJson.Default.RolloutBeganRecord) is var record =>
            new RolloutBegan(JournalMapping.ToSpec(record.Candidate, seal), JournalMapping.ToReplacements(record.Replacements)),
        Replaced when Read(bytes, JournalJson.Default.ReplacementsRecord) is var record =>
            new SlotReplaced(AppName.Parse(record.App), JournalMapping.ToReplacements(record.Replacements)[0]),
        Turned when Read(bytes, JournalJson.Default.ReplacementsRecord) is var record =>
            new RolloutTurned(AppName.Parse(record.App), JournalMapping.ToReplacements(record.Replacements)),
        Paused when Read(bytes, JournalJson.Default.AppRecord) is var record => new RolloutPaused(AppName.Parse(record.App)),
        Resumed when Read(bytes, JournalJson.Default.AppRecord) is var record => new RolloutResumed(AppName.Parse(record.App)),
        Promoted when Read(bytes, JournalJson.Default.AppRecord) is var record => new RolloutPromoted(AppName.Parse(record.App)),
        Abandoned when Read(bytes, JournalJson.Default.AppRecord) is var record => new RolloutAbandoned(AppName.Parse(record.App)),
        Snapshot when Read(bytes, JournalJson.Default.CatalogRecord) is var record => ToCatalog(record),
        _ => throw new SerializationException($"an event '{manifest}' is not known to this version"),
    };

    private AppCatalog ToCatalog(CatalogRecord record) => new(
        record.Apps
            .Select(app => JournalMapping.ToEntry(app, seal))
            .ToImmutableSortedDictionary(entry => entry.Spec.Name.Value, entry => entry, StringComparer.Ordinal),
        record.NextPmId,
        record.NextSerial);

    private static List<SlotRecord> Records(ImmutableArray<Slot> slots) => [.. slots.Select(JournalMapping.ToRecord)];

    private static ImmutableArray<Slot> Slots(IReadOnlyList<SlotRecord> records) => [.. records.Select(JournalMapping.ToSlot)];

    private static byte[] Json<T>(T record, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(record, type);

    private static T Read<T>(byte[] bytes, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(bytes, type) ?? throw new FormatException("it is empty");
}
