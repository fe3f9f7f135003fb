using System.Text.Json;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests.Commands;

public sealed class SettingsTests : IDisposable
{
    private readonly CliRun _run = new();

    private string Conf => Path.Combine(_run.Home, "module_conf.json");

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("pm2-logrotate:max_size")]
    [InlineData("pm2-logrotate.max_size")]
    public async Task A_setting_is_kept_as_PM2_keeps_it_for_its_owner_alone(string key)
    {
        var result = await _run.RunAsync("set", key, "50M");

        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(File.ReadAllText(Conf));
        Assert.Equal("50M", json.RootElement.GetProperty("pm2-logrotate").GetProperty("max_size").GetString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Conf));
        Assert.Equal([Conf], Directory.GetFiles(_run.Home));
        Assert.Contains("$ apm set pm2-logrotate:max_size 50M\n", result.Output);
    }

    [Fact]
    public async Task What_was_set_is_shown_by_get_and_conf_and_gone_after_unset()
    {
        await _run.RunAsync("multiset", "web:color 'dark blue' web:level -3 alone yes");

        var one = await _run.RunAsync("get", "web:color");
        Assert.Contains("Value for module web key color: dark blue\n", one.Output);
        Assert.Contains("$ apm set web:color 'dark blue'\n$ apm set web:level -3\n", (await _run.RunAsync("conf")).Output);
        Assert.Equal(0, (await _run.RunAsync("unset", "web:color")).ExitCode);
        Assert.Equal(1, (await _run.RunAsync("get", "web:color")).ExitCode);
        Assert.Equal(0, (await _run.RunAsync("get", "alone")).ExitCode);
        Assert.Equal(0, (await _run.RunAsync("unset", "all")).ExitCode);
        Assert.Equal("{}\n", File.ReadAllText(Conf));
    }

    [Fact]
    public async Task Json_is_the_stored_shape()
    {
        await _run.RunAsync("set", "-s", "web:color", "blue");

        var result = await _run.RunAsync("conf", "--json");

        Assert.Equal("{\n  \"web\": {\n    \"color\": \"blue\"\n  }\n}\n", result.Output);
    }

    [Theory]
    [InlineData("get web:none", 1, "Unknown key: web:none; `apm conf` shows all that are set.")]
    [InlineData("set web: x", 1, "'web:' is not a key; write key, mod:key or mod.key.")]
    [InlineData("set web:a b c", 1, "`apm set` takes one key and one value, not 3 words; put a value with blanks in quotes.")]
    [InlineData("multiset a", 1, "1 words are not keys with a value each; write \"key value key value\".")]
    [InlineData("unset web:none", 0, "web:none is not set; there is nothing to remove.")]
    public async Task What_cannot_be_done_is_said_and_nothing_is_written(string words, int exitCode, string expected)
    {
        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(expected, result.Error);
        Assert.False(Directory.Exists(_run.Home));
    }

    [Fact]
    public async Task A_file_that_is_no_json_is_left_as_it_is()
    {
        Directory.CreateDirectory(_run.Home);
        File.WriteAllText(Conf, "{ half");

        var result = await _run.RunAsync("set", "a", "b");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("correct it, or move it away", result.Error);
        Assert.Equal("{ half", File.ReadAllText(Conf));
    }

    [Fact]
    public async Task The_app_that_a_key_names_is_restarted_with_its_settings_as_variables()
    {
        using var daemon = _run.StartDaemon();
        daemon.Answer(ControlContract.Instances, new InstanceList([Views.View(name: "web")]), ControlJson.Default.InstanceList)
            .Answer(ControlContract.Restart, new CommandReply([], [], []), ControlJson.Default.CommandReply);

        var result = await _run.RunAsync("set", "web:color", "blue");

        Assert.Equal(0, result.ExitCode);
        var asked = daemon.Asked(ControlContract.Restart, ControlJson.Default.RestartRequest);
        Assert.Equal(["web"], asked.Targets);
        Assert.Equal("blue", asked.Changes!.Environment!["color"]);
        Assert.Contains("Module web restarted", result.Error);
    }

    [Fact]
    public async Task A_setting_of_the_log_rotation_is_told_to_the_daemon_and_restarts_nobody()
    {
        using var daemon = _run.StartDaemon();

        var result = await _run.RunAsync("set", "pm2-logrotate:retain", "5");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["/v1/settings/reload"], daemon.Requests.Select(request => request.Route));
    }

    [Fact]
    public async Task A_daemon_that_cannot_reload_is_a_warning()
    {
        using var daemon = _run.StartDaemon();
        daemon.Refuse("/v1/settings/reload", ControlErrorCode.NotFound, "No such route.");

        var result = await _run.RunAsync("set", "pm2-logrotate:retain", "5");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("[apm][WARN] The setting is saved; the running daemon has not read it", result.Error);
    }
}
