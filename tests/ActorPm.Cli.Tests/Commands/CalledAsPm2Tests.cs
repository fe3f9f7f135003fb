using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests.Commands;

public sealed class CalledAsPm2Tests : IDisposable
{
    private readonly CliRun _run = new() { ProgramName = "pm2" };

    public CalledAsPm2Tests() => _run.Variables["PM2_HOME"] = _run.Home;

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_home_is_PM2_HOME()
    {
        _run.Variables["APM_HOME"] = "/elsewhere";
        using var daemon = _run.StartDaemon().Answer(ControlContract.Jlist, "[1]");

        var result = await _run.RunAsync("jlist");

        Assert.Equal((0, "[1]", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Messages_have_PM2s_mark_and_name_the_command_that_was_typed()
    {
        _run.WriteJournal();

        var result = await _run.RunAsync("describe", "web");

        Assert.StartsWith("[PM2][ERROR] No daemon runs for", result.Error);
        Assert.Contains("`pm2 start …`", result.Error);
        Assert.DoesNotContain("`apm", result.Error);
    }

    [Theory]
    [InlineData("PM2_SILENT", "true", false, false)]
    [InlineData("PM2_SILENT", "1", false, false)]
    [InlineData("PM2_PROGRAMMATIC", "true", false, true)]
    [InlineData("PM2_SILENT", "false", true, true)]
    [InlineData("APM_SILENT", "true", false, false)]
    public async Task Its_variables_say_how_much_is_shown(string variable, string value, bool showsProgress, bool showsTable)
    {
        _run.Variables[variable] = value;
        using var daemon = _run.StartDaemon().Answer(ControlContract.Stop, new CommandReply([Views.View()], [], []), ControlJson.Default.CommandReply);

        var result = await _run.RunAsync("stop", "web");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(showsProgress, result.Error.Contains("[PM2] ", StringComparison.Ordinal));
        Assert.Equal(showsTable, result.Output.Contains("namespace", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_variables_mean_nothing_to_apm()
    {
        _run.ProgramName = "apm";
        _run.Variables["PM2_SILENT"] = "true";
        using var daemon = _run.StartDaemon();

        var result = await _run.RunAsync("list");

        Assert.Contains("namespace", result.Output);
    }
}
