using ActorPm.Cli.Rendering;

namespace ActorPm.Cli.Tests.Rendering;

public sealed class DetailTableTests
{
    [Fact]
    public void An_online_instance_shows_pm2s_rows_in_pm2s_order()
    {
        var text = DetailTable.Of(Views.Detail(Views.View()), Views.Now, Palette.Plain);

        Assert.Equal(
            """
             Describing process with id 0 - name web 
            ┌───────────────────┬────────────────────────────────────────────────────┐
            │ status            │ online                                             │
            │ name              │ web                                                │
            │ namespace         │ default                                            │
            │ version           │ 1.0.0                                              │
            │ restarts          │ 3                                                  │
            │ uptime            │ 119s                                               │
            │ script path       │ /srv/app.js                                        │
            │ script args       │ --port 80                                          │
            │ error log path    │ /logs/web-error.log                                │
            │ out log path      │ /logs/web-out.log                                  │
            │ pid path          │ /home/pids/web-0.pid                               │
            │ interpreter       │ node                                               │
            │ interpreter args  │ N/A                                                │
            │ script id         │ 0                                                  │
            │ exec cwd          │ /srv                                               │
            │ exec mode         │ fork_mode                                          │
            │ node.js version   │ N/A                                                │
            │ node env          │ N/A                                                │
            │ watch & reload    │ ✘                                                  │
            │ unstable restarts │ 0                                                  │
            │ created at        │ 2026-11-21T12:00:00.000Z                           │
            │ instances         │ 1                                                  │
            │ restart policy    │ always, errored after 16 runs shorter than 1000 ms │
            │ stop policy       │ SIGINT, SIGKILL after 1600 ms, whole tree          │
            └───────────────────┴────────────────────────────────────────────────────┘

            """,
            text);
    }

    [Fact]
    public void An_errored_instance_says_why_and_shows_its_last_lines()
    {
        var detail = Views.Detail(Views.View(status: "errored") with { Reason = "16 runs in a row were too short" }) with
        {
            LastExit = "exit code 3",
            ExitCode = 3,
            DroppedLogBytes = 42,
            LogProblem = "No space left on device",
            LastErrorLines = ["Error: no config", "    at main"],
        };

        var lines = DetailTable.Of(detail, Views.Now, Palette.Plain).Split('\n');

        Assert.Contains(lines, line => line.StartsWith("│ reason            │ 16 runs in a row were too short", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("│ last exit         │ exit code 3", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("│ dropped log bytes │ 42", StringComparison.Ordinal));
        Assert.Equal([" Last lines ", "Error: no config", "    at main", ""], lines[^4..]);
    }

    [Fact]
    public void A_line_feed_in_an_argument_does_not_tear_the_table()
    {
        var text = DetailTable.Of(Views.Detail(Views.View()) with { Arguments = ["a\nb"] }, Views.Now, Palette.Plain);

        Assert.Contains("a·b", text);
    }

    [Fact]
    public void Rows_that_PM2_shows_only_when_they_are_set_stand_where_PM2_puts_them()
    {
        var detail = Views.Detail(Views.View()) with { MemoryLimit = 104857600, Cron = "0 3 * * *", CombinedFile = "/logs/web.log", NodeVersion = "20.20.2" };

        var titles = DetailTable.Of(detail, Views.Now, Palette.Plain).Split('\n').Where(line => line.StartsWith('│')).Select(line => line.Split('│')[1].Trim()).ToArray();

        Assert.Equal(["restarts", "max memory restart", "cron restart", "uptime", "entire log path", "script path"], titles[4..10]);
    }

    [Fact]
    public void Revision_actions_and_metrics_have_tables_of_their_own()
    {
        var detail = Views.Detail(Views.View()) with
        {
            Revision = new("/srv", "main", "5925436", "https://example.org/app.git", "First", Views.Now),
            AxmActions = """[{"action_name":"km:heapdump","arity":1}]""",
            AxmMonitor = """{"Loop delay":{"value":0.35,"unit":"ms"},"Users":{"value":7},"Bare":3}""",
        };

        var text = DetailTable.Of(detail, Views.Now, Palette.Plain);

        Assert.EndsWith(
            """
             Revision control metadata 
            ┌──────────────────┬─────────────────────────────┐
            │ revision control │ git                         │
            │ remote url       │ https://example.org/app.git │
            │ repository root  │ /srv                        │
            │ last update      │ 2026-11-22T12:00:00.000Z    │
            │ revision         │ 5925436                     │
            │ comment          │ First                       │
            │ branch           │ main                        │
            └──────────────────┴─────────────────────────────┘
             Actions available 
            ┌─────────────┐
            │ km:heapdump │
            └─────────────┘
             Code metrics value 
            ┌────────────┬─────────┐
            │ Loop delay │ 0.35 ms │
            │ Users      │ 7       │
            │ Bare       │ 3       │
            └────────────┴─────────┘

            """,
            text);
    }

    [Fact]
    public void Variables_that_differ_from_the_callers_are_named_without_their_values()
    {
        var text = DetailSections.DivergentVariables(
            new Dictionary<string, string> { ["A"] = "secret", ["SAME"] = "1", ["OWN"] = "x" },
            new Dictionary<string, string> { ["A"] = "mine", ["SAME"] = "1", ["LOCAL"] = "y" },
            Palette.Plain);

        Assert.Equal(
            """
             Divergent env variables from local env 
            ┌───┐
            │ A │
            └───┘

            """,
            text);
    }
}
