using System.Text;
using ActorPm.Core.Apps;
using ActorPm.Core.Wire;

namespace ActorPm.Core.Tests.Wire;

public sealed class Pm2DumpTests
{
    [Fact]
    public void Processes_of_one_app_are_its_instances_with_their_wishes()
    {
        var app = Assert.Single(Read(
            """
            [{ "name": "web", "namespace": "shop", "pm_exec_path": "/srv/web.js", "pm_cwd": "/srv", "exec_interpreter": "node", "status": "online",
               "args": ["--port", "80"], "max_memory_restart": 1048576, "env": { "TOKEN": "t", "LIST": [1] },
               "pm_out_log_path": "/home/me/.pm2/logs/web-out-0.log", "pm_err_log_path": "/var/log/web.err" },
             { "name": "web", "namespace": "shop", "pm_exec_path": "/srv/web.js", "pm_cwd": "/srv", "status": "stopped" }]
            """).Apps);

        Assert.Equal([DesiredState.Running, DesiredState.Stopped], app.Wishes.AsEnumerable());
        Assert.Equal(("web", "shop", "/srv/web.js", "/srv", "2"), (app.Request.Name, app.Request.Namespace, app.Request.Target, app.Request.Cwd, app.Request.Instances));
        Assert.Equal(["--port", "80"], app.Request.Arguments);
        Assert.Equal("t", app.Request.CallerEnvironment["TOKEN"]);
        // A file that PM2 chose becomes one that this home chooses; the user's own stays.
        Assert.Equal((null, "/var/log/web.err"), (app.Request.OutFile, app.Request.ErrorFile));
    }

    [Fact]
    public void Whatever_is_not_stopped_is_to_run()
    {
        Assert.Equal([DesiredState.Running], Assert.Single(Read("""[{ "name": "a", "pm_exec_path": "/srv/a", "pm_cwd": "/srv", "status": "errored" }]""").Apps).Wishes.AsEnumerable());
    }

    [Fact]
    public void A_second_app_of_a_name_is_left_out_and_named()
    {
        var reading = Read(
            """
            [{ "name": "api", "namespace": "n1", "pm_exec_path": "/srv/one", "pm_cwd": "/srv", "status": "online" },
             { "name": "api", "namespace": "n2", "pm_exec_path": "/srv/two", "pm_cwd": "/srv", "status": "online" }]
            """);

        Assert.Equal("/srv/one", Assert.Single(reading.Apps).Request.Target);
        Assert.Contains("/srv/two", Assert.Single(reading.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ torn", "no JSON")]
    [InlineData("{}", "not PM2's list")]
    public void What_is_no_dump_is_refused(string text, string expected)
    {
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Read(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_dump_holds_nothing()
    {
        Assert.Empty(Read("[]").Apps);
    }

    private static Pm2DumpReading Read(string text) => Pm2Dump.Read(Encoding.UTF8.GetBytes(text), "/home/me/.pm2");
}
