using ActorPm.Core.History;
using ActorPm.Core.Instances;
using ActorPm.Core.Tests;
using ActorPm.Daemon.History;

namespace ActorPm.Daemon.Tests.History;

public sealed class HistoryWriterTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private static PendingFact Started(int pid) => new(new HistoryFact.Started(1, pid) { At = Specs.Noon, App = "web", Place = new InstancePlace(0, 0, 1) });

    private static PendingFact Daemon(int pid) =>
        new(new HistoryFact.DaemonStarted("1", pid, DaemonBeginning.First, new DaemonIdentity("boot", pid)) { At = Specs.Noon });

    private static HistoryWriter Writer(string path, HistoryQueue queue, HistoryLimits? limits = null) => new(path, limits ?? HistoryLimits.Default, queue, new FakeClock(Specs.Noon));

    private static IReadOnlyList<HistoryEntry> Read(string path) => HistoryStore.Query(path, new HistoryQuery(null, 10_000));

    [Fact(Timeout = 60_000)]
    public async Task What_was_noted_before_a_flush_is_on_disk_after_it()
    {
        using var home = new TempHome();
        var queue = new HistoryQueue(100);
        using var writer = Writer(home.File("history.db"), queue);

        queue.Add(Started(1));
        queue.Add(Started(2));
        await queue.FlushAsync().WaitAsync(_limit);

        Assert.Equal([1, 2], Read(home.File("history.db")).Select(entry => entry.Pid));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_nobody_waits_for_is_written_all_the_same()
    {
        using var home = new TempHome();
        var queue = new HistoryQueue(100);
        using var writer = Writer(home.File("history.db"), queue);

        queue.Add(Started(1));

        await UntilAsync(() => Read(home.File("history.db")) is [{ Pid: 1 }]);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_end_writes_what_is_there()
    {
        using var home = new TempHome();
        var queue = new HistoryQueue(2000);
        var writer = Writer(home.File("history.db"), queue);
        for (var pid = 0; pid < 1999; pid++)
        {
            queue.Add(Started(pid));
        }

        writer.Dispose();

        Assert.Equal(1999, Read(home.File("history.db")).Count);
        await queue.FlushAsync().WaitAsync(_limit);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_file_that_cannot_be_written_costs_the_oldest_facts_and_the_gap_is_noted()
    {
        using var home = new TempHome();
        var path = home.File("not-there/history.db");
        var queue = new HistoryQueue(10);
        using var writer = Writer(path, queue);

        queue.Add(Started(0));
        await queue.FlushAsync().WaitAsync(_limit);
        Assert.Contains(path, writer.Problem, StringComparison.Ordinal);
        for (var pid = 1; pid <= 25; pid++)
        {
            queue.Add(Started(pid));
        }

        Assert.Equal(15, queue.Dropped);
        Directory.CreateDirectory(home.File("not-there"));
        await UntilAsync(() => writer.Problem is null && Read(path) is [.., { Pid: 25 }]);

        var entries = Read(path);
        Assert.Equal(0, entries.First(entry => entry.Kind == "started").Pid);
        Assert.Equal(15, Assert.Single(entries, entry => entry.Kind == "facts-lost").Count);
        Assert.Equal([.. Enumerable.Range(16, 10)], entries.Where(entry => entry.Pid > 0).Select(entry => entry.Pid!.Value));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_damaged_file_is_moved_aside_and_begun_anew()
    {
        using var home = new TempHome();
        var path = home.File("history.db");
        await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("This is no database. ", 500)));
        var queue = new HistoryQueue(100);
        using var writer = Writer(path, queue);

        queue.Add(Started(1));
        await UntilAsync(() => writer.Problem is null && File.Exists(path + ".damaged") && new FileInfo(path) is { Exists: true, Length: > 0 });
        await queue.FlushAsync().WaitAsync(_limit);

        Assert.Equal(1, Assert.Single(Read(path)).Pid);
        Assert.StartsWith("This is no database.", await File.ReadAllTextAsync(path + ".damaged"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_daemon_learns_from_the_file_what_it_comes_after()
    {
        using var home = new TempHome();
        var path = home.File("history.db");
        foreach (var pid in (int[])[10, 11, 11])
        {
            // One after another, the second dies without a word as the first does, the third has the second's identity.
            var queue = new HistoryQueue(100);
            using var writer = Writer(path, queue);
            queue.Add(Daemon(pid));
            await queue.FlushAsync().WaitAsync(_limit);
        }

        Assert.Equal([DaemonBeginning.First, DaemonBeginning.AfterCrash, DaemonBeginning.Upgraded], Read(path).Select(entry => entry.How));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_last_lines_of_a_process_are_those_that_it_wrote_itself()
    {
        using var home = new TempHome();
        var (errors, output) = (home.File("error.log"), home.File("out.log"));
        await File.WriteAllTextAsync(errors, "of an earlier one\n");
        await File.WriteAllTextAsync(output, "of an earlier one\nhello\nworld\nof a later one\n");
        var queue = new HistoryQueue(100);
        using var writer = Writer(home.File("history.db"), queue);
        var exited = new HistoryFact.Exited(1, 4, new ExitStatus.Code(1), EndedBy.Itself, null) { At = Specs.Noon, App = "web", Place = new InstancePlace(0, 0, 1) };

        queue.Add(new PendingFact(exited, new LogSpan(errors, 18, 18), new LogSpan(output, 18, 30)));
        queue.Add(new PendingFact(exited, new LogSpan(errors, 0, 18), new LogSpan(output, 18, 30)));
        queue.Add(new PendingFact(exited, new LogSpan(errors, 0, 9999), new LogSpan(home.File("gone.log"), 0, 10)));
        await queue.FlushAsync().WaitAsync(_limit);

        Assert.Equal(["hello|world", "of an earlier one", ""], Read(home.File("history.db")).Select(entry => string.Join('|', entry.LastLines ?? [])));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var until = DateTime.UtcNow + _limit;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, "It did not come true.");
            await Task.Delay(20);
        }
    }
}
