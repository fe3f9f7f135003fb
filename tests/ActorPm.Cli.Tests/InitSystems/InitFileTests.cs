using System.Diagnostics;
using ActorPm.Cli.InitSystems;

namespace ActorPm.Cli.Tests.InitSystems;

public sealed class InitFileTests : IDisposable
{
    private static readonly InitService Bob = new(
        "apm-bob", "bob", "/home/bob", "/home/bob/.apm", "/home/bob/.nvm/bin:/usr/bin", "/opt/apm/apmd", "/opt/apm/apm", NetworkWait.Configured);

    private static readonly InitService Odd = Bob with { Home = "/home/o'brien 100%/.apm", Daemon = "/opt/my apps/apmd", Client = "/opt/my apps/apm", Network = NetworkWait.Online };

    private readonly string _directory = Directory.CreateTempSubdirectory("apm-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_systemd_unit_keeps_apps_when_the_daemon_dies_and_starts_the_daemon_again()
    {
        Assert.Equal(
            """
            [Unit]
            Description=ActorPm process supervisor for bob
            After=network.target
            StartLimitIntervalSec=0

            [Service]
            Type=notify
            NotifyAccess=main
            User=bob
            Environment="PATH=/home/bob/.nvm/bin:/usr/bin"
            Environment="APM_HOME=/home/bob/.apm"
            ExecStart=/opt/apm/apm guard
            KillMode=process
            WatchdogSec=60
            Restart=on-failure
            RestartSec=100ms
            RestartPreventExitStatus=75
            TimeoutStartSec=infinity
            TimeoutStopSec=300
            Delegate=yes
            DelegateSubgroup=apm.daemon
            OOMPolicy=continue
            TasksMax=infinity
            LimitNOFILE=1048576
            LimitNPROC=infinity
            LimitCORE=infinity

            [Install]
            WantedBy=multi-user.target

            """,
            SystemdUnit.Of(Bob));
    }

    [Fact]
    public void A_daemon_that_lies_elsewhere_is_named_to_the_guard()
    {
        var elsewhere = Bob with { Daemon = "/srv/my daemon/apmd" };

        Assert.Contains("Environment=\"APM_DAEMON=/srv/my daemon/apmd\"\nExecStart=/opt/apm/apm guard\n", SystemdUnit.Of(elsewhere));
        Assert.Contains("export APM_HOME='/home/bob/.apm'\nexport APM_DAEMON='/srv/my daemon/apmd'\n", OpenRcScript.Of(elsewhere));
    }

    [Fact]
    public void The_systemd_unit_quotes_what_would_mean_something_to_systemd_and_waits_for_an_address()
    {
        var unit = SystemdUnit.Of(Odd);

        Assert.Contains("Environment=\"APM_HOME=/home/o'brien 100%%/.apm\"\n", unit);
        Assert.Contains("ExecStart=\"/opt/my apps/apm\" guard\n", unit);
        Assert.Contains("Wants=network-online.target\nAfter=network-online.target\n", unit);
    }

    [SkippableTheory]
    [InlineData("apm", nameof(NetworkWait.Configured), "/root/.apm")]
    [InlineData("my $apps 100%/apm", nameof(NetworkWait.Online), "/root/o'brien \"100%\"/.apm")]
    public void Systemd_finds_nothing_wrong_with_the_unit(string client, string network, string home)
    {
        Skip.IfNot(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed.");
        var unit = Path.Combine(_directory, "apm-bob.service");
        var program = WriteProgram(client, "exit 0\n");
        File.WriteAllText(unit, SystemdUnit.Of(Bob with { User = "root", Home = home, Client = program, Network = Enum.Parse<NetworkWait>(network) }));

        // Other units of the machine may have faults of their own.
        // Before version 254 systemd skips DelegateSubgroup= with a warning.
        var said = Run("/usr/bin/systemd-analyze", "verify", unit).Output.Split('\n').Where(line => !line.Contains("DelegateSubgroup", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain("apm-bob", string.Join('\n', said));
        Assert.DoesNotContain(_directory, string.Join('\n', said));
    }

    [Fact]
    public void The_openrc_script_has_the_daemon_watched_over_and_told_of_its_home()
    {
        Assert.Equal(
            """
            #!/sbin/openrc-run

            name='apm-bob'
            description='ActorPm process supervisor for bob'
            supervisor=supervise-daemon
            command='/opt/apm/apm'
            command_args='guard'
            command_user='bob'
            retry=SIGTERM/300
            respawn_delay=1
            respawn_max=0
            rc_ulimit="-n 1048576"
            export PATH='/home/bob/.nvm/bin:/usr/bin'
            export APM_HOME='/home/bob/.apm'

            depend() {
              need localmount
              use net logger dns
              after bootmisc
            }

            """,
            OpenRcScript.Of(Bob));
    }

    [Fact]
    public void The_system_v_script_runs_apm_as_the_user_with_paths_of_any_kind()
    {
        // Stands in for su, which only root may use: su -s /bin/sh USER -c COMMAND.
        var su = WriteProgram("su", "echo \"as $3\"; exec /bin/sh -c \"$5\"\n");
        var apm = WriteProgram("apm it's", "echo \"$APM_HOME says $1\"\n");
        var script = WriteProgram("apm-bob", SystemVScript.Of(Odd with { Client = apm }));

        var start = Run("/bin/sh", "-c", $"PATH={Path.GetDirectoryName(su)}:$PATH exec /bin/sh '{script}' start");
        var stop = Run("/bin/sh", "-c", $"PATH={Path.GetDirectoryName(su)}:$PATH exec /bin/sh '{script}' stop");
        var wrong = Run("/bin/sh", script, "dance");

        Assert.Equal("as bob\n/home/o'brien 100%/.apm says resurrect\n", start.Output);
        Assert.Equal("as bob\n/home/o'brien 100%/.apm says kill\n", stop.Output);
        Assert.Equal(2, wrong.ExitCode);
    }

    [Fact]
    public void The_launchd_agent_abandons_its_process_group_and_escapes_what_is_xml()
    {
        var plist = LaunchdPlist.Of(Bob with { Home = "/Users/a&b/.apm" });

        Assert.Contains("<key>APM_HOME</key>\n    <string>/Users/a&amp;b/.apm</string>", plist);
        Assert.Contains("<key>AbandonProcessGroup</key>\n  <true/>", plist);
        Assert.Contains("<key>SuccessfulExit</key>\n    <false/>", plist);
        Assert.Equal("plist", System.Xml.Linq.XDocument.Parse(plist).Root!.Name.LocalName);
    }

    [Theory]
    [InlineData("systemctl rc-update", "systemd")]
    [InlineData("update-rc.d chkconfig", "upstart")]
    [InlineData("chkconfig rc-update", "systemv")]
    [InlineData("rc-update", "openrc")]
    [InlineData("launchctl", "launchd")]
    [InlineData("", null)]
    public void The_first_tool_that_is_there_names_the_init_system(string installed, string? expected)
    {
        var tools = installed.Split(' ');

        var found = ActorPm.Cli.InitSystems.InitSystems.Detect(tools.Contains);

        Assert.Equal(expected, found is { } system ? ActorPm.Cli.InitSystems.InitSystems.NameOf(system) : null);
    }

    private string WriteProgram(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.StartsWith('#') ? text : "#!/bin/sh\n" + text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
