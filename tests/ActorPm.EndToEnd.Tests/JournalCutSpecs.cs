using Microsoft.Data.Sqlite;

namespace ActorPm.EndToEnd.Tests;

/// <summary>
/// The write-ahead log of a killed daemon, cut at every byte of its last transactions: a torn write. Whatever is left is the list as of some
/// acknowledged command, never a mixture, and every command whose transaction is whole is there.
/// </summary>
public sealed class JournalCutSpecs
{
    // SQLite's file format, section 4.1: a header of 32 bytes, then frames of 24 bytes and a page; a commit frame has the database's size in its second word.
    private const int WalHeader = 32;
    private const int FrameHeader = 24;
    private const int PageSize = 4096;
    private const int Frame = FrameHeader + PageSize;

    [Fact(Timeout = 300_000)]
    public async Task A_journal_cut_at_any_byte_of_its_last_transactions_holds_every_whole_command_and_nothing_else()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        await apm.RunAsync("start", "sleep", "--name", "two", "--", "1000");
        await apm.RunAsync("stop", "one");
        await apm.RunAsync("scale", "two", "3");
        await apm.KillDaemonAsync();
        var database = await File.ReadAllBytesAsync(Path.Combine(apm.Home, "state.db"));
        var wal = await File.ReadAllBytesAsync(Path.Combine(apm.Home, "state.db-wal"));
        // Many thousand small databases: in memory where there is such a place.
        var scratch = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : apm.Work, Path.GetFileName(apm.Work) + "-cut")).FullName;
        try
        {
            CutAtEveryByte(Path.Combine(scratch, "cut.db"), database, wal);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_daemon_started_on_a_cut_journal_runs_what_is_left_of_the_list_with_one_process_per_slot()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        await apm.RunAsync("start", "sleep", "--name", "two", "--", "1000");
        await apm.KillDaemonAsync();
        var path = Path.Combine(apm.Home, "state.db-wal");
        var wal = await File.ReadAllBytesAsync(path);
        var commits = CommitEnds(wal);
        await File.WriteAllBytesAsync(path, wal[..(commits[^1] - 1)]);

        await apm.RunAsync("resurrect");

        // The last command's transaction is torn: its app, which runs still, is on no list, so it is ended and not left unsupervised.
        var listed = Assert.Single(await apm.ListAsync());
        Assert.Equal(("one", "online"), (listed.Name, listed.Status));
        Assert.Equal(listed.Pid, Assert.Single(ManagedProcess.Of(apm.Home)).Pid);
    }

    private static void CutAtEveryByte(string scratch, byte[] database, byte[] wal)
    {
        var commits = CommitEnds(wal);
        var whole = Events(scratch, database, wal);
        Assert.Equal(["app-added:1", "app-added:1", "instances-stopped:1", "instances-added:1", "spec-changed:1"], whole);

        var lengths = new SortedSet<int>();
        for (var cut = commits[^2]; cut <= commits[^1]; cut++)
        {
            var left = Events(scratch, database, wal[..cut]);
            // What SQLite finds is a beginning of what was written…
            Assert.True(whole.Take(left.Count).SequenceEqual(left), $"cut at {cut}: {string.Join(", ", left)}");
            // …and the two events of one command are there together or not at all.
            Assert.NotEqual(4, left.Count);
            lengths.Add(left.Count);
        }

        Assert.Equal([3, 5], lengths);
    }

    private static List<int> CommitEnds(byte[] wal)
    {
        var ends = new List<int>();
        // Frames of an earlier generation of the log have another salt than the header.
        for (var start = WalHeader; start + Frame <= wal.Length && wal.AsSpan(start + 8, 8).SequenceEqual(wal.AsSpan(16, 8)); start += Frame)
        {
            if (System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(wal.AsSpan(start + 4)) != 0)
            {
                ends.Add(start + Frame);
            }
        }

        return ends;
    }

    private static List<string> Events(string scratch, byte[] database, byte[] wal)
    {
        File.Delete(scratch + "-shm");
        File.WriteAllBytes(scratch, database);
        File.WriteAllBytes(scratch + "-wal", wal);
        using var connection = new SqliteConnection($"Data Source={scratch};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT manifest FROM journal WHERE persistence_id = 'catalog' ORDER BY sequence_number";
        using var reader = command.ExecuteReader();
        var events = new List<string>();
        while (reader.Read())
        {
            events.Add(reader.GetString(0));
        }

        return events;
    }
}
