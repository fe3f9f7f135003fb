using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Records;

/// <summary>
/// The runtime records of a home, one file for each slot. Written beside and renamed into place, so that a reader sees the old record or
/// the new one; not synced to disk, since they are worth nothing after a power cut anyway.
/// </summary>
internal sealed class RuntimeRecords(string directory)
{
    private const string Ending = ".json";

    /// <summary>The boot that is running.</summary>
    public string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Writes the record of a slot. Not for two threads and one slot at a time.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(RuntimeRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JsonSerializer.Serialize(writer, record, RuntimeRecordJson.Default.RuntimeRecord);
        }

        var path = PathOf(record.Serial);
        SmallFile.Write(path + ".new", buffer.WrittenSpan);
        if (LibC.rename(path + ".new", path) != 0)
        {
            throw new IOException($"The runtime record {path} could not be put into place: {LibC.Describe(LibC.Errno)}.");
        }
    }

    /// <summary>The record of a slot from this boot; null when there is none or it cannot be read as one.</summary>
    public RuntimeRecord? Read(long serial)
    {
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(serial)), RuntimeRecordJson.Default.RuntimeRecord);
            return record?.BootId == BootId && record.Serial == serial ? record : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // Torn or foreign: as good as none. What it stood for is found by the mark in its environment.
            return null;
        }
    }

    /// <summary>All records of this boot. Deletes those of other boots and what was left half written.</summary>
    public IReadOnlyList<RuntimeRecord> ReadAll()
    {
        var records = new List<RuntimeRecord>();
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            if (path.EndsWith(Ending + ".new", StringComparison.Ordinal))
            {
                File.Delete(path);
            }
            else if (path.EndsWith(Ending, StringComparison.Ordinal)
                && long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var serial))
            {
                if (Read(serial) is { } record)
                {
                    records.Add(record);
                }
                else
                {
                    File.Delete(path);
                }
            }
        }

        return records;
    }

    /// <summary>Deletes the record of a slot, if there is one.</summary>
    public void Delete(long serial) => _ = LibC.unlink(PathOf(serial));

    private string PathOf(long serial) => $"{directory}/{serial.ToString(CultureInfo.InvariantCulture)}{Ending}";
}
