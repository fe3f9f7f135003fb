using System.Text;
using ActorPm.Processes.Native;
using ActorPm.Processes.Output;

namespace ActorPm.Processes.Tests;

/// <summary>What becomes of a spool that an earlier daemon left.</summary>
public sealed class SpoolSpecs
{
    private static readonly OutputPlan _dated = OutputPlan.Raw with { Shape = LineShape.Dated, DateFormat = "YYYY" };

    [Theory]
    [InlineData(10, nameof(SpoolVerdict.Unwritten))]
    [InlineData(11, nameof(SpoolVerdict.Torn))]
    [InlineData(14, nameof(SpoolVerdict.Torn))]
    [InlineData(15, nameof(SpoolVerdict.Written))]
    [InlineData(9, nameof(SpoolVerdict.Unknown))]
    [InlineData(16, nameof(SpoolVerdict.Unknown))]
    public void The_length_of_a_log_tells_what_became_of_an_announced_write(long size, string verdict)
    {
        var file = new FileIdentity(1, 2, 3);
        var share = new SpoolShare { Before = 10, Length = 5, File = file };

        Assert.Equal(verdict, share.Judge(file, size).ToString());
        Assert.Equal(SpoolVerdict.Unknown, share.Judge(file with { Inode = 4 }, size));
        Assert.Equal(SpoolVerdict.Unknown, share.Judge(null, 0));
    }

    [Theory(Timeout = 60000)]
    [InlineData("old\n", "old\nY: one\nY: two\nY: new\n")]
    [InlineData("old\n20", "old\nY: one\nY: two\nY: new\n")]
    [InlineData("old\nY: one\n", "old\nY: one\nY: two\nY: new\n")]
    [InlineData("old\nY: one\nothers\n", "old\nY: one\nothers\nY: one\nY: two\nY: new\n")]
    [InlineData("", "Y: one\nY: two\nY: new\n")]
    public async Task An_announced_write_is_done_once_and_what_follows_it_goes_on(string found, string expected)
    {
        var year = DateTime.Now.Year.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var box = new Sandbox();
        await File.WriteAllTextAsync(box.OutFile, found.Replace("Y", year, StringComparison.Ordinal));
        var header = SpoolHeader.New(1);
        header.First = Share(box.OutFile, 0) with { To = SpoolHeader.DataStart + 4, Before = 4, Length = year.Length + 6 };
        await LeaveAsync(box, header, "one\ntwo\n", box.OutFile);

        box.Reopen();
        await box.Launch(box.Shell("echo new") with { Output = _dated }).Observer.AllGoneAsync();

        Assert.Equal(expected.Replace("Y", year, StringComparison.Ordinal), box.Output);
    }

    [Fact(Timeout = 60000)]
    public async Task A_torn_write_to_a_file_that_is_another_one_now_is_not_cut_off()
    {
        using var box = new Sandbox();
        await File.WriteAllTextAsync(box.OutFile, "foreign");
        var header = SpoolHeader.New(1);
        header.First = new SpoolShare { Head = SpoolHeader.DataStart, To = SpoolHeader.DataStart + 4, Before = 4, Length = 10, File = new FileIdentity(1, 2, 3) };
        await LeaveAsync(box, header, "one\n", box.OutFile);

        box.Reopen();

        Assert.Equal("foreign", box.Output);
    }

    [Fact(Timeout = 60000)]
    public async Task What_is_in_one_of_two_logs_is_written_to_the_other_alone()
    {
        using var box = new Sandbox();
        var combined = $"{box.Home}/combined.log";
        await File.WriteAllTextAsync(box.OutFile, "one\n");
        await File.WriteAllTextAsync(combined, "");
        var header = SpoolHeader.New(2);
        header.First = Share(box.OutFile, 4);
        header.Second = Share(combined, 0) with { To = SpoolHeader.DataStart + 4, Before = 0, Length = 4 };
        await LeaveAsync(box, header, "one\ntwo\nthr", box.OutFile, combined);

        box.Reopen();
        await box.Launch(box.Shell("echo ee") with { Output = OutputPlan.Raw with { CombinedFile = combined } }).Observer.AllGoneAsync();

        Assert.Equal("one\ntwo\nthree\n", box.Output);
        Assert.Equal("one\ntwo\nthree\n", await File.ReadAllTextAsync(combined));
    }

