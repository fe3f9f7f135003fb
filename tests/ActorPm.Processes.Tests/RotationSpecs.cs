using System.IO.Compression;
using ActorPm.Core.Logs;
using ActorPm.Processes.Output;

namespace ActorPm.Processes.Tests;

public sealed class RotationSpecs
{
    [Theory(Timeout = 60000)]
    [InlineData(LineShape.Raw)]
    [InlineData(LineShape.Dated)]
    [InlineData(LineShape.Json)]
    public async Task A_log_is_rotated_by_its_size_and_no_line_is_lost_or_cut(LineShape shape)
    {
        using var box = new Sandbox(logs: Sandbox.RotatedAt(200_000));

        await box.Launch(box.Shell("exec seq 1 200000") with { Output = new OutputPlan(shape, "[x]", null, 1, "a") }).Observer.AllGoneAsync();

        var files = box.Rotated();
        Assert.True(files.Count > 3);
        Assert.All(files, file => Assert.EndsWith("\n", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 200_000, 200_000 + (256 * 1024) + 100));
        Assert.All(files, file => Assert.Matches(@"/out__\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(-\d+)?\.log$", file));
        Assert.Equal(
            Enumerable.Range(1, 200000),
            files.Append(box.OutFile).SelectMany(File.ReadAllLines).Select(line => int.Parse(line.Replace("x: ", "").Replace("{\"message\":\"", "").Split('"')[0])));
    }

    [Fact(Timeout = 60000)]
    public async Task What_a_pipe_holds_at_the_exit_goes_round_by_round_too()
    {
        using var box = new Sandbox(logs: Sandbox.RotatedAt(200_000));
        var line = new string('x', 999);

        for (var i = 0; i < 10; i++)
        {
            await box.Launch(box.Shell($"yes {line} | head -c 1000000")).Observer.AllGoneAsync();
        }

        Assert.All(box.Rotated(), file => Assert.InRange(new FileInfo(file).Length, 200_000, 200_000 + (256 * 1024) + 1000));
        Assert.Equal(10_000_000, box.Rotated().Append(box.OutFile).Sum(file => new FileInfo(file).Length));
    }

    [Fact(Timeout = 60000)]
    public async Task Short_lines_that_become_long_objects_do_not_pass_the_size_either()
    {
        using var box = new Sandbox(logs: Sandbox.RotatedAt(200_000));

        await box.Launch(box.Shell("yes '' | head -n 60000") with { Output = new OutputPlan(LineShape.Json, null, null, 1, "a") }).Observer.AllGoneAsync();

        Assert.All(box.Rotated(), file => Assert.InRange(new FileInfo(file).Length, 200_000, 200_000 + (65 * 1024)));
        Assert.Equal(60000, box.Rotated().Append(box.OutFile).Sum(file => File.ReadLines(file).Count()));
    }

    [Fact(Timeout = 60000)]
    public async Task A_file_of_several_apps_is_rotated_once_and_keeps_all_their_lines()
    {
        using var box = new Sandbox(logs: Sandbox.RotatedAt(200_000));
        var all = "abc".Select(letter => box.Launch(box.Shell($"until [ -e go ]; do sleep 0.01; done; exec seq -f '{letter} %.0f' 1 30000"))).ToList();
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        foreach (var one in all)
        {
            await one.Observer.AllGoneAsync();
        }

        var lines = box.Rotated().Append(box.OutFile).SelectMany(File.ReadAllLines).ToList();

        Assert.InRange(box.Rotated().Count, 2, 6);
        foreach (var letter in "abc")
        {
            Assert.Equal(Enumerable.Range(1, 30000).Select(number => $"{letter} {number}"), lines.Where(line => line[0] == letter));
        }
    }

