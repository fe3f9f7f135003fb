using ActorPm.Core.Apps;
using ActorPm.Core.Control;

namespace ActorPm.Core.Tests.Apps;

public sealed class SpecDifferenceTests
{
    private static AppSpec Resolve(Func<AppRequest, AppRequest> change)
    {
        var request = new AppRequest { Target = "run", CallerDirectory = "/srv", CallerEnvironment = new Dictionary<string, string> { ["PATH"] = "/bin", ["SHELL_SECRET"] = "s1" } };
        var probe = new FakeProgramProbe().File("/srv/run", ProgramKind.Binary).File("/srv/other", ProgramKind.Binary);
        return Assert.IsType<ResolvedApp.Resolved>(AppSpecResolver.Resolve(change(request), probe, 4)).Spec;
    }

    public static TheoryData<string, string, string?, string?> Changes => new()
    {
        { "Target", "script", "/srv/run", "/srv/other" },
        { "Instances", "instances", "1", "2" },
        { "Namespace", "namespace", "default", "shop" },
        { "Arguments", "args", null, "a b" },
        { "MaxRestarts", "max_restarts", "16", "3" },
        { "Watch", "watch", "false", "true" },
        { "Cron", "cron_restart", null, "0 3 * * *" },
        { "Memory", "max_memory_restart", null, "1024" },
        { "Log", "out_file", null, "/srv/o.log" },
        { "Signal", "kill_signal", "SIGINT", "SIGTERM" },
        { "Backoff", "exp_backoff_restart_delay", null, "100" },
        { "Remark", "vizion", null, "false" },
        { "Sockets", "sockets", null, "web=8080 unix:/srv/a.sock" },
        { "Proxy", "proxy", null, "80 127.0.0.1:81" },
        { "Liveness", "liveness_probe", null, "tcp:9000 (interval 5000, timeout 2000, delay 0, successes 1, failures 3)" },
        { "ReadyOn", "ready_on", null, "log:up" },
        { "Surge", "surge", null, "25%" },
        { "Drain", "drain_timeout", null, "1000" },
        { "Overlap", "overlap", null, "true" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_changed_field_is_told_with_both_values(string what, string field, string? old, string? @new)
    {
        var after = Resolve(app => what switch
        {
            "Target" => app with { Target = "other", Name = "run" },
            "Instances" => app with { Instances = "2" },
            "Namespace" => app with { Namespace = "shop" },
            "Arguments" => app with { Arguments = ["a", "b"] },
            "MaxRestarts" => app with { MaxRestarts = 3 },
            "Watch" => app with { Watch = true },
            "Cron" => app with { CronRestart = "0 3 * * *" },
            "Memory" => app with { MaxMemoryRestart = "1K" },
            "Log" => app with { OutFile = "o.log" },
            "Signal" => app with { KillSignal = "TERM" },
            "Backoff" => app with { ExponentialBackoffMs = 100 },
            "Sockets" => app with { Sockets = ["web=8080", "unix:a.sock"] },
            "Proxy" => app with { Proxy = new ProxyRequest { Listen = ["80", "127.0.0.1:81"] } },
            "Liveness" => app with { LivenessProbe = new ProbeRequest { Tcp = "9000" } },
            "ReadyOn" => app with { ReadyOn = "log:up" },
            "Surge" => app with { Surge = "25%" },
            "Drain" => app with { DrainTimeoutMs = 1000 },
            "Overlap" => app with { Overlap = true },
            _ => app with { Remarks = new Dictionary<string, string> { ["vizion"] = "false" } },
        });

        Assert.Equal<FieldChange>([new FieldChange(field, old, @new)], SpecDifference.Between(Resolve(app => app), after));
        Assert.Equal<FieldChange>([new FieldChange(field, @new, old)], SpecDifference.Between(after, Resolve(app => app)));
    }

    [Fact]
    public void Values_of_variables_are_hidden_and_what_a_new_app_inherits_is_not_told()
    {
        var before = Resolve(app => app with { Environment = new Dictionary<string, string> { ["KEEP"] = "k", ["GONE"] = "g", ["OTHER"] = "o1" } });
        var after = Resolve(app => app with { Environment = new Dictionary<string, string> { ["KEEP"] = "k", ["NEW"] = "n", ["OTHER"] = "o2" } });

        Assert.Equal<FieldChange>(
            [new("env.GONE", SpecDifference.Hidden, null), new("env.NEW", null, SpecDifference.Hidden), new("env.OTHER", SpecDifference.Hidden, SpecDifference.Hidden)],
            SpecDifference.Between(before, after));
        Assert.Equal(["env.KEEP", "env.NEW", "env.OTHER"], SpecDifference.Between(null, after).Select(change => change.Name).Where(name => name.StartsWith("env.", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_same_says_nothing() => Assert.Empty(SpecDifference.Between(Resolve(app => app), Resolve(app => app)));
}
