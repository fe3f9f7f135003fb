using System.Text.Json;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Instances;
using ActorPm.Core.Metrics;
using ActorPm.Core.Restarts;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Metrics;
using ActorPm.Daemon.Tests.Metrics;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Tests.Views;

public sealed class ViewBuilderSpecs
{
    private readonly InstanceBoard _board = new();
    private readonly FakeUsageReader _usage = new();
    private readonly ViewBuilder _views;

    public ViewBuilderSpecs() =>
        _views = new ViewBuilder("/home/apm", _board, new UsageMeter(_usage, new FakeClock(Specs.Noon)), new PackageVersions());

    [Fact]
    public void A_running_instance_shows_its_process_and_what_it_uses()
    {
        _usage[1] = new ResourceUsage(4096, TimeSpan.Zero, 2, Specs.Noon);

        var view = View(Facts(new InstanceState.Online(1, 41, Specs.Noon)) with { StartedAt = Specs.Noon });

        Assert.Equal(("online", 41, 4096L, "fork"), (view.Status, view.Pid, view.Memory, view.Mode));
        Assert.Equal(("web", "default", 7, 0), (view.Name, view.Namespace, view.PmId, view.Ordinal));
        Assert.Equal(("/home/apm/logs/web-out.log", "/home/apm/logs/web-error.log"), (view.OutFile, view.ErrorFile));
        Assert.Null(view.Reason);
    }

    [Fact]
    public void An_instance_that_rests_uses_nothing_whatever_was_read_before()
    {
        _usage[1] = new ResourceUsage(4096, TimeSpan.Zero, 2, Specs.Noon);
        View(Facts(new InstanceState.Online(1, 41, Specs.Noon)));

        var view = View(Facts(new InstanceState.Stopped(1, null)));

        Assert.Equal((0, 0L, 0.0), (view.Pid, view.Memory, view.Cpu));
    }

    [Fact]
    public void A_stopping_instance_shows_its_process_until_that_has_ended()
    {
        var exit = new ExitStatus.Code(0);

        Assert.Equal(41, View(Facts(new InstanceState.Stopping(1, 41, AfterStop.Rest, null))).Pid);
        Assert.Equal(0, View(Facts(new InstanceState.Stopping(1, 41, AfterStop.Rest, exit))).Pid);
    }

    [Fact]
    public void Whoever_waits_or_was_given_up_says_why()
    {
        var exit = new ExitStatus.Code(3);

        Assert.Equal("It failed.", View(Facts(new InstanceState.Errored(1, "It failed.", exit))).Reason);
        Assert.Equal(
            "It exited with code 3; the next start is due at 2026-03-01T12:00:00.000Z.", View(Facts(new InstanceState.WaitingToRestart(1, Specs.Noon, exit))).Reason);
    }

    [Fact]
    public void Discarded_output_shows_the_null_device()
    {
        var facts = Facts(new InstanceState.Stopped(0, null), Specs.App(logs: new LogSettings("/dev/null", null)));

        Assert.Equal("/dev/null", View(facts).OutFile);
    }

    [Fact]
    public void The_list_is_ordered_by_id()
    {
        foreach (var id in (int[])[3, 1, 2])
        {
            var facts = Facts(new InstanceState.Stopped(0, null));
            _board.Publish(facts with { Slot = new Slot(0, id, 100 - id, DesiredState.Running) });
        }

        Assert.Equal([1, 2, 3], _views.All().Select(view => view.PmId));
        Assert.Equal([1, 2, 3], _views.Plain().Select(view => view.PmId));
    }

    [Fact]
    public void Details_say_how_it_is_restarted_and_stopped()
    {
        var spec = Specs.App(
            restart: Specs.Restart(RestartMode.OnFailure, [0], 2, 4, 0.5, Backoff.Exponential(TimeSpan.FromMilliseconds(100))), stop: Specs.MainProcessOnly);
        var facts = Facts(new InstanceState.Stopped(1, null), spec) with { LastExit = new ExitStatus.Signalled(UnixSignal.SIGKILL) };

        var detail = Detail(facts);

        Assert.Equal(("on-failure", 4, 2000.0, 500.0, 100.0), (detail.RestartMode, detail.MaxRestarts, detail.MinimumUptimeMs, detail.RestartDelayMs, detail.BackoffMs));
        Assert.Equal(("SIGINT", 1600.0, false), (detail.KillSignal, detail.KillTimeoutMs, detail.TreeKill));
        Assert.Equal(("was ended by SIGKILL", 137), (detail.LastExit, detail.ExitCode));
    }

    [Fact]
    public void No_value_of_a_variable_is_shown_but_NODE_ENV()
    {
        var spec = Specs.App(environment: [("NODE_ENV", "production"), ("PASSWORD", "correct horse"), ("PATH", "/secret/bin")]);

        var detail = Detail(Facts(new InstanceState.Online(1, 41, Specs.Noon), spec));
        var json = JsonSerializer.Serialize(new InstanceDetails([detail]), ControlJson.Default.InstanceDetails);

        Assert.Equal("production", detail.NodeEnv);
        Assert.DoesNotContain("correct horse", json);
        Assert.DoesNotContain("/secret/bin", json);
    }

    private static InstanceFacts Facts(InstanceState state, AppSpec? spec = null) =>
        new(spec ?? Specs.App(), new Slot(0, 7, 1, DesiredState.Running), state, Specs.History, null, null);

    private InstanceView View(InstanceFacts facts) => Assert.Single(_views.Of([facts]));

    private InstanceDetail Detail(InstanceFacts facts) => _views.Detail(facts, View(facts), 0, null, []);
}
