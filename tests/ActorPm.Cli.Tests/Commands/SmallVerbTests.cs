using System.Diagnostics;
using System.Text.Json;
using ActorPm.Cli.Completion;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests.Commands;

public sealed class SmallVerbTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("login")]
    [InlineData("register")]
    [InlineData("link secret public")]
    [InlineData("link delete")]
    [InlineData("monitor web")]
    [InlineData("unmonitor web")]
    [InlineData("install pm2-logrotate")]
    [InlineData("module:install pm2-logrotate --safe")]
    [InlineData("uninstall pm2-logrotate")]
    [InlineData("autoinstall")]
    public async Task What_needs_no_doing_is_said_in_a_line_and_is_a_success(string words)
    {
        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(_run.Home));
    }

    [Theory]
    [InlineData("install typescript")]
    [InlineData("module:update pm2-server-monit")]
    [InlineData("module:generate x")]
    [InlineData("package")]
    [InlineData("publish")]
    [InlineData("install-otel")]
    [InlineData("deepUpdate")]
    [InlineData("create")]
    [InlineData("profile:cpu 10")]
    [InlineData("profile:mem")]
    public async Task What_is_not_done_is_said_in_a_line_and_is_exit_code_1(string words)
    {
        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("[apm][ERROR] ", result.Error);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Init_writes_an_app_file_and_never_over_another()
    {
        var file = Path.Combine(_run.Here, "ecosystem.config.js");

        Assert.Equal(0, (await _run.RunAsync("init", "simple")).ExitCode);
        var simple = File.ReadAllText(file);
        var refused = await _run.RunAsync("ecosystem");
        Assert.Equal(simple, File.ReadAllText(file));
        var forced = await _run.RunAsync("ecosystem", "--force");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is there already; use --force to replace it.", refused.Error);
        Assert.Equal(0, forced.ExitCode);
        Assert.Contains("deploy:", File.ReadAllText(file));
        Assert.DoesNotContain("deploy", simple);
    }

    [Fact]
    public async Task A_report_has_the_daemon_the_apps_and_its_newest_log_lines_but_no_environment()
    {
        using var daemon = _run.StartDaemon();
        daemon.Answer(ControlContract.Instances, new InstanceList([Views.View(name: "shop")]), ControlJson.Default.InstanceList);
        File.WriteAllLines(Path.Combine(_run.Home, "apm.log"), Enumerable.Range(1, 30).Select(number => $"line {number}."));
        _run.Variables["CANARY"] = "s3cret";

        var result = await _run.RunAsync("report");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("version: 0.1.0\npid: 2147483647\n", result.Output);
        Assert.Contains("shop", result.Output);
        Assert.Contains("line 11.\n", result.Output);
        Assert.Contains("line 30.\n", result.Output);
        Assert.DoesNotContain("line 10.\n", result.Output);
        Assert.DoesNotContain("s3cret", result.Output);
    }

    [Fact]
    public async Task A_report_as_json_says_that_no_daemon_runs()
    {
        var result = await _run.RunAsync("report", "--json");

        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("daemon").ValueKind);
        Assert.Equal(1, json.RootElement.GetProperty("version").GetInt32());
        Assert.False(Directory.Exists(_run.Home));
    }

    [Fact]
    public async Task The_machine_is_told_by_proc_as_lines_tree_and_json()
    {
        Directory.CreateDirectory(Path.Combine(_run.SystemRoot, "proc"));
        File.WriteAllText(Path.Combine(_run.SystemRoot, "proc/meminfo"), "MemTotal:       2048 kB\nMemAvailable:   1024 kB\n");
        File.WriteAllText(Path.Combine(_run.SystemRoot, "proc/loadavg"), "0.50 0.25 0.10 1/100 42\n");

        Assert.Contains("memory.totalBytes: 2097152\nmemory.availableBytes: 1048576\nmemory.swapTotalBytes: unknown\n", (await _run.RunAsync("slist")).Output);
        Assert.Contains("├─ memory\n│  ├─ totalBytes: 2097152\n", (await _run.RunAsync("sysinfos", "-t")).Output);
        _run.Output = new MemoryStream();
        using var json = JsonDocument.Parse((await _run.RunAsync("slist", "--json")).Output);
        Assert.Equal(0.25, json.RootElement.GetProperty("cpu").GetProperty("load5").GetDouble());
    }

    [Theory]
    [InlineData("apm res", 1, "reset restart resurrect")]
    [InlineData("apm --no-", 1, "--no-color")]
    [InlineData("apm stop w", 2, "web worker")]
    [InlineData("apm startup s", 2, "systemd systemv")]
    [InlineData("apm completion f", 2, "fish")]
    [InlineData("apm list --mi", 2, "--mini-list")]
    public async Task Completion_knows_verbs_options_and_apps(string line, int place, string expected)
    {
        using var daemon = _run.StartDaemon();
        daemon.Answer(
            ControlContract.Instances, new InstanceList([Views.View(name: "web"), Views.View(1, "worker"), Views.View(2, "api")]), ControlJson.Default.InstanceList);
        _run.Variables["COMP_CWORD"] = $"{place}";

        var result = await _run.RunAsync(["completion", "--", .. line.Split(' ')]);

        Assert.Equal(expected.Split(' '), result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Bash_reads_its_script_and_asks_for_the_words()
    {
        _run.WriteProgram("apm", "echo \"$COMP_CWORD:$*\"\n");
        var script = CompletionScript.Of("bash", "apm") + "COMP_WORDS=(apm stop 'a b'); COMP_CWORD=2; _apm_completion; printf '%s\\n' \"${COMPREPLY[@]}\"";
        var start = new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = _run.Variables["PATH"];

        using var bash = Process.Start(start)!;

        Assert.Equal("2:completion -- apm stop a b\n", bash.StandardOutput.ReadToEnd());
    }

    [Fact]
    public async Task Completion_is_installed_once_and_removed_without_a_trace()
    {
        _run.Variables["SHELL"] = "/usr/bin/zsh";
        var file = Path.Combine(_run.Variables["HOME"], ".zshrc");
        File.WriteAllText(file, "mine=1\n");

        await _run.RunAsync("completion", "install");
        await _run.RunAsync("completion", "install");
        var installed = File.ReadAllText(file);
        await _run.RunAsync("completion", "uninstall");

        Assert.Equal(2, installed.Split("###-begin-apm-completion-###").Length);
        Assert.Contains("compdef _apm_completion apm", installed);
        Assert.Equal("mine=1\n", File.ReadAllText(file));
    }

    [Fact]
    public async Task Serve_starts_the_daemons_program_as_a_web_server_with_the_password_in_the_environment_alone()
    {
        using var daemon = _run.StartDaemon();
        daemon.Answer(ControlContract.Start, new CommandReply([], [], []), ControlJson.Default.CommandReply);
        Directory.CreateDirectory(Path.Combine(_run.Here, "public"));

        var result = await _run.RunAsync("serve", "public", "8090", "--spa", "--basic-auth-username", "u", "--basic-auth-password", "s3cret");

        Assert.Equal(0, result.ExitCode);
        var app = daemon.Asked(ControlContract.Start, ControlJson.Default.StartRequest).Apps.Single();
        Assert.Equal("static-page-server-8090", app.Name);
        Assert.Equal(["static-server"], app.Arguments);
        Assert.EndsWith("/apmd", app.Target);
        Assert.Equal(Path.Combine(_run.Here, "public"), app.Cwd);
        Assert.Equal("true", app.Environment!["PM2_SERVE_SPA"]);
        Assert.Equal("s3cret", app.Environment["PM2_SERVE_BASIC_AUTH_PASSWORD"]);
        Assert.DoesNotContain("s3cret", result.Error + result.Output);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_serve_is_said_at_once()
    {
        var result = await _run.RunAsync("serve", "nowhere", "0", "--basic-auth-username", "u");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(3, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
