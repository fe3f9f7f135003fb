using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.History;
using ActorPm.Core.Hooks;
using ActorPm.Core.Instances;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.History;
using ActorPm.Daemon.Hooks;
using ActorPm.Daemon.Metrics;
using ActorPm.Daemon.Tests.Apps;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.Hooks;

/// <summary>What hooks are told of an app, whose actors note facts as ever.</summary>
public sealed class HooksActorSpecs(ITestOutputHelper output) : Akka.TestKit.Xunit2.TestKit(VirtualTime.Config, output: output)
{
    private static readonly Slot _slot = new(0, 3, 1, DesiredState.Running);

    private (IActorRef Hooks, FakeSender Sender) Listen(AppStage stage, params HookEvent[] on)
    {
        var sender = new FakeSender();
        for (var answer = 0; answer < 100; answer++)
        {
            sender.Answer(new HookAttempt.Arrived("it answered 200"));
        }

        var hook = new HookSettings("chat", [.. on], new HookTarget.Exec("/bin/true", [])) { Deduplicate = TimeSpan.Zero };
        var context = new HooksContext(stage.Board, new UsageCurves(), new HookBoard(), _ => sender, () => new HookTeller("box", null), stage.Clock, () => 1);
        var hooks = Sys.ActorOf(HooksActor.Props(context, [hook]));
        stage.Edge.History!.Listener = fact => hooks.Tell(new HooksProtocol.Noted(fact));
        return (hooks, sender);
    }

    private async Task<IReadOnlyList<HookBody>> ToldAsync(FakeSender sender, int count)
    {
        await AwaitAssertAsync(() => Assert.Equal(count, sender.Tried.Count), AppStage.Limit);
        return [.. sender.Tried.Select(delivery => delivery.Body)];
    }

    private async Task PassAsync(AppStage stage, IActorRef hooks, TimeSpan time)
    {
        await hooks.Ask<ActorIdentity>(new Identify(null), AppStage.Limit);
        stage.Clock.Advance(time);
        ((TestScheduler)Sys.Scheduler).Advance(time);
    }

    [Fact]
    public async Task A_crash_is_told_and_so_is_the_recovery_when_the_minimum_uptime_is_over()
    {
        var stage = new AppStage(this);
        var (hooks, sender) = Listen(stage, HookEvent.Crash, HookEvent.Recovered);
        var process = await stage.StartAsync(_slot);
        stage.Clock.Advance(TimeSpan.FromMinutes(1));

        process.Exit(7);
        var next = await stage.LaunchedAsync(1, 2);
        var crash = Assert.Single(await ToldAsync(sender, 1));
        await PassAsync(stage, hooks, TimeSpan.FromSeconds(2));

        var recovered = (await ToldAsync(sender, 2))[1];
        Assert.Equal(("crash", "web", 0, process.Pid, 7, 60_000), (crash.Event, crash.App, crash.Instance, crash.Pid, crash.ExitCode, crash.UptimeMs));
        Assert.Equal(("recovered", "web", 0, next.Pid), (recovered.Event, recovered.App, recovered.Instance, recovered.Pid));
    }

    [Fact]
    public async Task Giving_up_is_told_once_and_a_start_by_the_user_is_the_recovery()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(maxFailedStarts: 1)));
        var (hooks, sender) = Listen(stage, HookEvent.Errored, HookEvent.Recovered);

        (await stage.StartAsync(_slot)).Exit(7);
        var errored = Assert.Single(await ToldAsync(sender, 1));
        await stage.StateAsync<InstanceState.Errored>(1);
        stage.Clock.Advance(TimeSpan.FromSeconds(5));
        await stage.StartAsync(_slot);
        await PassAsync(stage, hooks, TimeSpan.FromSeconds(2));

        Assert.Equal("errored", errored.Event);
        Assert.Equal("recovered", (await ToldAsync(sender, 2))[1].Event);
    }

    [Fact]
    public async Task A_stop_is_told_to_nobody_and_a_lost_node_is()
    {
        var stage = new AppStage(this);
        var (hooks, sender) = Listen(stage, [.. Enum.GetValues<HookEvent>()]);
        var process = await stage.StartAsync(_slot);

        stage.Order(InstructionKind.Stop, _slot with { Wish = DesiredState.Stopped });
        await stage.StateAsync<InstanceState.Stopping>(1);
        process.Exit(0);
        await stage.StateAsync<InstanceState.Stopped>(1);
        hooks.Tell(new HooksProtocol.NodeLost("n2"));

        var lost = Assert.Single(await ToldAsync(sender, 1));
        Assert.Equal(("node-lost", "n2", null), (lost.Event, lost.LostNode, lost.App));
    }

    [Fact]
    public async Task What_was_given_up_under_an_earlier_daemon_is_not_told_again()
    {
        var stage = new AppStage(this);
        var (hooks, sender) = Listen(stage, [.. Enum.GetValues<HookEvent>()]);
        stage.Launcher.Memories[1] = new ActorPm.Processes.SlotMemory(5, Specs.History, new ActorPm.Processes.SlotConclusion(new ExitStatus.Code(7), "It ended 16 times."));

        stage.Order(InstructionKind.Replay, _slot);
        await stage.StateAsync<InstanceState.Errored>(1);
        hooks.Tell(HooksProtocol.Replayed.Instance);
        hooks.Tell(new HooksProtocol.NodeLost("n2"));

        Assert.Equal("node-lost", Assert.Single(await ToldAsync(sender, 1)).Event);
    }

    [Fact]
    public async Task A_reload_that_failed_is_told_with_what_the_new_instance_wrote_last()
    {
        var stage = new AppStage(this);
        var (hooks, sender) = Listen(stage, HookEvent.ReloadFailed);
        using var home = new TempHome();
        var log = Path.Combine(home.Path, "web-error.log");
        await File.WriteAllTextAsync(log, "before\nno database\n");
        var exited = new HistoryFact.Exited(1, 100, new ExitStatus.Code(4), EndedBy.Itself, TimeSpan.FromSeconds(1)) { At = Specs.Noon, App = "web", Place = new InstancePlace(0, 3, 9) };

        hooks.Tell(new HooksProtocol.Noted(new PendingFact(exited, new LogSpan(log, 7, new FileInfo(log).Length))));
        hooks.Tell(new HooksProtocol.Noted(new PendingFact(new HistoryFact.ReloadEnded(ReloadResult.Failed, 0, 1, "it exited with code 4 after 1.0 s") { At = Specs.Noon, App = "web" })));

        var failed = Assert.Single(await ToldAsync(sender, 1));
        Assert.Equal(("reload-failed", "web was not reloaded: it exited with code 4 after 1.0 s."), (failed.Event, failed.Cause));
        Assert.Equal(["no database"], failed.LastLines!.Err);
    }
}
