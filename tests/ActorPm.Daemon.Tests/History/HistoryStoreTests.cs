using ActorPm.Core.History;
using ActorPm.Core.Tests;
using ActorPm.Daemon.History;
using Microsoft.Data.Sqlite;

namespace ActorPm.Daemon.Tests.History;

public sealed class HistoryStoreTests
{
    private static HistoryFact.Started Started(int pid, string app = "web", DateTimeOffset? at = null) =>
        new(1, pid) { At = at ?? Specs.Noon, App = app, Place = new InstancePlace(0, 0, 1) };

    private static IEnumerable<int?> Pids(IEnumerable<HistoryEntry> entries) => entries.Select(entry => entry.Pid);

    [Fact]
    public void Facts_come_back_in_their_order_and_the_file_is_private()
    {
        using var home = new TempHome();
        var path = home.File("history.db");
        using var store = HistoryStore.Open(path);

        store.Append([Started(1), Started(2)]);
        store.Append([Started(3)]);

        Assert.Equal([1, 2, 3], Pids(HistoryStore.Query(path, new HistoryQuery(null, 10))));
        foreach (var file in Directory.EnumerateFiles(home.Path))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public void A_reader_gets_the_newest_or_goes_on_where_it_was()
    {
        using var home = new TempHome();
        var path = home.File("history.db");
        using var store = HistoryStore.Open(path);
        store.Append([.. Enumerable.Range(1, 10).Select(pid => Started(pid))]);

        var newest = HistoryStore.Query(path, new HistoryQuery(null, 3));
        var on = HistoryStore.Query(path, new HistoryQuery(null, 2, After: newest[0].Id - 5));

        Assert.Equal([8, 9, 10], Pids(newest));
        Assert.Equal([4, 5], Pids(on));
    }

    [Fact]
    public void A_reader_of_an_app_gets_its_facts_and_the_daemons()
    {
        using var home = new TempHome();
        var path = home.File("history.db");
        using var store = HistoryStore.Open(path);
        store.Append([Started(1), Started(2, "api"), new HistoryFact.DaemonEnding(null) { At = Specs.Noon }, Started(3, at: Specs.Noon.AddHours(1))]);

        Assert.Equal(["started", "daemon-ending", "started"], HistoryStore.Query(path, new HistoryQuery(["web"], 10)).Select(entry => entry.Kind));
        Assert.Equal([3], Pids(HistoryStore.Query(path, new HistoryQuery(["web"], 10, Since: Specs.Noon.AddMinutes(1)))));
    }

    [Fact]
    public void What_is_too_old_goes_in_batches()
    {
        using var home = new TempHome();
        var path = home.File("history.db");
        using var store = HistoryStore.Open(path);
        store.Append([.. Enumerable.Range(1, 1200).Select(pid => Started(pid, at: Specs.Noon.AddDays(-40)))]);
        store.Append([Started(9001, at: Specs.Noon.AddDays(-29))]);

        store.Keep(HistoryLimits.Default, Specs.Noon);

        Assert.Equal([9001], Pids(HistoryStore.Query(path, new HistoryQuery(null, 5000))));
    }

    [Fact]
    public void What_is_too_much_goes_from_the_app_that_has_the_most_and_the_file_becomes_smaller()
    {
        using var home = new TempHome();
        var path = home.File("history.db");
        using var store = HistoryStore.Open(path);
        store.Append([Started(7, "quiet")]);
        for (var round = 0; round < 20; round++)
        {
            store.Append([.. Enumerable.Range(0, 500).Select(pid => Started((round * 500) + pid, "noisy"))]);
        }

        var limits = new HistoryLimits(256 * 1024, TimeSpan.FromDays(30));
        store.Keep(limits, Specs.Noon);

        var left = HistoryStore.Query(path, new HistoryQuery(null, 10_000));
        Assert.Equal("quiet", left[0].App);
        Assert.InRange(left.Count, 100, 9_000);
        Assert.Equal(9_999, left[^1].Pid);
        store.Dispose();
        Assert.InRange(new FileInfo(path).Length, 1, limits.MaxBytes);
    }

    [Fact]
    public void Garbage_in_place_of_the_file_is_damage_and_can_be_moved_aside()
    {
        using var home = new TempHome();
        var path = home.File("history.db");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("This is no database. ", 500)));

        var failure = Assert.ThrowsAny<SqliteException>(() => HistoryStore.Open(path));

        Assert.True(HistoryStore.IsDamage(failure));
        var aside = HistoryStore.MoveAside(path);
        Assert.StartsWith("This is no database.", File.ReadAllText(aside), StringComparison.Ordinal);
        using var store = HistoryStore.Open(path);
        Assert.Null(store.NewestOfDaemon());
    }

    [Fact]
    public void The_newest_word_about_a_daemon_is_found()
    {
        using var home = new TempHome();
        using var store = HistoryStore.Open(home.File("history.db"));
        store.Append([HistoryFacts.All["daemon-started:1"], HistoryFacts.All["daemon-ending:1"], Started(3), new HistoryFact.FactsLost(1) { At = Specs.Noon }]);

        Assert.IsType<HistoryFact.DaemonEnding>(store.NewestOfDaemon());
    }

    [Fact]
    public void A_reader_where_nothing_was_ever_written_gets_nothing()
    {
        using var home = new TempHome();

        Assert.Empty(HistoryStore.Query(home.File("history.db"), new HistoryQuery(null, 10)));
        Assert.Empty(Directory.EnumerateFiles(home.Path));
    }
}