    [Fact(Timeout = 60000)]
    public async Task A_line_that_is_being_written_is_finished_before_the_rotation()
    {
        using var box = new Sandbox(logs: Sandbox.RotatedAt(1000));
        var (_, observer) = box.Launch(box.Shell(
            "head -c 1500 /dev/zero | tr '\\0' x; until [ -e go ]; do sleep 0.01; done; echo end; echo next"));
        await Until.TrueAsync(() => box.Output.Length == 1500);
        Assert.Empty(box.Rotated());
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        await observer.AllGoneAsync();

        Assert.Equal(new string('x', 1500) + "end\n", await File.ReadAllTextAsync(Assert.Single(box.Rotated())));
        Assert.Equal("next\n", box.Output);
    }

    [Fact(Timeout = 60000)]
    public async Task Output_without_any_line_end_is_cut_when_it_is_a_mebibyte_too_long()
    {
        using var box = new Sandbox(logs: Sandbox.RotatedAt(64 * 1024));

        await box.Launch(box.Shell("head -c 5000000 /dev/zero")).Observer.AllGoneAsync();

        Assert.InRange(box.Rotated().Count, 3, 5);
        Assert.Equal(5000000, box.Rotated().Append(box.OutFile).Sum(file => new FileInfo(file).Length));
    }

    [Fact(Timeout = 60000)]
    public async Task Only_so_many_are_kept_and_they_are_compressed()
    {
        var limits = Sandbox.RotatedAt(100_000);
        using var box = new Sandbox(logs: limits with { Rotation = limits.Rotation with { Retain = 2, Compression = LogCompression.Gzip } });

        await box.Launch(box.Shell("exec seq 1 300000")).Observer.AllGoneAsync();
        var written = string.Concat(Enumerable.Range(1, 300000).Select(number => $"{number}\n"));

        // Two there may be before the last one has begun, too, and while an older one goes.
        await Until.TrueAsync(() => box.Rotated() is { Count: 2 } files && files.All(file => file.EndsWith(".log.gz", StringComparison.Ordinal)) && IsEnd(files));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(box.Rotated()[0]));

