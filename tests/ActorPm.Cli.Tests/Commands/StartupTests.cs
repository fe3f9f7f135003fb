namespace ActorPm.Cli.Tests.Commands;

public sealed class StartupTests : IDisposable
{
    private readonly CliRun _run = new();

    private string Unit => Path.Combine(_run.SystemRoot, "etc/systemd/system/apm-bob.service");

    private string Calls => Path.Combine(_run.Here, "calls");

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Without_root_the_line_to_run_is_the_only_data_and_the_exit_code_is_1()
    {
        _run.Variables.Remove("APM_HOME");
        _run.Variables["HOME"] = "/home/bob";

        var result = await _run.RunAsync("startup", "systemd", "--wait-ip", "--service-name", "apps");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"^sudo env PATH=\$PATH /\S+/apm startup systemd -u bob --hp /home/bob --service-name apps --wait-ip\n$", result.Output);
        Assert.Contains("Init System found: systemd", result.Error);
    }

    [Fact]
    public async Task Without_root_a_home_of_its_own_is_part_of_the_line()
    {
        var result = await _run.RunAsync("unstartup", "openrc");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($" APM_HOME={_run.Home} ", result.Output);
        Assert.Contains(" unstartup openrc -u bob ", result.Output);
    }

    [Fact]
    public async Task Root_writes_the_unit_and_enables_it()
    {
        FakeSystemctl(exitCode: 0);

        var result = await _run.RunAsync("startup", "-u", "bob", "--hp", "/home/bob");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"Environment=\"APM_HOME={_run.Home}\"", File.ReadAllText(Unit));
        Assert.Equal("daemon-reload\nenable apm-bob\n", File.ReadAllText(Calls));
        Assert.Contains("[v] Command successfully executed.", result.Error);
        Assert.Equal("", result.Output);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Unit)!));
    }

    [Fact]
    public async Task A_home_that_nobody_named_is_the_users_own_by_the_system()
    {
        FakeSystemctl(exitCode: 0);
        _run.UserName = "root";
        _run.Variables.Remove("APM_HOME");
        Directory.CreateDirectory(Path.Combine(_run.SystemRoot, "etc"));
        File.WriteAllText(Path.Combine(_run.SystemRoot, "etc/passwd"), "root:x:0:0::/root:/bin/sh\nbob:x:7:7::/srv/bob:/bin/sh\n");

        var result = await _run.RunAsync("startup", "-u", "bob");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Environment=\"APM_HOME=/srv/bob/.apm\"", File.ReadAllText(Unit));
    }

    [Fact]
    public async Task A_command_that_fails_is_said_and_is_exit_code_1()
    {
        FakeSystemctl(exitCode: 3);

        var result = await _run.RunAsync("startup");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("`systemctl daemon-reload` ended with exit code 3", result.Error);
    }

    [Fact]
    public async Task Unstartup_stops_disables_and_removes_even_if_a_step_fails()
    {
        FakeSystemctl(exitCode: 0);
        await _run.RunAsync("startup");
        File.Delete(Calls);
        FakeSystemctl(exitCode: 1);

        var result = await _run.RunAsync("unstartup");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("stop apm-bob\ndisable apm-bob\ndaemon-reload\n", File.ReadAllText(Calls));
        Assert.False(File.Exists(Unit));
    }

    [Theory]
    [InlineData("startup beos", "The init system 'beos' is not supported; choose one of systemd, openrc, systemv, upstart and launchd.")]
    [InlineData("startup systemd -u b;b --hp /x", "The user 'b;b' is not made of letters, digits, '-', '_' and '.'; name another.")]
    [InlineData("startup systemd --service-name ../x", "The service name '../x' is not made of letters, digits, '-', '_' and '.'; name another.")]
    [InlineData("startup systemd -u nobody-knows", "The directory of user nobody-knows is not known; name it with --hp.")]
    public async Task What_makes_no_sense_is_said_and_nothing_is_written(string words, string expected)
    {
        _run.IsRoot = true;

        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error);
        Assert.False(Directory.Exists(_run.SystemRoot));
    }

    [Fact]
    public async Task Unstartup_of_a_service_that_is_not_there_is_an_error()
    {
        FakeSystemctl(exitCode: 0);

        var result = await _run.RunAsync("unstartup");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"There is no {Unit}", result.Error);
        Assert.False(File.Exists(Calls));
    }

    [Fact]
    public async Task Logrotate_writes_its_file_as_root_and_says_that_rotation_is_built_in()
    {
        _run.IsRoot = true;

        var result = await _run.RunAsync("logrotate");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Log rotation is built in", result.Error);
        Assert.StartsWith($"{_run.Home}/logs/*.log {_run.Home}/apm.log {{\n", File.ReadAllText(Path.Combine(_run.SystemRoot, "etc/logrotate.d/apm-bob")));
    }

    private void FakeSystemctl(int exitCode)
    {
        _run.IsRoot = true;
        _run.WriteProgram("systemctl", $"echo \"$@\" >> {Calls}; exit {exitCode}\n");
    }
}
