using ActorPm.Core.Control;
using ActorPm.Core.Health;
using static ActorPm.Core.Tests.Apps.ResolvedApps;

namespace ActorPm.Core.Tests.Apps;

public sealed class HealthResolverTests
{
    [Fact]
    public void A_probe_in_a_few_words_has_the_defaults_of_its_kind()
    {
        var health = Spec(File("\"proxy\": 80, \"startup_probe\": \"tcp\", \"readiness_probe\": \"/ready\", \"liveness_probe\": \"exec:true\"")).Health;

        Assert.Equal(
            new HealthSettings
            {
                Startup = new ProbeSettings(new ProbeCheck.Tcp(null)) { Interval = TimeSpan.FromMilliseconds(500), Failures = 60 },
                Readiness = new ProbeSettings(new ProbeCheck.Http("/ready")),
                Liveness = new ProbeSettings(new ProbeCheck.Exec("true")),
            },
            health);
    }

    [Fact]
    public void A_probe_as_an_object_says_everything()
    {
        var health = Spec(File("""
            "liveness_probe": {"http": "http://127.0.0.1:3000/up", "interval": "1s", "timeout": 100, "delay": "2s", "successes": 2, "failures": 4}
            """)).Health;

        Assert.Equal(
            new ProbeSettings(new ProbeCheck.Http("http://127.0.0.1:3000/up"))
            {
                Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromMilliseconds(100), Delay = TimeSpan.FromSeconds(2), Successes = 2, Failures = 4,
            },
            health.Liveness);
        Assert.Null(health.Startup ?? health.Readiness);
    }

    [Theory]
    [InlineData("\"tcp\": true, \"interval\": 100", "tcp")]
    [InlineData("\"tcp\": 9000", "tcp:9000")]
    [InlineData("\"tcp\": \"unix:/run/x\"", "tcp:unix:/run/x")]
    [InlineData("\"exec\": \"test -f up\"", "exec:test -f up")]
    [InlineData("\"watchdog\": true", "watchdog")]
    public void Each_check_can_be_a_member(string member, string check) =>
        Assert.Equal(check, ProbeText.Of(Spec(File($"\"port\": 3000, \"liveness_probe\": {{{member}}}")).Health.Liveness!.Check));

    [Fact]
    public void An_app_with_a_port_has_an_address_of_its_own() =>
        Assert.Equal(new ProbeCheck.Http("/up"), Spec(File("\"port\": 3000, \"readiness_probe\": \"/up\"")).Health.Readiness!.Check);

    [Theory]
    [InlineData("\"readiness_probe\": \"/up\", \"filter_env\": true", "readiness_probe does not know where the app listens; give the app a port or a proxy, or write the whole address, as in http://127.0.0.1:3000/up.")]
    [InlineData("\"readiness_probe\": \"tcp\", \"filter_env\": true", "readiness_probe does not know where the app listens; give the app a port or a proxy, or write the whole address, as in tcp:3000.")]
    [InlineData("\"startup_probe\": \"watchdog\"", "startup_probe cannot be the watchdog, which says whether an app is still worth keeping; write it as the liveness_probe.")]
    [InlineData("\"startup_probe\": {\"tcp\": 1, \"interval\": 0}", "startup_probe.interval 0 is out of range; give 1 to 2147483647 milliseconds.")]
    [InlineData("\"startup_probe\": {\"tcp\": 1, \"failures\": 0}", "startup_probe.failures 0 is out of range; give 1 or more.")]
    public void What_cannot_be_asked_is_a_problem(string fields, string problem) => Assert.Equal(problem, Assert.Single(Problems(File(fields))));

    [Fact]
    public void What_no_app_file_lets_through_is_a_problem_too()
    {
        var problems = Problems(Request() with
        {
            StartupProbe = new ProbeRequest { Http = "x", Exec = "true" }, ReadinessProbe = new ProbeRequest { Http = "ftp://x" }, LivenessProbe = new ProbeRequest { Exec = " " },
        });

        Assert.Equal(["startup_probe asks one thing", "'ftp://x' is nothing to GET", "liveness_probe has no command to run"], problems.Select(problem => problem[..problem.IndexOf(';', StringComparison.Ordinal)]));
    }

    [Fact]
    public void A_change_keeps_probes_replaces_one_or_takes_it_back()
    {
        var spec = Spec(File("\"startup_probe\": \"exec:a\", \"liveness_probe\": {\"exec\": \"b\", \"failures\": 9}"));

        var health = Change(spec, app => app with { StartupProbe = new ProbeRequest(), ReadinessProbe = new ProbeRequest { Tcp = "1" } }).Health;

        Assert.Equal(new HealthSettings { Readiness = new ProbeSettings(new ProbeCheck.Tcp("1")), Liveness = spec.Health.Liveness }, health);
    }
}