        bool IsEnd(IReadOnlyList<string> files)
        {
            try
            {
                var text = string.Concat(files.Select(Unpack)) + box.Output;
                return text.Length > 0 && written.EndsWith(text, StringComparison.Ordinal);
            }
            catch (FileNotFoundException)
            {
                // One has just gone.
                return false;
            }
        }
    }

    [Fact(Timeout = 60000)]
    public async Task The_budget_of_an_app_covers_both_its_logs()
    {
        using var box = new Sandbox(logs: Sandbox.RotatedAt(50_000) with { AppBytes = 800_000 });

        await box.Launch(box.Shell("seq 1 300000; seq 1 300000 >&2")).Observer.AllGoneAsync();

        await Until.TrueAsync(() => Directory.GetFiles(box.Home, "*.log").Select(Size).Sum() <= 800_000);
        Assert.NotEmpty(box.Rotated(box.ErrorFile));
    }

    [Fact(Timeout = 60000)]
    public async Task The_clock_rotates_what_is_not_empty()
    {
        var limits = Sandbox.RotatedAt(0);
        using var box = new Sandbox(logs: limits with { Rotation = limits.Rotation with { Schedule = RotationSchedule.TryParse("* * * * * *")! } });
        box.Launch(box.Shell("echo one; exec sleep 1000"));

        await Until.TrueAsync(() => box.Rotated().Count == 1);

        Assert.Equal("one\n", await File.ReadAllTextAsync(box.Rotated()[0]));
        Assert.Equal("", box.Output);
        Assert.Empty(box.Rotated(box.ErrorFile));
    }

    [Fact(Timeout = 60000)]
    public async Task A_log_that_another_program_moves_away_is_opened_anew_without_losing_a_line()
    {
        using var box = new Sandbox();
        var (_, observer) = box.Launch(box.Shell("exec seq 1 2000000"));
        var parts = new List<string>();
        while (!observer.ExitedAsync.IsCompleted)
        {
            parts.Add($"{box.Home}/part{parts.Count}");
            await Until.TrueAsync(() => new FileInfo(box.OutFile) is { Exists: true, Length: > 0 } || observer.ExitedAsync.IsCompleted);
            File.Move(box.OutFile, parts[^1]);
            await box.Host.Logs.ReopenAsync();
            await Until.TrueAsync(() => File.Exists(box.OutFile) || observer.ExitedAsync.IsCompleted);
        }

        await observer.AllGoneAsync();

        parts.AddRange(File.Exists(box.OutFile) ? [box.OutFile] : []);
        Assert.True(parts.Count > 2);
        Assert.All(parts, part => Assert.True(File.ReadAllText(part) is "" or [.., '\n']));
        Assert.Equal(string.Concat(Enumerable.Range(1, 2000000).Select(number => $"{number}\n")), string.Concat(parts.Select(File.ReadAllText)));
    }

    [Theory(Timeout = 60000)]
    [InlineData(LineShape.Raw)]
    [InlineData(LineShape.Dated)]
    public async Task An_app_that_stopped_within_a_line_does_not_hold_up_the_new_file(LineShape shape)
    {
        using var box = new Sandbox();
        var (_, observer) = box.Launch(box.Shell("printf begun; until [ -e go ]; do sleep 0.01; done; echo ' and done'; echo next") with
        {
            Output = new OutputPlan(shape, "[x]", null, 1, "a"),
        });
        await Until.TrueAsync(() => box.Output.EndsWith("begun", StringComparison.Ordinal));
        File.Move(box.OutFile, $"{box.Home}/old");

        await box.Host.Logs.ReopenAsync();

        Assert.Equal("", box.Output);
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        await observer.AllGoneAsync();
        var prefix = shape == LineShape.Raw ? "" : "x: ";
        Assert.Equal($"{prefix}begun", await File.ReadAllTextAsync($"{box.Home}/old"));
        Assert.Equal($"{prefix} and done\n{prefix}next\n", box.Output);
    }

    [Fact(Timeout = 60000)]
    public async Task Other_limits_hold_for_a_log_that_is_being_written()
    {
        using var box = new Sandbox(logs: Sandbox.RotatedAt(0));
        box.Launch(box.Shell("seq 1 100000; until [ -e go ]; do sleep 0.01; done; seq 1 100000; exec sleep 1000"));
        await Until.TrueAsync(() => box.Output.EndsWith("100000\n", StringComparison.Ordinal));
        Assert.Empty(box.Rotated());

        box.Host.Logs.Apply(Sandbox.RotatedAt(100_000));
        await File.WriteAllTextAsync($"{box.Home}/go", "");

        await Until.TrueAsync(() => box.Rotated().Count > 1);
    }

    [Fact(Timeout = 60000)]
    public async Task A_log_that_somebody_deleted_does_not_keep_others_from_being_tended()
    {
        var limits = Sandbox.RotatedAt(100_000);
        using var box = new Sandbox(logs: limits with { Rotation = limits.Rotation with { Retain = 1 } });
        box.Launch(box.Shell("echo one; exec sleep 1000") with { OutFile = $"{box.Home}/gone.log" });
        await Until.TrueAsync(() => File.Exists($"{box.Home}/gone.log"));
        File.Delete($"{box.Home}/gone.log");

        await box.Launch(box.Shell("exec seq 1 200000")).Observer.AllGoneAsync();

        await Until.TrueAsync(() => box.Rotated().Count == 1);
    }

    [Fact(Timeout = 60000)]
    public async Task A_log_behind_a_link_is_rotated_where_it_lies()
    {
        using var box = new Sandbox(logs: Sandbox.RotatedAt(100_000));
        Directory.CreateDirectory($"{box.Home}/far");
        await File.WriteAllTextAsync($"{box.Home}/far/real.log", "");
        File.CreateSymbolicLink(box.OutFile, $"{box.Home}/far/real.log");

        await box.Launch(box.Shell("exec seq 1 100000")).Observer.AllGoneAsync();

        Assert.NotNull(new FileInfo(box.OutFile).LinkTarget);
        Assert.NotEmpty(box.Rotated($"{box.Home}/far/real.log"));
        Assert.Empty(box.Rotated());
    }

    // It may be deleted while it is looked at: then it takes no space.
    private static long Size(string path) => new FileInfo(path) is { Exists: true, Length: var bytes } ? bytes : 0;

    private static string Unpack(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
