using ActorPm.Core.Instances;

namespace ActorPm.Processes.Tests;

public sealed class DiskFullSpecs
{
    [Fact(Timeout = 60000)]
    public async Task An_app_is_not_held_up_by_a_device_that_takes_nothing()
    {
        using var box = new Sandbox();
        File.CreateSymbolicLink(box.OutFile, "/dev/full");

        var end = await box.Launch(box.Shell("head -c 1000000 /dev/zero")).Observer.ExitedAsync;

        Assert.Equal(new ExitStatus.Code(0), end.Status);
        var counters = box.Host.Logs.Counters(box.OutFile);
        Assert.Equal((0, 1000000), (counters.WrittenBytes, counters.DroppedBytes));
        Assert.Contains("No space left", counters.Problem);
        File.Delete(box.OutFile);
    }

    [Fact]
    public void An_app_is_not_to_blame_when_the_disk_has_no_room_for_its_pipes()
    {
        using var box = new Sandbox();
        var run = $"{box.Home}/run";
        Directory.CreateDirectory(run);
        if (TestPrograms.Mount("tmpfs", run, "tmpfs", 0, "nr_inodes=1,mode=700") != 0)
        {
            return; // only root may mount
        }

        try
        {
            var problem = Assert.Throws<LaunchException>(() => box.Launch(box.Shell("true")));

            Assert.Equal(StartFailure.Shortage, problem.Failure);
            Assert.Contains("No space left", problem.Message);
        }
        finally
        {
            _ = TestPrograms.Unmount(run, 2);
        }
    }

    [Fact(Timeout = 60000)]
    public async Task A_full_disk_drops_and_counts_and_goes_on_with_a_whole_line_when_there_is_room()
    {
        using var box = new Sandbox();
        var disk = $"{box.Home}/disk";
        Directory.CreateDirectory(disk);
        if (TestPrograms.Mount("tmpfs", disk, "tmpfs", 0, "size=64k") != 0)
        {
            return; // only root may mount; the device above covers the rest
        }

        try
        {
            var file = $"{disk}/out.log";
            var order = box.Shell("seq -w 1 50000; touch full; until [ -e room ]; do sleep 0.01; done; seq -w 1 1000; echo end; exec sleep 1000") with { OutFile = file };
            var (process, observer) = box.Launch(order);
            await Until.TrueAsync(() => File.Exists($"{box.Home}/full") && box.Host.Logs.Counters(file) is var now && now.WrittenBytes + now.DroppedBytes == 300000);
            var counters = box.Host.Logs.Counters(file);
            Assert.True(counters.WrittenBytes is > 0 and <= 65536);
            Assert.Contains("No space left", counters.Problem);

            box.Host.Logs.Truncate(file);
            await File.WriteAllTextAsync($"{box.Home}/room", "");
            await Until.TrueAsync(() => File.ReadAllText(file).EndsWith("end\n", StringComparison.Ordinal));

            var lines = File.ReadAllLines(file);
            Assert.Matches("^apm: [0-9]+ bytes of output were dropped here: ", lines[0]);
            Assert.All(lines[1..^1], line => Assert.Matches("^[0-9]{4}$", line));
            process.KillTree();
            await observer.AllGoneAsync();
            box.Host.Launcher.Forget(order.Serial);
        }
        finally
        {
            _ = TestPrograms.Unmount(disk, 2);
        }
    }

    [Fact(Timeout = 60000)]
    public async Task A_log_that_cannot_be_opened_drops_and_says_why()
    {
        using var box = new Sandbox();
        var file = $"{box.Home}/a-file/out.log";
        await File.WriteAllTextAsync($"{box.Home}/a-file", "");

        await box.Launch(box.Shell("echo lost") with { OutFile = file }).Observer.AllGoneAsync();

        var counters = box.Host.Logs.Counters(file);
        Assert.Equal(5, counters.DroppedBytes);
        Assert.Contains("Not a directory", counters.Problem);
    }
}
