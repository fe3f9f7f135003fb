using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ActorPm.Core.Watching;
using ActorPm.Processes.Watching;
using Xunit.Abstractions;

namespace ActorPm.Processes.Tests;

public sealed partial class WatchingSpecs(ITestOutputHelper output) : IDisposable
{
    private readonly TreeWatcher _watcher = new(TimeProvider.System);
    private readonly string _box = Directory.CreateTempSubdirectory("actorpm-watch-").FullName;

    private string Root => $"{_box}/web";

    public void Dispose()
    {
        _watcher.Dispose();
        Directory.Delete(_box, recursive: true);
    }

    [Fact(Timeout = 60000)]
    public async Task Files_that_are_made_changed_moved_and_deleted_are_told_at_any_depth()
    {
        Write("web/a.js");
        Write("web/lib/deep/b.js");
        var seen = await WatchAsync();

        File.AppendAllText($"{Root}/a.js", "more");
        await ToldAsync(seen, $"{Root}/a.js", TreeChange.Modified);
        Write("web/lib/deep/c.js");
        await ToldAsync(seen, $"{Root}/lib/deep/c.js", TreeChange.Created);
        File.Move($"{Root}/lib/deep/c.js", $"{Root}/d.js");
        await ToldAsync(seen, $"{Root}/lib/deep/c.js", TreeChange.Deleted);
        await ToldAsync(seen, $"{Root}/d.js", TreeChange.Created);
        File.Delete($"{Root}/d.js");
        await ToldAsync(seen, $"{Root}/d.js", TreeChange.Deleted);
        Assert.Empty(seen.Problems);
    }

    [Fact(Timeout = 60000)]
    public async Task What_was_there_before_is_not_told()
    {
        Write("web/a.js");
        Write("web/lib/b.js");
        var seen = await WatchAsync();

        Write("web/last.js");
        await ToldAsync(seen, $"{Root}/last.js", TreeChange.Created);

        Assert.All(seen.Changes, change => Assert.Equal($"{Root}/last.js", change.Path));
    }

