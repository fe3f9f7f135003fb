using ActorPm.Core.Control;
using ActorPm.Cli.Rendering;

namespace ActorPm.Cli.Tests.Rendering;

public sealed class AppTableTests
{
    [Fact]
    public void The_full_table_has_pm2s_columns_in_pm2s_order_and_widths()
    {
        var text = AppTable.Full([Views.View(), Views.View(11, "api", "errored")], Views.Now, Palette.Plain);

        Assert.Equal(
            """
            ┌────┬────────┬─────────────┬─────────┬─────────┬──────────┬────────┬──────┬───────────┬──────────┬──────────┬──────────┬──────────┐
            │ id │ name   │ namespace   │ version │ mode    │ pid      │ uptime │ ↺    │ status    │ cpu      │ mem      │ user     │ watching │
            ├────┼────────┼─────────────┼─────────┼─────────┼──────────┼────────┼──────┼───────────┼──────────┼──────────┼──────────┼──────────┤
            │ 0  │ web    │ default     │ 1.0.0   │ fork    │ 4711     │ 119s   │ 3    │ online    │ 0.4%     │ 48.7mb   │ root     │ disabled │
            │ 11 │ api    │ default     │ 1.0.0   │ fork    │ 0        │ 0      │ 3    │ errored   │ 0%       │ 0b       │ root     │ disabled │
            └────┴────────┴─────────────┴─────────┴─────────┴──────────┴────────┴──────┴───────────┴──────────┴──────────┴──────────┴──────────┘

            """,
            text);
    }

    [Fact]
    public void An_empty_list_is_a_heading_alone()
    {
        var lines = AppTable.Full([], Views.Now, Palette.Plain).Split('\n');

        Assert.Equal(4, lines.Length);
        Assert.StartsWith("│ id │ name      │ namespace   │ version │", lines[1]);
    }

    [Fact]
    public void A_pipe_gets_long_names_whole_and_a_terminal_gets_their_beginning()
    {
        var views = new[] { Views.View(name: new string('x', 60)) };

        Assert.Contains(new string('x', 60), AppTable.Full(views, Views.Now, Palette.Plain));
        Assert.Contains(new string('x', 37) + "…", AppTable.Fitting(views, Views.Now, Palette.Plain, 0));
    }

    [Fact]
    public void A_narrow_terminal_gets_fewer_columns()
    {
        var text = AppTable.Fitting([Views.View()], Views.Now, Palette.Plain, 80);

        Assert.StartsWith("│ id │ name   │ mode     │ ↺    │ status    │ cpu      │ memory   │", text.Split('\n')[1]);
    }

    [Fact]
    public void A_very_narrow_terminal_gets_the_least_columns()
    {
        var text = AppTable.Fitting([Views.View(name: "a-name-longer-than-the-column")], Views.Now, Palette.Plain, 60);

        Assert.Equal(
            """
            ┌────┬────────────────┬───────────┬────────┬──────────┐
            │ id │ name           │ status    │ cpu    │ mem      │
            ├────┼────────────────┼───────────┼────────┼──────────┤
            │ 0  │ a-name-longer… │ online    │ 0.4%   │ 48.7mb   │
            └────┴────────────────┴───────────┴────────┴──────────┘

            """,
            text);
    }

    [Theory]
    [InlineData("online", "\e[32monline\e[0m")]
    [InlineData("launching", "\e[34mlaunching\e[0m")]
    [InlineData("waiting restart", "\e[31mwaiting restart\e[0m")]
    public void A_status_has_its_colour(string status, string expected) =>
        Assert.Contains(expected, AppTable.Full([Views.View(status: status)], Views.Now, Palette.Ansi));

    [Fact]
    public void Wide_characters_take_two_columns()
    {
        var lines = AppTable.Full([Views.View(name: "日本")], Views.Now, Palette.Plain).Split('\n');

        Assert.StartsWith("│ 0  │ 日本    │", lines[3]);
    }

    [Fact]
    public void Rows_are_sorted_by_the_field_asked_for_and_equals_by_id()
    {
        var views = new[] { Views.View(2, "b"), Views.View(1, "b"), Views.View(3, "a") };

        Assert.Equal([3, 1, 2], ListOrder.Default.Sort(views).Select(view => view.PmId));
        Assert.Equal([3, 2, 1], ListOrder.Parse("id:desc")!.Sort(views).Select(view => view.PmId));
        Assert.Equal([1, 2, 3], ListOrder.Parse("cpu")!.Sort(views).Select(view => view.PmId));
        Assert.Null(ListOrder.Parse("colour"));
        Assert.Null(ListOrder.Parse("id:up"));
    }

    [Fact]
    public void What_does_not_run_has_the_shortest_uptime()
    {
        var views = new[] { Views.View(1), Views.View(2, status: "stopped"), Views.View(3) with { StartedAt = Views.Now } };

        Assert.Equal([2, 3, 1], ListOrder.Parse("uptime")!.Sort(views).Select(view => view.PmId));
    }

    [Fact]
    public void A_control_character_does_not_reach_the_terminal()
    {
        var text = AppTable.Full([Views.View() with { Version = "1\e[2J\n" }], Views.Now, Palette.Plain);

        Assert.Contains("│ 1·[2J·", text);
    }

    [Theory]
    [InlineData(45, "45s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(7199, "119m")]
    [InlineData(7200, "2h")]
    [InlineData(172_800, "2D")]
    [InlineData(5_184_000, "2M")]
    [InlineData(63_072_000, "2Y")]
    [InlineData(-5, "0s")]
    public void An_age_changes_its_unit_at_two_of_it(int seconds, string expected) =>
        Assert.Equal(expected, Quantities.Age(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0b")]
    [InlineData(512, "512b")]
    [InlineData(1536, "1.5kb")]
    [InlineData(51_066_701, "48.7mb")]
    [InlineData(3_221_225_472, "3.0gb")]
    public void Bytes_have_one_decimal(long bytes, string expected) => Assert.Equal(expected, Quantities.Bytes(bytes));

    [Fact]
    public void The_mini_list_is_a_block_of_lines_for_each_instance()
    {
        var text = MiniList.Of([Views.View() with { PidFile = "/home/pids/web-0.pid" }], Views.Now);

        Assert.Equal(
            """
            +--- web
            namespace : default
            version : 1.0.0
            pid : 4711
            pm2 id : 0
            status : online
            mode : fork
            restarted : 3
            uptime : 119s
            memory usage : 48.7mb
            error log : /logs/web-error.log
            watching : no
            PID file : /home/pids/web-0.pid


            """,
            text);
    }
}
