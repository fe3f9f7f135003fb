using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Records;

/// <summary>
/// The runtime records of a home, one file for each slot. Written in place by one write of whole kilobytes, which the death of the daemon does
/// not cut in two; not synced to disk, since a record is worth nothing after a power cut anyway.
/// </summary>
/// <remarks>
/// NOTE: it may seem wise to write beside and rename into place. ext4 then flushes the file, to protect those who forget to sync, and
/// every restart pays some hundred microseconds for it. A record that is torn all the same is ignored, and its process found by its mark.
/// </remarks>
internal sealed class RuntimeRecords(string directory)
{
    private const string Ending = ".json";

    /// <summary>The length of a record is a multiple of this, in bytes.</summary>
    private const int Grain = 1024;

    /// <summary>The longest that is read, in bytes: far more than a worker with the most sockets needs.</summary>
    private const int LongestRecord = 4 * 1024 * 1024;

    /// <summary>The boot that is running.</summary>
    public string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Writes the record of a slot. Not for two threads and one slot at a time.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(RuntimeRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(Grain);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JsonSerializer.Serialize(writer, record, RuntimeRecordJson.Default.RuntimeRecord);
        }

        // Blanks at the end of JSON mean nothing, and cover the rest of a longer record.
        var blanks = buffer.GetSpan(Grain)[..(Grain - (buffer.WrittenCount % Grain))];
        blanks.Fill((byte)' ');
        buffer.Advance(blanks.Length);
        SmallFile.Overwrite(PathOf(record.Serial), buffer.WrittenSpan);
    }

    /// <summary>The record of a slot from this boot; null when there is none or it cannot be read as one.</summary>
    public RuntimeRecord? Read(long serial)
    {
        try
        {
            var record = SmallFile.TryRead(PathOf(serial), LongestRecord) is { } text ? JsonSerializer.Deserialize(text.Span, RuntimeRecordJson.Default.RuntimeRecord) : null;
            return record?.BootId == BootId && record.Serial == serial && IsWhole(record) ? record : null;
        }
        catch (JsonException)
        {
            // Torn or foreign: as good as none. What it stood for is found by the mark in its environment.
            return null;
        }
    }

    /// <summary>All records of this boot. Deletes those of other boots and what cannot be read.</summary>
    public IReadOnlyList<RuntimeRecord> ReadAll()
    {
        var records = new List<RuntimeRecord>();
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            if (path.EndsWith(Ending, StringComparison.Ordinal)
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

    // What is not there is null, whatever the type says; and what is no path of a file cannot have been written here.
    private static bool IsWhole(RuntimeRecord record) =>
        record is { Instance: not null, PidFile: not null, History: not null }
        && ((string?[])[record.OutFile, record.ErrorFile, record.Output?.CombinedFile]).All(path => path is null || Path.IsPathRooted(path));

    private string PathOf(long serial) => $"{directory}/{serial.ToString(CultureInfo.InvariantCulture)}{Ending}";
}
