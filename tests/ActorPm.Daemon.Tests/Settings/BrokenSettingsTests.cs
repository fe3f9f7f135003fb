using System.Collections.Immutable;
using ActorPm.Daemon.Settings;

namespace ActorPm.Daemon.Tests.Settings;

/// <summary>What is said of broken files of settings: each sentence names file and line, the cause, and what would do.</summary>
public sealed class BrokenSettingsTests
{
    [Theory]
    [InlineData("actorpm {\n  log-levle = info\n}", "s.conf line 2: there is no setting actorpm.log-levle; did you mean actorpm.log-level?")]
    [InlineData("actorpm.journal {\n snapshotevery = 5 }", "s.conf line 2: there is no setting actorpm.journal.snapshotevery; did you mean actorpm.journal.snapshot-every?")]
    [InlineData("loging {\n x = 1 }", "s.conf line 1: there is no section loging; settings stand below actorpm, those of Akka.NET below akka.")]
    [InlineData("\nactorpm = 3", "s.conf line 2: actorpm is a section, not a value; write its settings in braces, as actorpm { … }, or remove it.")]
    [InlineData("actorpm {\n journal = 3 }", "s.conf line 2: actorpm.journal is a section, not a value; write its settings in braces, as actorpm.journal { … }, or remove it.")]
    [InlineData("actorpm {\n logs { free-space = [1] } }", "s.conf line 2: actorpm.logs.free-space is a section, not a value; write its settings in braces, as actorpm.logs.free-space { … }, or remove it.")]
    [InlineData("actorpm {\n log-level = loud }", "s.conf line 2: actorpm.log-level is 'loud', but it takes one of debug, info, warning, error; change it in s.conf or in APM_LOG_LEVEL.")]
    [InlineData("actorpm.log-files = 0", "s.conf line 1: actorpm.log-files is '0', but it takes a whole number from 1 to 1000; change it in s.conf or in APM_LOG_FILES.")]
    [InlineData("actorpm.log-files = many", "s.conf line 1: actorpm.log-files is 'many', but it takes a whole number from 1 to 1000;")]
    [InlineData("actorpm.log-file-size = 1k", "s.conf line 1: actorpm.log-file-size is '1k', but it takes a size of at least 65536 bytes, such as 10 MiB;")]
    [InlineData("actorpm.journal.plugin = mysql", "s.conf line 1: actorpm.journal.plugin is 'mysql', but it takes one of sqlite, postgresql;")]
    [InlineData("actorpm.usage {\n\n interval = 5 parsecs\n}", "s.conf line 3: actorpm.usage.interval is '5 parsecs', but it takes a duration such as 5s or 100ms;")]
    [InlineData("actorpm.usage.interval = 10ms", "s.conf line 1: actorpm.usage.interval is '10ms', but it takes a duration of at least 1000 ms, such as 5s;")]
    [InlineData("actorpm.kill-signal = SIGFOO", "s.conf line 1: actorpm.kill-signal is 'SIGFOO', but it takes a signal such as SIGTERM;")]
    [InlineData("actorpm.process-instance-var = \"A=B\"", "s.conf line 1: actorpm.process-instance-var is 'A=B', but it takes the name of an environment variable;")]
    [InlineData("actorpm.logs {\n schedule = sometimes }", "s.conf line 2: actorpm.logs.schedule is 'sometimes', but it takes a cron expression")]
    [InlineData("actorpm.logs.time-zone = Mars", "s.conf line 1: actorpm.logs.time-zone is 'Mars', but it takes a time zone such as Europe/Paris, or local;")]
    [InlineData("actorpm.logs.retain = some", "s.conf line 1: actorpm.logs.retain is 'some', but it takes a whole number of files, or all;")]
    [InlineData("actorpm.logs.compress = zip", "s.conf line 1: actorpm.logs.compress is 'zip', but it takes one of off, gzip;")]
    [InlineData("actorpm.logs.home-budget-percent = 101", "s.conf line 1: actorpm.logs.home-budget-percent is '101', but it takes a whole number from 0 to 100;")]
    [InlineData("actorpm.cluster.strategy = keep-all", "s.conf line 1: actorpm.cluster.strategy is 'keep-all', but it takes one of keep-majority, keep-oldest, static-quorum;")]
    [InlineData("actorpm.pm2-wire.enabled = maybe", "s.conf line 1: actorpm.pm2-wire.enabled is 'maybe', but it takes one of off, on, false, true;")]
    [InlineData("actorpm.log-level {\n a = 1 }", "s.conf line 2: there is no setting actorpm.log-level.a; did you mean actorpm.log-level?")]
    [InlineData("actorpm {\n a = [127.0.0.1:80] }", "s.conf cannot be read: line 2: ':' stands in a list; put the text in quotes, or close the list with ']' before it.")]
    [InlineData("actorpm {\n}\n}", "s.conf cannot be read: line 3: '}' closes nothing that is open there; remove it, or close first what is within.")]
    [InlineData("actorpm.a = ${actorpm.b}\nactorpm.b = ${actorpm.a}", "leads back to itself. Give it a value of its own.")]
    [InlineData("actorpm.log-level = ${nothing}", "s.conf cannot be read: Unresolved substitution: nothing. Correct it, or move it away to use the defaults.")]
    [InlineData("include \"x.conf\"", "s.conf cannot be read: include x.conf: settings are one file. Correct it, or move it away to use the defaults.")]
    [InlineData("actorpm.log-level = ${a", "s.conf cannot be read: line 1: a substitution is ${path}")]
    [InlineData("actorpm.metrics.listen = everywhere", "s.conf line 1: actorpm.metrics.listen is 'everywhere', but it takes a port, or an address with a port such as 127.0.0.1:9209 or [::1]:9209, or nothing;")]
    [InlineData("actorpm.metrics.listen = 70000", "s.conf line 1: actorpm.metrics.listen is '70000', but it takes a port")]
    [InlineData("actorpm.metrics {\n otlp.endpoint = collector }", "s.conf line 2: actorpm.metrics.otlp.endpoint is 'collector', but it takes an address such as http://127.0.0.1:4317, or nothing;")]
    [InlineData("actorpm.metrics.otlp.protocol = soap", "s.conf line 1: actorpm.metrics.otlp.protocol is 'soap', but it takes one of grpc, http/protobuf;")]
    [InlineData("actorpm.metrics.otlp.interval = 10ms", "s.conf line 1: actorpm.metrics.otlp.interval is '10ms', but it takes a duration of at least 1000 ms")]
    [InlineData("actorpm.metrics.otlp.headers = token", "s.conf line 1: actorpm.metrics.otlp.headers is not name=value, or several of these with commas between them; change it in s.conf or in APM_METRICS_OTLP_HEADERS.")]
    [InlineData("actorpm.journal.plugin = postgresql\nactorpm.journal.connection-string = \"Host\"", "s.conf line 2: actorpm.journal.connection-string ")]
    public void Each_is_told_in_a_sentence(string text, string expected)
    {
        var problems = Assert.Throws<SettingsException>(() => DaemonSettings.Load(text, ImmutableDictionary<string, string>.Empty, "s.conf")).Problems;

        Assert.Contains(problems, problem => problem.Contains(expected, StringComparison.Ordinal));
        Assert.True(problems.Count <= 2, string.Join('\n', problems));
    }

