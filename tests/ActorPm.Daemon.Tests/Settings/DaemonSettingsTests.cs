using ActorPm.Core.Apps;
using ActorPm.Core.History;
using ActorPm.Core.Instances;
using ActorPm.Core.Logs;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Settings;
using ActorPm.Processes;
using Serilog.Events;

namespace ActorPm.Daemon.Tests.Settings;

public sealed class DaemonSettingsTests
{
    private static readonly Dictionary<string, string> _noVariables = [];

    [Fact]
    public void Every_default_arrives()
    {
        var settings = DaemonSettings.Load("", _noVariables);

        Assert.Equal(
            new DaemonSettings(
                LogEventLevel.Information, 10 * 1024 * 1024, 5, 100, TimeSpan.FromSeconds(5), CgroupUse.WhenWritable, 256 * 1024, TimeSpan.FromSeconds(10),
                TimeSpan.FromSeconds(30), settings.Akka),
            settings);
        Assert.Equal(58, DaemonSettings.Keys(DaemonSettings.BuiltIn()).Count());
    }

    [Fact]
    public void Every_key_can_be_changed_in_the_file()
    {
        var settings = DaemonSettings.Load(
            """
            actorpm {
              log-level = debug
              log-file-size = 1 MiB
              log-files = 2
              journal.snapshot-every = 7
              journal.busy-timeout = 250ms
              processes { cgroup = off, pipe-size = 8 KiB, launch-burst = 3, launches-per-second = 4 }
              usage { interval = 2s, memory-interval = 3s }
              history { max-size = 1 MiB, max-age = 90d }
            }
            actorpm.control.settle-timeout = 1 minute
            actorpm.pm2-wire.enabled = on
            actorpm.cluster.certificate-life = 30d
            akka.loglevel = ERROR
            """,
            _noVariables);

        Assert.Equal(
            new DaemonSettings(
                LogEventLevel.Debug, 1024 * 1024, 2, 7, TimeSpan.FromMilliseconds(250), CgroupUse.Never, 8 * 1024, TimeSpan.FromSeconds(2),
                TimeSpan.FromMinutes(1), settings.Akka) { History = new HistoryLimits(1024 * 1024, TimeSpan.FromDays(90)), LaunchBurst = 3, LaunchesPerSecond = 4, MemoryInterval = TimeSpan.FromSeconds(3), Pm2Wire = Pm2WireUse.On, Cluster = ClusterSettings.Default with { CertificateLife = TimeSpan.FromDays(30) } },
            settings);
        Assert.Equal("ERROR", settings.Akka.GetString("akka.loglevel"));
    }

    [Fact]
    public void Every_key_can_be_changed_by_its_variable_which_wins_over_the_file()
    {
        var settings = DaemonSettings.Load("actorpm { log-level = error, log-files = 9 }", new Dictionary<string, string>
        {
            ["APM_LOG_LEVEL"] = "Warning", ["APM_LOG_FILE_SIZE"] = "65536", ["APM_LOG_FILES"] = "2", ["APM_JOURNAL_SNAPSHOT_EVERY"] = "7",
            ["APM_JOURNAL_BUSY_TIMEOUT"] = "250ms", ["APM_PROCESSES_CGROUP"] = "off", ["APM_PROCESSES_PIPE_SIZE"] = "8 KiB", ["APM_USAGE_INTERVAL"] = "2s",
            ["APM_USAGE_MEMORY_INTERVAL"] = "3s", ["APM_PM2_WIRE_ENABLED"] = "on", ["APM_HISTORY_MAX_SIZE"] = "1 MiB", ["APM_HISTORY_MAX_AGE"] = "90d",
            ["APM_CONTROL_SETTLE_TIMEOUT"] = "1m", ["APM_PROCESSES_LAUNCH_BURST"] = "3", ["APM_PROCESSES_LAUNCHES_PER_SECOND"] = "4", ["APM_HOME"] = "/elsewhere",
        });

        Assert.Equal(
            new DaemonSettings(
                LogEventLevel.Warning, 65536, 2, 7, TimeSpan.FromMilliseconds(250), CgroupUse.Never, 8 * 1024, TimeSpan.FromSeconds(2),
                TimeSpan.FromMinutes(1), settings.Akka) { History = new HistoryLimits(1024 * 1024, TimeSpan.FromDays(90)), LaunchBurst = 3, LaunchesPerSecond = 4, MemoryInterval = TimeSpan.FromSeconds(3), Pm2Wire = Pm2WireUse.On },
            settings);
    }

