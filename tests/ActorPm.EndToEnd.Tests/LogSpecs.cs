using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActorPm.EndToEnd.Tests;

/// <summary>What becomes of apps' output, with the real programs.</summary>
public sealed partial class LogSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task Each_of_20000_lines_that_come_at_once_has_its_time_once()
    {
        await using var apm = new Apm();

        await apm.RunAsync("start", "seq 1 20000; exec sleep 1000", "--name", "app", "--time");

        var lines = await LinesAsync(Log(apm, "app-out"), 20000);
        Assert.Equal(Enumerable.Range(1, 20000).Select(Text), lines.Select(line => TimedLine().Match(line).Groups["rest"].Value));
    }

    [Fact(Timeout = 120_000)]
    public async Task Each_of_20000_lines_that_come_at_once_becomes_one_object()
    {
        await using var apm = new Apm();

        await apm.RunAsync("start", "seq -f '%.0f \"quoted\"' 1 20000; exec sleep 1000", "--name", "app", "--log-type", "json");

        var lines = await LinesAsync(Log(apm, "app-out"), 20000);
        Assert.Equal(Enumerable.Range(1, 20000).Select(number => $"{number} \"quoted\" out 0 app"), lines.Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            var entry = json.RootElement;
            Assert.Equal(5, entry.EnumerateObject().Count());
            Assert.True(DateTimeOffset.TryParse(entry.GetProperty("timestamp").GetString(), CultureInfo.InvariantCulture, out _));
            return $"{entry.GetProperty("message").GetString()} {entry.GetProperty("type").GetString()} {entry.GetProperty("process_id").GetInt32()} {entry.GetProperty("app_name").GetString()}";
        }));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("-l")]
    [InlineData("--log")]
    public async Task A_combined_file_has_both_outputs_in_whole_lines(string option)
    {
        await using var apm = new Apm();
        var both = Path.Combine(apm.Work, "both.log");

        await apm.RunAsync("start", "seq -f 'out %.0f' 1 5000 & seq -f 'err %.0f' 1 5000 >&2; wait; exec sleep 1000", "--name", "app", option, both);

        var lines = await LinesAsync(both, 10000);
        foreach (var stream in new[] { "out", "err" })
        {
            Assert.Equal(Enumerable.Range(1, 5000).Select(number => $"{stream} {number}"), lines.Where(line => line.StartsWith(stream, StringComparison.Ordinal)));
        }

        Assert.Equal(5000, (await LinesAsync(Log(apm, "app-out"), 5000)).Count);
        Assert.Equal(5000, (await LinesAsync(Log(apm, "app-error"), 5000)).Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task Merged_logs_of_three_instances_are_one_file_of_whole_lines()
    {
        await using var apm = new Apm();

        await apm.RunAsync("start", "seq -f \"$NODE_APP_INSTANCE %.0f\" 1 20000; exec sleep 1000", "--name", "app", "-i", "3", "--merge-logs");

        var lines = await LinesAsync(Log(apm, "app-out"), 60000);
        foreach (var instance in Enumerable.Range(0, 3))
        {
            Assert.Equal(Enumerable.Range(1, 20000).Select(number => $"{instance} {number}"), lines.Where(line => line[0] == '0' + instance));
        }

        Assert.Equal(["app-error.log", "app-out.log"], Directory.GetFiles(Path.Combine(apm.Home, "logs")).Select(Path.GetFileName).Order());
    }

    [Fact(Timeout = 120_000)]
    public async Task Disabled_logs_leave_no_file_and_NULL_discards_one_output()
    {
        await using var apm = new Apm();

        await apm.RunAsync("start", "echo out; echo err >&2; : > silent; exec sleep 1000", "--name", "silent", "--disable-logs");
        await apm.RunAsync("start", "echo out; echo err >&2; exec sleep 1000", "--name", "half", "-o", "NULL");

        Assert.Equal(["err"], await LinesAsync(Log(apm, "half-error"), 1));
        await Until.TrueAsync("the silent one has spoken", () => File.Exists(Path.Combine(apm.Work, "silent")));
        Assert.Equal(["half-error.log"], Directory.GetFiles(Path.Combine(apm.Home, "logs")).Select(Path.GetFileName));
        Assert.False(File.Exists(Path.Combine(apm.Work, "NULL")));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("verb")]
    [InlineData("signal")]
    public async Task A_file_that_logrotate_moved_away_is_made_anew_and_no_line_is_lost(string way)
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "i=0; while :; do i=$((i+1)); echo $i; sleep 0.005; done", "--name", "app");
        var log = Log(apm, "app-out");
        var old = Path.Combine(apm.Work, "old.log");
        await LinesAsync(log, 10);
        File.Move(log, old);

        if (way == "verb")
        {
            await apm.RunAsync("reloadLogs");
            Assert.True(File.Exists(log));
        }
        else
        {
            ManagedProcess.Kill(apm.DaemonPid, "USR2");
        }

        var followed = await LinesAsync(log, 10);
        var all = File.ReadLines(old).Concat(followed).ToList();
        Assert.Equal(Enumerable.Range(1, all.Count).Select(Text), all);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_app_that_is_silent_within_a_line_does_not_hold_up_the_new_file()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "printf begun; exec sleep 1000", "--name", "app");
        var log = Log(apm, "app-out");
        await Until.TrueAsync("it began", () => File.Exists(log) && new FileInfo(log).Length == 5);
        File.Move(log, log + ".1");

        await apm.RunAsync("reloadLogs");

        Assert.Equal("", await File.ReadAllTextAsync(log));
        Assert.Equal("begun", await File.ReadAllTextAsync(log + ".1"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_size_that_is_set_for_pm2_logrotate_holds_for_a_running_app()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "while :; do seq 1 1000; sleep 0.02; done", "--name", "app");
        var before = await apm.FindAsync("app");
        await Until.TrueAsync("more than 50K", () => File.Exists(Log(apm, "app-out")) && new FileInfo(Log(apm, "app-out")).Length > 100_000);
        Assert.Empty(Rotated(apm));

        await apm.RunAsync("set", "pm2-logrotate:max_size", "50K");

        await Until.TrueAsync("rotated", () => Rotated(apm).Length > 3);
        await apm.RunAsync("stop", "app");
        Assert.Equal(before.Restarts, (await apm.FindAsync("app")).Restarts);
        Assert.All(Rotated(apm).Order(StringComparer.Ordinal).Skip(1), file => Assert.InRange(new FileInfo(file).Length, 50 * 1024, (50 + 256) * 1024));
    }

    [SkippableTheory(Timeout = 120_000)]
    [InlineData("10")]
    [InlineData("0")]
    public async Task A_writer_at_full_speed_keeps_to_the_budget_or_to_the_free_space_and_tears_no_line(string budgetPercent)
    {
        const long Floor = 16 * 1024 * 1024, Budget = 64L * 1024 * 1024 / 10;
        const string Line = "the quick brown fox jumps over the lazy dog, 0123456789";
        await using var apm = new Apm().With("APM_LOGS_HOME_BUDGET_PERCENT", budgetPercent).With("APM_LOGS_MAX_SIZE", "4MiB");
        await using var disk = await SmallFileSystem.MountAsync(apm, 64);
        await apm.RunAsync("start", $"exec yes '{Line}'", "--name", "app");
        var app = await apm.FindAsync("app");
        var daemon = apm.DaemonPid;
        var (least, most) = (long.MaxValue, 0L);

        var end = DateTime.UtcNow + TimeSpan.FromSeconds(4);
        await Until.TrueAsync("the time is over", () =>
        {
            least = Math.Min(least, disk.FreeBytes);
            most = Math.Max(most, Directory.GetFiles(Path.Combine(apm.Home, "logs")).Sum(Size));
            return DateTime.UtcNow >= end;
        });

        if (budgetPercent == "10")
        {
            // A quarter may be rotated before old files are deleted, and so much may be in the file that is written.
            Assert.InRange(most, Budget / 2, Budget * 3 / 2);
        }
        else
        {
            // Without a budget the free space is the bound: what does not fit is dropped, and counted.
            await Until.TrueAsync("the loss is shown", async () => (await apm.RunAsync("describe", "app")).Contains("dropped log bytes", StringComparison.Ordinal));
        }

        Assert.InRange(least, Floor - (256 * 1024), long.MaxValue);
        Assert.Equal((app.Pid, 0), ((await apm.FindAsync("app")).Pid, (await apm.FindAsync("app")).Restarts));
        Assert.Equal(daemon, apm.DaemonPid);
        await apm.RunAsync("stop", "app");
        var files = Directory.GetFiles(Path.Combine(apm.Home, "logs"), "app-out*");
        Assert.All(files, file => Assert.DoesNotContain(
            LinesLeft(file).SkipLast(file == Log(apm, "app-out") ? 1 : 0), line => line != Line && !line.StartsWith("apm: ", StringComparison.Ordinal)));
    }

    // The keeper of logs still deletes what is over the limits.
    private static string[] LinesLeft(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private static string Log(Apm apm, string name) => Path.Combine(apm.Home, "logs", name + ".log");

    private static string[] Rotated(Apm apm) => Directory.GetFiles(Path.Combine(apm.Home, "logs"), "app-out__*");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // It may be deleted for want of space while it is looked at: then it takes none.
    private static long Size(string path) => new FileInfo(path) is { Exists: true, Length: var bytes } ? bytes : 0;

    /// <summary>Waits for at least so many whole lines, and gives all whole ones.</summary>
    private static async Task<IReadOnlyList<string>> LinesAsync(string path, int least)
    {
        string[] lines = [];
        await Until.TrueAsync($"{least} lines in {path}", () => File.Exists(path) && (lines = File.ReadAllText(path).Split('\n')[..^1]).Length >= least);
        return lines;
    }

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d: (?<rest>\d+)\z")]
    private static partial Regex TimedLine();

    [Fact(Timeout = 120_000)]
    public async Task A_follower_of_a_log_whose_old_files_are_deleted_never_goes_back()
    {
        await using var apm = new Apm().With("APM_LOGS_MAX_SIZE", "100 KiB").With("APM_LOGS_RETAIN", "3");
        await apm.RunAsync("start", "sleep 1000", "--name", "other");
        using var follower = apm.Start("logs", "counter", "--raw", "--lines", "0");
        Assert.Contains("[TAILING]", await follower.StandardError.ReadLineAsync(), StringComparison.Ordinal);

        await apm.RunAsync(
            "start", "i=0; while [ $i -lt 60 ]; do i=$((i+1)); seq $((i*1000)) $((i*1000+999)) | sed 's/$/ ................................................/'; sleep 0.05; done; echo 999999 end",
            "--name", "counter", "--no-autorestart");

        var last = 0;
        while (await follower.StandardOutput.ReadLineAsync() is { } line)
        {
            var number = int.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(number > last, $"{number} came after {last}");
            last = number;
            if (line.EndsWith("end", StringComparison.Ordinal))
            {
                break;
            }
        }

        Assert.Equal(999_999, last);
        ManagedProcess.Kill(follower.Id, "INT");
        await follower.WaitForExitAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Start_with_attach_shows_what_the_app_prints_until_it_is_left()
    {
        await using var apm = new Apm();
        using var attached = apm.Start("start", "while :; do echo tick; sleep 0.2; done", "--name", "ticker", "--attach");

        await Until.TrueAsync("its output is shown", async () => (await attached.StandardOutput.ReadLineAsync())?.EndsWith("| tick", StringComparison.Ordinal) is true);
        ManagedProcess.Kill(attached.Id, "INT");
        await attached.WaitForExitAsync();

        Assert.Equal(0, attached.ExitCode);
        Assert.Equal("online", (await apm.FindAsync("ticker")).Status);
    }
}