    [Fact]
    public void A_variable_is_named_in_the_place_of_the_line()
    {
        var problem = Assert.Throws<SettingsException>(() => DaemonSettings.Load("actorpm.log-level = info", new Dictionary<string, string> { ["APM_LOG_LEVEL"] = "loud" })).Message;

        Assert.StartsWith("APM_LOG_LEVEL: actorpm.log-level is 'loud'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shown_tells_where_each_value_comes_from_and_no_secret()
    {
        var settings = DaemonSettings.Show(
            "actorpm {\n  log-level = debug\n  journal.connection-string = \"Password=x\" }\nakka.loglevel = INFO", new Dictionary<string, string> { ["APM_LOG_FILES"] = "9" });

        Assert.Equal(DaemonSettings.Keys(DaemonSettings.BuiltIn()).Append("akka.loglevel"), settings.Select(setting => setting.Key));
        Assert.Equal(("debug", "actorpm.conf line 2"), Of("actorpm.log-level"));
        Assert.Equal(("9", "APM_LOG_FILES"), Of("actorpm.log-files"));
        Assert.Equal(("(hidden)", "actorpm.conf line 3"), Of("actorpm.journal.connection-string"));
        Assert.Equal(("5s", "default"), Of("actorpm.journal.busy-timeout"));
        Assert.Equal(("INFO", "actorpm.conf line 4"), Of("akka.loglevel"));

        (string, string) Of(string key) => settings.Where(setting => setting.Key == key).Select(setting => (setting.Value, setting.Origin)).Single();
    }
}
