using System.Collections.Immutable;
using ActorPm.Core.Hooks;
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
    [InlineData("actorpm.access.users = \"alice = boss\"", "s.conf line 1: actorpm.access.users is 'alice = boss', but it takes names with roles, such as alice = view, bob = operate:web+shop ('boss' is no role; give view, operate or admin);")]
    [InlineData("actorpm.access.groups = \"ops = admin:web\"", "but it takes names with roles, such as alice = view, bob = operate:web+shop (admin cannot be kept to the namespace web")]
    [InlineData("actorpm.access {\n socket = run/apm.sock }", "s.conf line 2: actorpm.access.socket is 'run/apm.sock', but it takes the absolute path of a socket, of at most 107 bytes;")]
    [InlineData("actorpm.remote.listen = \"example.org:9130\"", "s.conf line 1: actorpm.remote.listen is 'example.org:9130', but it takes an address and port of this machine, such as 10.0.0.1:9130, or a port alone for all its addresses;")]
    [InlineData("actorpm.remote {\n certificate = cert.pem }", "s.conf line 2: actorpm.remote.certificate is 'cert.pem', but it takes the absolute path of a PEM file;")]
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
    [InlineData("actorpm.hooks = 3", "s.conf line 1: actorpm.hooks is a section, not a value; give each hook in it a name, as actorpm.hooks.NAME { … }, or remove it.")]
    [InlineData("actorpm.hooks {\n a = 3 }", "s.conf line 2: actorpm.hooks.a is a hook, not a value; write its settings in braces, as actorpm.hooks.a { url = \"https://…\" }.")]
    [InlineData("actorpm.hooks {\n \"a b\" { url = \"http://x/\" } }", "'a b' cannot be the name of a hook; use 1 to 64 letters, digits, '-' and '_'.")]
    [InlineData("actorpm.hooks {\n a { on = [crash] } }", "s.conf line 2: actorpm.hooks.a says nowhere whom to tell; give it url = \"https://…\" or exec = [\"/path/of/program\"].")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n exec = [\"/bin/true\"] }", "s.conf line 3: actorpm.hooks.a has both url and exec; a hook has one of them, so make it two hooks.")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n on = [crashed] }", "s.conf line 3: actorpm.hooks.a.on names 'crashed', which is no event; did you mean crash?")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n on = [rain] }", "s.conf line 3: actorpm.hooks.a.on names 'rain', which is no event; there are crash, errored, recovered, reload-failed, node-lost.")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n on = crash }", "s.conf line 3: actorpm.hooks.a.on takes a list, such as [crash, errored].")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n on = [] }", "s.conf line 3: actorpm.hooks.a.on takes a list, such as [crash, errored].")]
    [InlineData("actorpm.hooks.a.url = \"ftp://x/\"", "s.conf line 1: actorpm.hooks.a.url is no address of http or https; give a whole one, such as \"https://example.com/hook\".")]
    [InlineData("actorpm.hooks.a.url = \"http://me:pw@x/\"", "s.conf line 1: actorpm.hooks.a.url has a user in front of its host, which is not sent;")]
    [InlineData("actorpm.hooks.a.exec = [mail]", "s.conf line 1: actorpm.hooks.a.exec takes a program by its absolute path, and its arguments, such as [\"/usr/bin/logger\", \"-t\", \"apm\"].")]
    [InlineData("actorpm.hooks.a {\n exec = [\"/bin/true\"]\n secret = x }", "s.conf line 3: actorpm.hooks.a.secret is for hooks with url, but this one runs a program; remove it.")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n secret = \"\" }", "s.conf line 3: actorpm.hooks.a.secret is no text, or empty;")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n headers = no }", "s.conf line 3: actorpm.hooks.a.headers takes names and values in braces")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n headers { X = \"ä\" } }", "s.conf line 3: actorpm.hooks.a.headers.X cannot be sent;")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n timeout = 10 parsecs }", "s.conf line 3: actorpm.hooks.a.timeout is '10 parsecs', but it takes a duration from 100 ms to 10 min, such as 10s.")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n deduplicate = 40d }", "s.conf line 3: actorpm.hooks.a.deduplicate is '40d', but it takes a duration from 0 ms to 43200 min, such as 10s.")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n retries = 21 }", "s.conf line 3: actorpm.hooks.a.retries is '21', but it takes a whole number from 0 to 20.")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n limit = 10 }", "s.conf line 3: actorpm.hooks.a.limit is '10', but it takes 1 to 10000 deliveries per a time of 1s to 30d, such as 10 per 1m.")]
    [InlineData("actorpm.hooks.a {\n url = \"http://x/\"\n secrt = x }", "s.conf line 3: there is no setting actorpm.hooks.a.secrt; did you mean actorpm.hooks.a.secret?")]
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

    [Fact]
    public void What_may_be_a_secret_of_a_hook_is_not_shown()
    {
        var settings = DaemonSettings.Show(
            "actorpm.hooks.chat {\n url = \"https://example.com/T0/B1/xyz\"\n secret = s3\n headers { Authorization = \"Bearer x\" }\n on = [crash, errored] }", ImmutableDictionary<string, string>.Empty);

        Assert.Equal(
            [("url", "https://example.com/…"), ("secret", "(hidden)"), ("headers.Authorization", "(hidden)"), ("on", "[crash, errored]")],
            settings.Where(setting => setting.Key.StartsWith("actorpm.hooks.", StringComparison.Ordinal)).Select(setting => (setting.Key["actorpm.hooks.chat.".Length..], setting.Value)));
    }

    [Fact]
    public void A_hook_has_what_is_written_and_the_defaults()
    {
        var hooks = DaemonSettings.Load(
            """
            actorpm.hooks {
              b { exec = ["/bin/mail", "-s", "apm"], timeout = 2s }
              a {
                url = "https://example.com/x", on = [node-lost, crash], apps = ["web", "api-*"], secret = s3, retries = 0, deduplicate = 0s, limit = 3 per 10s
                headers { X-A = b }
              }
            }
            """,
            ImmutableDictionary<string, string>.Empty).Hooks;

        Assert.Equal(["a", "b"], hooks.Select(hook => hook.Name));
        Assert.Equal([HookEvent.Crash, HookEvent.NodeLost], hooks[0].On.Order());
        Assert.Equal(["web", "api-*"], hooks[0].Apps.AsEnumerable());
        Assert.Equal((0, TimeSpan.Zero, new HookLimit(3, TimeSpan.FromSeconds(10))), (hooks[0].Retries, hooks[0].Deduplicate, hooks[0].Limit));
        var webhook = Assert.IsType<HookTarget.Webhook>(hooks[0].Target);
        Assert.Equal(("https://example.com/x", "s3", "b"), (webhook.Url.AbsoluteUri, webhook.Secret, webhook.Headers["x-a"]));
        Assert.Equal(["-s", "apm"], Assert.IsType<HookTarget.Exec>(hooks[1].Target).Arguments.AsEnumerable());
        Assert.Equal((5, TimeSpan.FromSeconds(2), 3, TimeSpan.FromMinutes(5), HookLimit.Default), (hooks[1].On.Count, hooks[1].Timeout, hooks[1].Retries, hooks[1].Deduplicate, hooks[1].Limit));
    }
}