    [Fact]
    public void Pbm_is_served_when_it_is_asked_for_and_on_this_machine_alone_unless_said_otherwise()
    {
        var none = new Dictionary<string, string>();

        Assert.Null(DaemonSettings.Load("", none).PetabridgeCmd);
        Assert.Equal(new PetabridgeCmdSettings("127.0.0.1", 9110), DaemonSettings.Load("actorpm.petabridge-cmd.enabled = on", none).PetabridgeCmd);
        Assert.Equal(new PetabridgeCmdSettings("::1", 9), DaemonSettings.Load("actorpm.petabridge-cmd { enabled = on, host = \"::1\", port = 9 }", none).PetabridgeCmd);
        Assert.Contains("actorpm.petabridge-cmd.host", Assert.Throws<SettingsException>(() => DaemonSettings.Load("actorpm.petabridge-cmd.host = everywhere", none)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limits_of_logs_are_read_from_the_file_and_the_variables()
    {
        var logs = DaemonSettings.Load(
            "actorpm.logs { max-size = 5 MiB, retain = all, compress = gzip, schedule = hourly, time-zone = Europe/Paris, home-budget-percent = 3, free-space { percent = 0 } }",
            new Dictionary<string, string> { ["APM_LOGS_APP_BUDGET"] = "1 MiB", ["APM_LOGS_DATE_FORMAT"] = "YYYY" }).Logs;

        Assert.Equal(
            new LogLimits(
                new RotationSettings(
                    5 * 1024 * 1024, null, LogCompression.Gzip, new RotatedNames(DateFormat.Parse("YYYY")), RotationSchedule.TryParse("hourly")!,
                    TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")),
                1024 * 1024, LogLimits.DefaultHomeBytes, 3, SpaceFloor.Default with { Percent = 0 }),
            logs);
        Assert.Contains("actorpm.logs.schedule is 'sometimes'", Problem("actorpm.logs.schedule = sometimes"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_holds_for_apps_that_say_nothing_else_can_be_changed()
    {
        var settings = DaemonSettings.Load("", new Dictionary<string, string>
        {
            ["APM_KILL_SIGNAL"] = "SIGUSR1", ["APM_KILL_TIMEOUT"] = "9000", ["APM_KILL_USE_MESSAGE"] = "true", ["APM_GRACEFUL_LISTEN_TIMEOUT"] = "5s",
            ["APM_PROCESS_INSTANCE_VAR"] = "NUMBER", ["APM_DRAIN_TIMEOUT"] = "7s",
        });

        Assert.Equal(
            new AppDefaults(
                new StopSettings(UnixSignal.SIGUSR1, TimeSpan.FromSeconds(9), StopScope.Tree) { Request = StopRequest.Message },
                new ReadySettings(ReadySignal.Spawned, TimeSpan.FromSeconds(5)), "NUMBER")
            {
                Routing = RoutingSettings.None with { DrainTimeout = TimeSpan.FromSeconds(7) },
            },
            settings.AppDefaults);
    }

    [Fact]
    public void A_key_that_does_not_exist_names_the_nearest()
    {
        var problem = Problem("actorpm.journal.busy-timeuot = 5s");

        Assert.Contains("no setting actorpm.journal.busy-timeuot", problem);
        Assert.Contains("did you mean actorpm.journal.busy-timeout?", problem);
    }

    [Fact]
    public void All_bad_values_are_reported_at_once_with_their_cure()
    {
        var problem = Problem(
            """
            actorpm {
              log-level = loud
              log-file-size = huge
              log-files = 0
              kill-signal = loud, kill-timeout = soon, kill-use-message = maybe, graceful-listen-timeout = late, process-instance-var = "a=b", drain-timeout = never
              journal.snapshot-every = many
              journal { busy-timeout = soon, plugin = paper, owner = "a b" }
              processes { cgroup = maybe, pipe-size = 1, launch-burst = 0, launches-per-second = none }
              usage { interval = 1ms, memory-interval = 1ms }
              control.settle-timeout = -5s
              logs {
                max-size = -1, schedule = rarely, retain = some, compress = zip, date-format = "", time-zone = Mars
                app-budget = -1, home-budget = little, home-budget-percent = 101
                free-space { percent = 51, least = -1, most = much }
              }
              history { max-size = 1k, max-age = never }
              remote { listen = somewhere, certificate = here, key = there }
              access { users = "a = boss", groups = staff, socket = here, socket-group = "a b" }
              pm2-wire.enabled = perhaps
              petabridge-cmd { enabled = perhaps, host = everywhere, port = 0 }
              metrics { listen = everywhere, otlp { endpoint = somewhere, protocol = soap, interval = 1ms, headers = token } }
              update.drain-timeout = whenever
              cluster { certificate-life = 1s, lease = 1s, stop-limit = 1ms, stable-after = 1ms, strategy = coin, quorum-size = 0 }
              typo = 1
            }
            """);

        // What is wrong with a secret is told without it (JournalDatabaseTests, BrokenSettingsTests).
        foreach (var key in DaemonSettings.Keys(DaemonSettings.BuiltIn()).Where(key => key is not ("actorpm.journal.connection-string" or "actorpm.metrics.otlp.headers")))
        {
            Assert.Contains(key + " is '", problem);
            Assert.Contains(DaemonSettings.VariableOf(key), problem);
        }

        Assert.Contains("actorpm.typo", problem);
    }

    [Theory]
    [InlineData("APM_LOG_LEVEL", "\"")]
    [InlineData("APM_LOG_LEVEL", "\\")]
    [InlineData("APM_LOG_LEVEL", "")]
    [InlineData("APM_LOG_FILES", "${x}")]
    [InlineData("APM_LOG_FILE_SIZE", "-1")]
    [InlineData("APM_LOG_FILE_SIZE", "10 XB")]
    [InlineData("APM_USAGE_INTERVAL", "infinite")]
    [InlineData("APM_USAGE_INTERVAL", "1e99s")]
    public void A_bad_variable_is_named_whatever_it_holds(string variable, string value)
    {
        var exception = Assert.Throws<SettingsException>(() => DaemonSettings.Load("", new Dictionary<string, string> { [variable] = value }));

        Assert.Contains(variable, exception.Message);
    }

    [Theory]
    [InlineData("actorpm { log-level = ")]
    [InlineData("actorpm = 3")]
    [InlineData("actorpm.journal = 3")]
    [InlineData("actorpm.log-level { a = 1 }")]
    public void A_file_that_cannot_be_read_is_a_problem_and_not_a_crash(string file)
    {
        Assert.NotEmpty(Problem(file));
    }

    [Fact]
    public void Every_key_is_documented_with_its_variable_in_the_comment_above_it()
    {
        using var stream = typeof(DaemonSettings).Assembly.GetManifestResourceStream("actorpm.conf")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n').Select(line => line.Trim()).ToList();

        Assert.All(DaemonSettings.Keys(DaemonSettings.BuiltIn()), key =>
        {
            // By its variable: two sections may have a key of the same name.
            var line = lines.IndexOf($"# Variable: {DaemonSettings.VariableOf(key)}");
            Assert.True(line > 0, $"{DaemonSettings.VariableOf(key)} is not documented.");
            Assert.StartsWith(key[(key.LastIndexOf('.') + 1)..] + " =", lines[line + 1], StringComparison.Ordinal);
            Assert.StartsWith("# ", lines[line - 1], StringComparison.Ordinal);
        });
    }

    private static string Problem(string file) => Assert.Throws<SettingsException>(() => DaemonSettings.Load(file, _noVariables)).Message;
}