    [Fact(Timeout = 60000)]
    public async Task A_spool_that_was_to_be_cut_is_cut_and_one_that_came_further_than_its_end_is_empty()
    {
        using var box = new Sandbox();
        await LeaveAsync(box, SpoolHeader.New(1) with { Cut = SpoolHeader.DataStart + 4 }, "one\nold old old\n", box.OutFile);
        box.Reopen();
        await box.Launch(box.Shell("echo two") with { Output = _dated }).Observer.AllGoneAsync();
        Assert.Equal(["one", "two"], box.Output.TrimEnd('\n').Split('\n').Select(line => line[6..]));

        var past = SpoolHeader.New(1);
        past.First.Head += 100;
        box.Host.Dispose();
        await LeaveAsync(box, past, "", box.OutFile);
        box.Reopen();
        await box.Launch(box.Shell("echo three") with { Serial = 1, Output = _dated }).Observer.AllGoneAsync();

        Assert.Equal(["one", "two", "three"], box.Output.TrimEnd('\n').Split('\n').Select(line => line[6..]));
    }

    [Fact(Timeout = 60000)]
    public async Task Lines_left_by_an_earlier_daemon_are_written_though_the_app_is_silent()
    {
        using var box = new Sandbox();
        await LeaveAsync(box, SpoolHeader.New(1), "{\n", box.OutFile);

        box.Reopen();
        box.Launch(box.Shell("exec sleep 1000") with { Output = _dated with { Shape = LineShape.Json } });

        await Until.TrueAsync(() => box.Output.StartsWith("{\"message\":\"{\"", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60000)]
    public async Task A_spool_stays_small_while_lines_wait_and_goes_with_its_slot()
    {
        using var box = new Sandbox();
        var order = box.Shell("head -c 5000000 /dev/zero | tr '\\0' x | fold -w 99; printf waits; touch written; exec sleep 1000") with { Output = _dated with { Shape = LineShape.Json } };
        var (process, observer) = box.Launch(order);
        var most = 0L;
        await Until.TrueAsync(() =>
        {
            most = Math.Max(most, new FileInfo(Spool(box)) is { Exists: true, Length: var length } ? length : 0);
            return File.Exists($"{box.Home}/written") && new FileInfo(Spool(box)).Length < 320 * 1024;
        });

        Assert.InRange(most, 0, 1024 * 1024);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Spool(box)));
        process.KillTree();
        await observer.AllGoneAsync();
        Assert.Equal(SpoolHeader.DataStart, new FileInfo(Spool(box)).Length);
        box.Host.Launcher.Forget(order.Serial);
        Assert.False(File.Exists(Spool(box)));
    }

    [Fact(Timeout = 60000)]
    public async Task A_full_disk_below_the_spool_costs_no_line()
    {
        using var box = new Sandbox();
        if (TestPrograms.Mount("tmpfs", $"{box.Home}/run", "tmpfs", 0, "size=40k") != 0)
        {
            return; // only root may mount
        }

        try
        {
            var combined = $"{box.Home}/combined.log";
            await box.Launch(box.Shell("seq 1 300000") with { Output = OutputPlan.Raw with { CombinedFile = combined } }).Observer.AllGoneAsync();

            Assert.Equal(Enumerable.Range(1, 300000).Select(number => $"{number}"), await File.ReadAllLinesAsync(combined));
            Assert.Equal((await File.ReadAllTextAsync(combined)).Length, box.Host.Logs.Counters(box.OutFile).WrittenBytes);
            Assert.Equal(0, box.Host.Logs.Counters(box.OutFile).DroppedBytes);
            box.Host.Launcher.Forget(1);
        }
        finally
        {
            _ = TestPrograms.Unmount($"{box.Home}/run", 2);
        }
    }

    private static string Spool(Sandbox box) => $"{box.Home}/run/1.out{SpoolRecovery.Ending}";

    private static SpoolShare Share(string log, long done) => new() { Head = SpoolHeader.DataStart + done, File = FileIdentity.Of(log)!.Value };

    private static async Task LeaveAsync(Sandbox box, SpoolHeader header, string bytes, params string[] logs)
    {
        using (var file = File.OpenHandle(Spool(box), FileMode.Create, FileAccess.ReadWrite))
        {
            var descriptor = (int)file.DangerousGetHandle();
            Assert.True(SpoolPaths.TryWrite(descriptor, logs) && header.TryWrite(descriptor));
        }

        await File.AppendAllTextAsync(Spool(box), bytes, new UTF8Encoding(false));
    }
}