    [Fact(Timeout = 60000)]
    public async Task No_file_in_a_directory_made_later_is_missed_however_fast_it_is_filled()
    {
        Directory.CreateDirectory(Root);
        var seen = await WatchAsync();

        var files = Enumerable.Range(0, 300).Select(n => $"{Root}/d{n}/e/f{n}.js").ToList();
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "x");
        }

        await Until.TrueAsync(() => files.ToHashSet().IsSubsetOf(seen.Changes.Select(change => change.Path)));
        File.AppendAllText(files[^1], "more");
        await ToldAsync(seen, files[^1], TreeChange.Modified);
    }

    [Fact(Timeout = 60000)]
    public async Task A_directory_that_moves_is_known_by_its_new_path()
    {
        Write("web/old/in/a.js");
        var seen = await WatchAsync();

        Directory.Move($"{Root}/old", $"{Root}/new");
        await ToldAsync(seen, $"{Root}/old", TreeChange.Deleted);
        await ToldAsync(seen, $"{Root}/new/in/a.js", TreeChange.Created);
        File.AppendAllText($"{Root}/new/in/a.js", "more");

        await ToldAsync(seen, $"{Root}/new/in/a.js", TreeChange.Modified);
        Assert.DoesNotContain(seen.Changes, change => change.Path.StartsWith($"{Root}/old/", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60000)]
    public async Task A_directory_that_was_moved_away_is_not_told_of_any_more()
    {
        Write("web/old/a.js");
        var seen = await WatchAsync();
        Directory.Move($"{Root}/old", $"{_box}/elsewhere");
        await ToldAsync(seen, $"{Root}/old", TreeChange.Deleted);

        File.AppendAllText($"{_box}/elsewhere/a.js", "more");
        Write("web/last.js");
        await ToldAsync(seen, $"{Root}/last.js", TreeChange.Created);

        Assert.DoesNotContain(seen.Changes, change => change.Path.EndsWith("a.js", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60000)]
    public async Task Times_that_are_set_to_now_count_and_rights_do_not()
    {
        Write("web/a.js");
        Write("web/b.js");
        File.SetLastWriteTimeUtc($"{Root}/b.js", DateTime.UtcNow.AddDays(-1));
        var seen = await WatchAsync();

        File.SetUnixFileMode($"{Root}/b.js", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetLastWriteTimeUtc($"{Root}/a.js", DateTime.UtcNow);
        await ToldAsync(seen, $"{Root}/a.js", TreeChange.Modified);

        Assert.DoesNotContain(seen.Changes, change => change.Path.EndsWith("b.js", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60000)]
    public async Task Opening_a_file_for_writing_without_writing_is_no_change()
    {
        Write("web/lock");
        var seen = await WatchAsync();

        File.Open($"{Root}/lock", FileMode.Open, FileAccess.ReadWrite).Dispose();
        Write("web/last.js");
        await ToldAsync(seen, $"{Root}/last.js", TreeChange.Created);

        Assert.DoesNotContain(seen.Changes, change => change.Path.EndsWith("lock", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60000)]
    public async Task Links_are_not_followed_but_the_root_may_be_one()
    {
        Write("real/a.js");
        Write("outside/b.js");
        Directory.CreateSymbolicLink($"{_box}/real/link", $"{_box}/outside");
        Directory.CreateSymbolicLink(Root, $"{_box}/real");
        var seen = await WatchAsync();

        File.AppendAllText($"{_box}/outside/b.js", "more");
        File.AppendAllText($"{_box}/real/a.js", "more");
        await ToldAsync(seen, $"{Root}/a.js", TreeChange.Modified);

        Assert.DoesNotContain(seen.Changes, change => change.Path.Contains("b.js", StringComparison.Ordinal));
        Assert.Empty(seen.Problems);
    }

    [Fact(Timeout = 60000)]
    public async Task A_root_link_that_is_turned_to_another_release_is_a_change_and_the_new_one_is_watched()
    {
        Write("releases/1/a.js");
        Write("releases/2/a.js");
        Directory.CreateSymbolicLink(Root, $"{_box}/releases/1");
        var seen = await WatchAsync();

        Directory.CreateSymbolicLink($"{_box}/next", $"{_box}/releases/2");
        Assert.Equal(0, Rename($"{_box}/next", Root));
        await ToldAsync(seen, Root, TreeChange.Created);
        File.AppendAllText($"{_box}/releases/2/a.js", "more");

        await ToldAsync(seen, $"{Root}/a.js", TreeChange.Modified);
    }

    [Fact(Timeout = 60000)]
    public async Task A_single_file_that_editors_replace_goes_on_being_watched()
    {
        Write("app.conf");
        var seen = await WatchAsync(WatchTarget.Of(["app.conf"], _box, null, []));

        for (var save = 1; save <= 3; save++)
        {
            seen.Changes.Clear();
            Write("app.conf.new");
            File.Move($"{_box}/app.conf.new", $"{_box}/app.conf", overwrite: true);
            await ToldAsync(seen, $"{_box}/app.conf", TreeChange.Created);
            seen.Changes.Clear();
            File.AppendAllText($"{_box}/app.conf", "more");
            await ToldAsync(seen, $"{_box}/app.conf", TreeChange.Modified);
        }

        Assert.All(seen.Changes, change => Assert.Equal($"{_box}/app.conf", change.Path));
    }

    [Fact(Timeout = 60000)]
    public async Task A_root_that_goes_is_told_and_waited_for()
    {
        Write("web/a.js");
        var seen = await WatchAsync();

        for (var round = 0; round < 3; round++)
        {
            seen.Changes.Clear();
            Directory.Delete(Root, recursive: true);
            await ToldAsync(seen, Root, TreeChange.Deleted);
            Write("web/b.js");
            await ToldAsync(seen, $"{Root}/b.js", TreeChange.Created);
            File.AppendAllText($"{Root}/b.js", "more");
            await ToldAsync(seen, $"{Root}/b.js", TreeChange.Modified);
        }

        Assert.Empty(seen.Problems);
    }

    [Fact(Timeout = 60000)]
    public async Task A_root_that_is_not_there_yet_is_waited_for_from_the_nearest_directory_above()
    {
        var root = $"{_box}/x/y/z";
        var seen = await WatchAsync(WatchTarget.Of([root], _box, null, []));

        Write("x/y/z/a.js");
        await ToldAsync(seen, $"{root}/a.js", TreeChange.Created);
        Directory.Delete($"{_box}/x", recursive: true);
        await ToldAsync(seen, root, TreeChange.Deleted);
        Write("x/y/z/b.js");

        await ToldAsync(seen, $"{root}/b.js", TreeChange.Created);
    }

    [Fact(Timeout = 60000)]
    public async Task Two_apps_may_watch_the_same_tree_and_one_may_leave()
    {
        Write("web/lib/a.js");
        var first = await WatchAsync();
        var second = new RecordingTreeObserver();
        var watch = _watcher.Watch(WatchTarget.Of([Root], _box, ["web/lib"], []), second);
        Assert.Equal(1, await second.IsWatching);

        watch.Dispose();
        Write("web/b.js");
        File.AppendAllText($"{Root}/lib/a.js", "more");

        await ToldAsync(first, $"{Root}/b.js", TreeChange.Created);
        await ToldAsync(first, $"{Root}/lib/a.js", TreeChange.Modified);
        Assert.Empty(second.Changes);
    }

    [Fact(Timeout = 60000)]
    public async Task Only_files_with_the_extensions_count_even_if_made_later()
    {
        Write("web/a.js");
        var seen = await WatchAsync(WatchTarget.Of([Root], _box, null, ["js"]));

        Write("web/style.css");
        Write("web/new/later.css");
        Write("web/new/later.js");
        await ToldAsync(seen, $"{Root}/new/later.js", TreeChange.Created);

        Assert.All(seen.Changes, change => Assert.EndsWith(".js", change.Path));
    }

    [Fact(Timeout = 180_000)]
    public async Task More_changes_than_the_kernel_remembers_are_told_as_one_and_the_watch_goes_on()
    {
        Directory.CreateDirectory(Root);
        var seen = await WatchAsync();
        using var held = seen.HoldAtNextChange();
        var most = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"));
        for (var file = 0; file < most / 2 + 100; file++)
        {
            // Two messages each, and each time another name, so that the kernel cannot merge them.
            File.WriteAllText($"{Root}/{file}", "x");
        }

        Directory.CreateDirectory($"{Root}/unheard");
        held.Dispose();
        await ToldAsync(seen, Root, TreeChange.Unknown);
        Write("web/unheard/a.js");

        await ToldAsync(seen, $"{Root}/unheard/a.js", TreeChange.Created);
    }

    [Fact]
    public void What_is_not_watched_is_said_with_the_cure()
    {
        Assert.Contains("ignore_watch", WatchProblem.Of("/srv/secret", Native.LibC.EACCES));
        Assert.Contains("sysctl fs.inotify.max_user_watches", WatchProblem.Of("/srv/many", Native.LibC.ENOSPC));
        Assert.Contains("max_user_instances = ", WatchProblem.OfQueue(Native.LibC.EMFILE));
    }

    [Fact(Timeout = 60000)]
    public async Task A_large_ignored_tree_costs_nothing()
    {
        for (var package = 0; package < 500; package++)
        {
            var directory = Directory.CreateDirectory($"{Root}/node_modules/p{package}").FullName;
            for (var file = 0; file < 100; file++)
            {
                File.Create($"{directory}/{file}.js").Dispose();
            }
        }

        for (var file = 0; file < 200; file++)
        {
            Write($"web/src/m{file % 20}/{file}.js");
        }

        var clock = Stopwatch.StartNew();
        var seen = new RecordingTreeObserver();
        using var watch = _watcher.Watch(WatchTarget.Of([], Root, null, []), seen);
        var directories = await seen.IsWatching;
        var elapsed = clock.Elapsed;
        output.WriteLine($"{directories} directories are watched after {elapsed.TotalMilliseconds:0.0} ms, 50,000 files are ignored");

        Assert.Equal(22, directories);
        Assert.True(elapsed < TimeSpan.FromMilliseconds(200), $"It took {elapsed}.");
        Assert.Empty(seen.Problems);
    }

    private void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{_box}/{path}")!);
        File.WriteAllText($"{_box}/{path}", "x");
    }

    private Task<RecordingTreeObserver> WatchAsync() => WatchAsync(WatchTarget.Of([Root], _box, null, []));

    private async Task<RecordingTreeObserver> WatchAsync(ImmutableArray<WatchTarget> targets)
    {
        var seen = new RecordingTreeObserver();
        _watcher.Watch(targets, seen);
        await seen.IsWatching;
        return seen;
    }

    private static Task ToldAsync(RecordingTreeObserver seen, string path, TreeChange change) => Until.TrueAsync(() => seen.Has(path, change));

    // As deployment tools turn a link: at no moment is there none.
    [LibraryImport("libc.so.6", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
