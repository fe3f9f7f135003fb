using ActorPm.Core.Apps;
using ActorPm.Core.Logs;

namespace ActorPm.Core.Tests.Logs;

public sealed class AppFilePathsTests
{
    [Fact]
    public void A_single_instance_has_no_number_in_its_logs()
    {
        Assert.Equal("/home/logs/web-out.log", AppFilePaths.Out("/home", Specs.App(), 0, 7));
        Assert.Equal("/home/logs/web-error.log", AppFilePaths.Error("/home", Specs.App(), 0, 7));
    }

    [Fact]
    public void Counted_instances_have_their_id_in_their_logs()
    {
        var counted = Specs.App(counting: InstanceCounting.Counted);

        Assert.Equal("/home/logs/web-out-7.log", AppFilePaths.Out("/home", counted, 0, 7));
        Assert.Equal("/home/logs/web-error-8.log", AppFilePaths.Error("/home", counted, 1, 8));
    }

    [Fact]
    public void An_instance_that_was_added_later_has_logs_of_its_own()
    {
        Assert.Equal("/home/logs/web-out-8.log", AppFilePaths.Out("/home", Specs.App(), 1, 8));
    }

    [Fact]
    public void A_given_log_is_numbered_before_its_extension()
    {
        var spec = Specs.App(counting: InstanceCounting.Counted, logs: new LogSettings("/var/o.log", "/var/e.txt"));

        Assert.Equal("/var/o-7.log", AppFilePaths.Out("/home", spec, 0, 7));
        Assert.Equal("/var/e.txt", AppFilePaths.Error("/home", spec, 0, 7));
    }

    [Fact]
    public void The_null_device_discards()
    {
        Assert.Null(AppFilePaths.Out("/home", Specs.App(logs: new LogSettings("/dev/null", null)), 0, 7));
    }

    [Fact]
    public void The_pid_file_always_has_the_id()
    {
        Assert.Equal("/home/pids/web-7.pid", AppFilePaths.Pid("/home", Specs.App(), 7));
    }

    [Theory]
    [InlineData("/run/web.pid", "/run/web-7.pid")]
    [InlineData("/run/web", "/run/web-7")]
    [InlineData("/run/v1.2/web", "/run/v1.2/web-7")]
    public void A_given_pid_file_has_the_id_before_its_extension(string given, string expected)
    {
        Assert.Equal(expected, AppFilePaths.Pid("/home", Specs.App() with { PidFile = given }, 7));
    }

    [Theory]
    [InlineData("my app", "my-app")]
    [InlineData("../../etc/passwd", "..-..-etc-passwd")]
    [InlineData("a_b.c-d", "a-b.c-d")]
    [InlineData("naïve", "na-ve")]
    public void A_name_cannot_leave_the_directory(string name, string file)
    {
        Assert.Equal(file, AppFilePaths.Sanitize(name));
    }
}
