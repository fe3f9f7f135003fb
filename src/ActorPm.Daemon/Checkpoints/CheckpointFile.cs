using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Journal;

namespace ActorPm.Daemon.Checkpoints;

/// <summary>
/// PM2's <c>dump.pm2</c>: the list at the moment of a <c>save</c>, to go back to with <c>resurrect</c>. The journal does not need it. The file
/// is an array with one object for each app, whose first members have PM2's names; the whole spec is below <c>apm</c>, with its
/// environment sealed by the home's key.
/// </summary>
internal sealed class CheckpointFile(DaemonHome home, EnvironmentSeal seal)
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.Combine(home.Directory, "dump.pm2");

    /// <summary>The one before it.</summary>
    public string BackupPath => Path + ".bak";

    /// <summary>The apps that a checkpoint of a list holds. Those that a cluster moves are left out: the cluster keeps them, and this node may have none tomorrow.</summary>
    public static IReadOnlyList<CatalogEntry> AppsOf(AppCatalog catalog) => [.. catalog.Apps.Values.Where(entry => !entry.Spec.Placement.IsMovable)];

    /// <summary>Writes the apps of a list that are its own, whole or not at all; what was there becomes the backup.</summary>
    /// <exception cref="RefusedException">It cannot be written.</exception>
    public void Save(AppCatalog catalog)
    {
        var apps = AppsOf(catalog).Select(entry => new CheckpointRecord(
            entry.Spec.Name.Value, entry.Spec.Namespace, entry.Spec.Script, entry.Spec.WorkingDirectory,
            entry.Slots.Any(slot => slot.Wish is DesiredState.Running) ? InstanceStatus.Online : InstanceStatus.Stopped,
            new AppAddedRecord(JournalMapping.ToRecord(entry.Spec, seal), [.. entry.Slots.Select(JournalMapping.ToRecord)])));
        Write(JsonSerializer.SerializeToUtf8Bytes([.. apps], JournalJson.Default.ListCheckpointRecord));
    }

    /// <summary>Empties it.</summary>
    /// <exception cref="RefusedException">It cannot be written.</exception>
    public void Clear() => Write("[]"u8.ToArray());

    /// <summary>The apps that it holds; the backup's when it is missing or damaged. Null when there is neither.</summary>
    public ImmutableArray<CatalogEntry>? Load() => TryLoad(Path) ?? TryLoad(BackupPath);

    private ImmutableArray<CatalogEntry>? TryLoad(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return [.. (JsonSerializer.Deserialize(File.ReadAllBytes(path), JournalJson.Default.ListCheckpointRecord) ?? []).Select(record => new CatalogEntry(
                JournalMapping.ToSpec(record.Apm.Spec, seal), [.. record.Apm.Slots.Select(JournalMapping.ToSlot)])).Where(entry => !entry.Spec.Placement.IsMovable)];
        }
        catch (Exception damage) when (damage is JsonException or IOException or FormatException or CryptographicException or UnauthorizedAccessException)
        {
            Serilog.Log.Warning("The checkpoint {Path} cannot be used: {Reason}", path, damage.Message);
            return null;
        }
    }

    private void Write(byte[] text)
    {
        try
        {
            var draft = DaemonHome.WriteDraft(Path, text);
            if (File.Exists(Path))
            {
                File.Copy(Path, BackupPath, overwrite: true);
            }

            File.Move(draft, Path, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(ControlErrorCode.JournalUnavailable, $"{Path} could not be written: {problem.Message} The list itself is safe in the journal.");
        }
    }
}
