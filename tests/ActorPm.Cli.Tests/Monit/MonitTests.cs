using ActorPm.Cli.Monit;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests.Monit;

public sealed class MonitTests
{
    private static readonly InstanceView[] _three = [Views.View(0, "web"), Views.View(1, "api"), Views.View(2, "worker", "errored")];

    [Fact]
    public void The_screen_is_as_wide_and_high_as_the_terminal()
    {
        foreach (var (width, height) in new[] { (120, 30), (80, 24), (41, 11), (20, 5) })
        {
            var lines = MonitView.Of(Model(_three), Views.Now, width, height, Palette.Plain);

            Assert.Equal(height, lines.Count);
            Assert.All(lines, line => Assert.Equal(width, TextWidth.Of(line)));
        }
    }

    [Fact]
    public void It_shows_processes_logs_metrics_and_metadata_of_the_selected_instance()
    {
        var model = Model(_three);
        model.AddLine("\e[31mred\e[0m\tword");
        model.Detail = Views.Detail(model.Current!) with { AxmMonitor = """{"Loop":{"value":3,"unit":"ms"}}""" };

        var text = string.Join('\n', MonitView.Of(model, Views.Now, 120, 30, Palette.Plain));

        Assert.Contains(">[ 1] api", text);
        Assert.Contains("│red    word ", text);
        Assert.Contains("│Loop  3 ms ", text);
        Assert.Contains("│Script path       /srv/app.js ", text);
    }

    [Fact]
    public void Arrows_move_the_selection_and_the_log_of_another_is_forgotten()
    {
        var model = Model(_three);
        model.AddLine("of api");

        Assert.True(model.Press(MonitKey.Down));
        Assert.Equal("web", model.Current!.Name);
        Assert.Empty(model.Lines);
        Assert.True(model.Press(MonitKey.PageDown));
        Assert.Equal("worker", model.Current!.Name);
        Assert.False(model.Press(MonitKey.Quit));
    }

    [Fact]
    public void The_same_instance_stays_selected_while_it_is_there()
    {
        var model = Model(_three);
        model.Press(MonitKey.Down);

        model.Update([.. _three, Views.View(3, "aaa")]);
        Assert.Equal("web", model.Current!.Name);

        model.Update([_three[1]]);
        Assert.Equal("api", model.Current!.Name);

        model.Update([]);
        Assert.Null(model.Current);
        Assert.True(model.Press(MonitKey.Down));
    }

    [Fact]
    public void In_the_pane_of_logs_arrows_scroll()
    {
        var model = Model(_three);
        for (var i = 0; i < 2 * MonitModel.MostLines; i++)
        {
            model.AddLine($"line {i}");
        }

        model.Press(MonitKey.NextPane);
        model.Press(MonitKey.PageUp);

        Assert.Equal((MonitModel.MostLines, "api"), (model.Lines.Count, model.Current!.Name));
        Assert.Contains("line 989 ", string.Join('\n', MonitView.Of(model, Views.Now, 120, 30, Palette.Plain)));
        Assert.DoesNotContain("line 990 ", string.Join('\n', MonitView.Of(model, Views.Now, 120, 30, Palette.Plain)));
    }

    [Fact]
    public void Keys_are_read_from_whatever_the_terminal_sends()
    {
        Assert.Equal(
            [MonitKey.Up, MonitKey.Down, MonitKey.NextPane, MonitKey.PreviousPane, MonitKey.PageUp, MonitKey.Quit],
            MonitKeys.Of("\e[A\eOB\e[1;5Z\e[Cx\e[D\e[5~q"u8));
        Assert.Equal([MonitKey.Quit], MonitKeys.Of([3]));
        Assert.Equal([MonitKey.Quit], MonitKeys.Of("\e"u8));
    }

    [Fact]
    public async Task Without_a_terminal_it_says_what_to_use_instead()
    {
        using var run = new CliRun();
        using var daemon = run.StartDaemon();

        var result = await run.RunAsync("monit");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("monit needs a terminal", result.Error);
    }

    private static MonitModel Model(InstanceView[] views)
    {
        var model = new MonitModel();
        model.Update(views);
        return model;
    }
}
