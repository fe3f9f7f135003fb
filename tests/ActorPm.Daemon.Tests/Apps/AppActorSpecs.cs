using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Processes;
using Xunit.Abstractions;
using static ActorPm.Core.Instances.InstanceState;

namespace ActorPm.Daemon.Tests.Apps;

public sealed class AppActorSpecs(ITestOutputHelper output) : Akka.TestKit.Xunit2.TestKit(VirtualTime.Config, output: output)
{
    private static readonly Slot _slot = new(0, 0, 1, DesiredState.Running);
    private static readonly Slot _stopped = _slot with { Wish = DesiredState.Stopped };
    private static readonly TimeSpan _instant = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task An_exit_that_nobody_asked_for_is_followed_by_a_new_process_under_the_same_actor()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);
        var actor = Assert.Single(await stage.InstanceActorsAsync());
        Watch(actor);
        stage.Clock.Advance(TimeSpan.FromMinutes(1));

        process.Exit(1);
        var next = await stage.LaunchedAsync(1, 2);

        Assert.Equal(2, next.Attempt);
        Assert.Equal(actor, Assert.Single(await stage.InstanceActorsAsync()));
        Assert.Contains("release", process.Heard);
        var facts = stage.Board.Find(1)!;
        Assert.Equal((1, 0), (facts.History.Restarts, facts.History.FailedStarts));
        Assert.Equal(new ExitStatus.Code(1), facts.LastExit);
        Assert.Equal(1, next.Order!.History.Restarts);
        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_pause_before_the_restart_is_waited_out_on_a_timer()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(delay: 3)));
        var process = await stage.StartAsync(_slot);

        process.Exit(1);
        await stage.StateAsync<WaitingToRestart>(1, waiting => waiting.Due == Specs.Noon.AddSeconds(3));
        await stage.SettledAsync(1);
        stage.Pass(TimeSpan.FromSeconds(3) - _instant);
        await stage.QuietAsync();
        Assert.Single(stage.Launcher.Launched);
        stage.Pass(_instant);

        await stage.LaunchedAsync(1, 2);
    }

    [Fact]
    public async Task A_growing_pause_grows_from_crash_to_crash()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(backoff: Backoff.Exponential(TimeSpan.FromSeconds(1)))));
        var process = await stage.StartAsync(_slot);

        foreach (var pause in (double[])[1, 1.5, 2.25])
        {
            process.Exit(1);
            await stage.StateAsync<WaitingToRestart>(1, waiting => waiting.Due == stage.Clock.GetUtcNow().AddSeconds(pause));
            stage.Pass(TimeSpan.FromSeconds(pause));
            process = await stage.LaunchedAsync(1, stage.Launcher.Launched.Count + (process == stage.Launcher.Launched[^1] ? 1 : 0));
        }

        Assert.Equal(4, stage.Launcher.Launched.Count);
    }

    [Fact]
    public async Task A_crash_loop_is_given_up_after_16_launches_and_remembered()
    {
        var stage = new AppStage(this);
        await stage.StartAsync(_slot);

        for (var launch = 1; launch <= 16; launch++)
        {
            (await stage.LaunchedAsync(1, launch)).Exit(1);
        }

        var facts = await stage.StateAsync<Errored>(1);
        await stage.SettledAsync(1);

        Assert.Equal(16, stage.Launcher.Launched.Count);
        Assert.Equal(15, facts.History.Restarts);
        var conclusion = stage.Launcher.Memories[1].Conclusion!;
        Assert.Equal(new ExitStatus.Code(1), conclusion.Exit);
        Assert.Contains("16 times in a row", conclusion.GiveUpReason);
        await stage.EventuallyAsync(() => Assert.Empty(stage.InstanceActorsAsync().Result));
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_given_up_as_well()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(maxFailedStarts: 3)));
        var attempts = 0;
        stage.Launcher.Launching = _ =>
        {
            attempts++;
            throw new LaunchException("no such file");
        };

        stage.Order(InstructionKind.Start, _slot);
        var facts = await stage.StateAsync<Errored>(1);

        Assert.Equal(3, attempts);
        Assert.Equal(new ExitStatus.NotStarted("no such file"), facts.LastExit);
    }

    [Fact]
    public async Task A_report_that_the_failure_has_overtaken_does_not_revive_what_was_given_up()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(maxFailedStarts: 4)));
        stage.Launcher.Started = process => process.Exit(1);

        stage.Order(InstructionKind.Start, _slot);
        await stage.StateAsync<Errored>(1);
        await stage.SettledAsync(1);
        await stage.EventuallyAsync(() => Assert.Empty(stage.InstanceActorsAsync().Result));
        await stage.QuietAsync();

        Assert.IsType<Errored>(stage.Board.Find(1)!.State);
        Assert.Equal(4, stage.Launcher.Launched.Count);
    }

    [Fact]
    public async Task An_app_that_was_given_up_starts_again_with_a_clean_slate()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(maxFailedStarts: 1)));
        (await stage.StartAsync(_slot)).Exit(1);
        await stage.StateAsync<Errored>(1);

        stage.Order(InstructionKind.Start, _slot);
        var process = await stage.LaunchedAsync(1, 2);

        Assert.Equal(2, process.Attempt);
    }

    [Fact]
    public async Task A_stop_of_an_app_that_was_given_up_lets_it_rest()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(maxFailedStarts: 1)));
        (await stage.StartAsync(_slot)).Exit(1);
        await stage.StateAsync<Errored>(1);

        stage.Order(InstructionKind.Stop, _stopped);
        await stage.StateAsync<Stopped>(1);
        await stage.SettledAsync(1);

        Assert.Single(stage.Launcher.Launched);
    }

    [Fact]
    public async Task An_exit_that_the_settings_call_final_rests_and_is_remembered_so()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(RestartMode.OnFailure)));

        (await stage.StartAsync(_slot)).Exit(0);
        await stage.StateAsync<Stopped>(1, stopped => stopped.LastExit == new ExitStatus.Code(0));
        await stage.SettledAsync(1);

        Assert.Equal(new SlotConclusion(new ExitStatus.Code(0), null), stage.Launcher.Memories[1].Conclusion);
    }

    [Fact]
    public async Task A_stop_during_the_pause_wins()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(delay: 3)));
        (await stage.StartAsync(_slot)).Exit(1);
        await stage.StateAsync<WaitingToRestart>(1);

        stage.Order(InstructionKind.Stop, _stopped);
        await stage.StateAsync<Stopped>(1);
        stage.Pass(TimeSpan.FromMinutes(1));
        await stage.QuietAsync();

        Assert.Single(stage.Launcher.Launched);
        Assert.IsType<Stopped>(stage.Board.Find(1)!.State);
    }

    [Fact]
    public async Task A_start_during_the_pause_cuts_it_short()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(delay: 3600)));
        (await stage.StartAsync(_slot)).Exit(1);
        await stage.StateAsync<WaitingToRestart>(1);

        stage.Order(InstructionKind.Start, _slot);
        await stage.LaunchedAsync(1, 2);
        stage.Pass(TimeSpan.FromHours(2));
        await stage.QuietAsync();

        Assert.Equal(2, stage.Launcher.Launched.Count);
    }

    [Fact]
    public async Task A_stop_asks_politely_and_kills_after_the_timeout()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);

        stage.Order(InstructionKind.Stop, _stopped);
        await stage.StateAsync<Stopping>(1);
        Assert.Equal(["SIGINT to the tree"], process.Heard);
        stage.Pass(StopSettings.Default.KillTimeout);
        await stage.EventuallyAsync(() => Assert.Equal(["SIGINT to the tree", "kill the tree"], process.Heard));
        process.Exit(new ExitStatus.Signalled(UnixSignal.SIGKILL));

        await stage.StateAsync<Stopped>(1);
        await stage.SettledAsync(1);
        Assert.Single(stage.Launcher.Launched);
        Assert.Equal(ConcludedBy.Request, stage.Launcher.Memories[1].Conclusion?.By);
    }

    [Fact]
    public async Task Nothing_is_killed_after_a_stop_was_obeyed()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);

        stage.Order(InstructionKind.Stop, _stopped);
        await stage.StateAsync<Stopping>(1);
        process.Exit(0);
        await stage.StateAsync<Stopped>(1);
        stage.Pass(TimeSpan.FromHours(1));
        await stage.QuietAsync();

        Assert.DoesNotContain("kill the tree", process.Heard);
    }

    [Fact]
    public async Task A_stop_meant_for_the_main_process_alone_spares_its_descendants()
    {
        var stage = new AppStage(this, Specs.App(stop: Specs.MainProcessOnly));
        var process = await stage.StartAsync(_slot);

        stage.Order(InstructionKind.Stop, _stopped);
        await stage.StateAsync<Stopping>(1);
        stage.Pass(StopSettings.Default.KillTimeout);
        await stage.EventuallyAsync(() => Assert.Equal(["SIGINT to the main process", "SIGKILL to the main process"], process.Heard));
        process.Exit(new ExitStatus.Signalled(UnixSignal.SIGKILL), Leftovers.Some);

        await stage.StateAsync<Stopped>(1);
    }

    [Fact]
    public async Task A_tree_that_a_crash_left_behind_is_killed_before_the_restart()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);

        process.Exit(1, Leftovers.Some);
        await stage.StateAsync<Collapsing>(1);
        Assert.Equal(["kill the tree"], process.Heard);
        Assert.Single(stage.Launcher.Launched);
        process.LoseTree();

        await stage.LaunchedAsync(1, 2);
    }

    [Fact]
    public async Task A_restart_waits_for_the_old_process_and_counts()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);

        stage.Order(InstructionKind.Restart, _slot);
        await stage.StateAsync<Stopping>(1);
        Assert.Single(stage.Launcher.Launched);
        process.Exit(0);
        await stage.LaunchedAsync(1, 2);

        Assert.Equal(1, stage.Board.Find(1)!.History.Restarts);
    }

    [Fact]
    public async Task The_newest_spec_is_used_for_the_next_launch()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);

        stage.Spec = Specs.App(arguments: ["new"]);
        stage.Order(InstructionKind.Restart, _slot);
        await stage.StateAsync<Stopping>(1);
        process.Exit(0);

        Assert.Equal(["new"], (await stage.LaunchedAsync(1, 2)).Order!.Arguments.AsEnumerable());
    }

    [Fact]
    public async Task A_process_found_alive_is_adopted_with_its_counters_and_not_launched_twice()
    {
        var stage = new AppStage(this);
        var process = stage.Launcher.Survive(1, attempt: 5, Specs.History with { Restarts = 4 });

        stage.Order(InstructionKind.Replay, _slot);
        var facts = await stage.StateAsync<Online>(1, online => online.Pid == process.Pid);
        await stage.SettledAsync(1);

        Assert.Empty(stage.Launcher.Launched);
        Assert.Equal(4, facts.History.Restarts);
        Assert.Equal(process.StartedAt, facts.StartedAt);
    }

    [Fact]
    public async Task A_process_found_alive_is_restarted_after_its_crash_with_the_next_attempt()
    {
        var stage = new AppStage(this);
        var survivor = stage.Launcher.Survive(1, attempt: 5, Specs.History with { Restarts = 4 });
        stage.Order(InstructionKind.Replay, _slot);
        await stage.StateAsync<Online>(1);

        survivor.Exit(1);
        var next = await stage.LaunchedAsync(1, 1);

        Assert.Equal((6, 5), (next.Attempt, next.History.Restarts));
    }

    [Fact]
    public async Task A_process_found_alive_against_the_wish_is_stopped()
    {
        var stage = new AppStage(this);
        var process = stage.Launcher.Survive(1, 5, Specs.History);

        stage.Order(InstructionKind.Replay, _stopped);
        await stage.StateAsync<Stopping>(1);
        process.Exit(0);

        await stage.StateAsync<Stopped>(1);
        await stage.SettledAsync(1);
        Assert.Empty(stage.Launcher.Launched);
    }

    [Fact]
    public async Task A_replay_starts_what_nothing_is_known_of()
    {
        var stage = new AppStage(this);

        stage.Order(InstructionKind.Replay, _slot, new Slot(1, 1, 2, DesiredState.Stopped));
        var process = await stage.LaunchedAsync(1, 1);
        await stage.SettledAsync(1, 2);

        Assert.Equal((1, 0), (process.Attempt, process.History.Restarts));
        Assert.IsType<Stopped>(stage.Board.Find(2)!.State);
    }

    [Fact]
    public async Task A_replay_counts_a_restart_for_a_process_that_died_while_nobody_watched()
    {
        var stage = new AppStage(this);
        stage.Launcher.Memories[1] = new SlotMemory(5, Specs.History with { Restarts = 4 }, null)
        {
            StartedAt = DateTimeOffset.UnixEpoch, Ending = new SlotEnding(new ExitStatus.Unknown(), DateTimeOffset.UnixEpoch.AddHours(1)),
        };

        stage.Order(InstructionKind.Replay, _slot);
        var process = await stage.LaunchedAsync(1, 1);

        Assert.Equal((6, 5), (process.Attempt, process.History.Restarts));
        Assert.Equal(5, stage.Board.Find(1)!.History.Restarts);
    }

    [Fact]
    public async Task A_replay_lets_the_policy_decide_on_what_ended_without_a_daemon()
    {
        var stage = new AppStage(this, Specs.App() with { Restart = Specs.App().Restart with { Mode = RestartMode.OnFailure } });
        stage.Launcher.Memories[1] = new SlotMemory(5, Specs.History, null)
        {
            StartedAt = Specs.Noon - TimeSpan.FromHours(1), Ending = new SlotEnding(new ExitStatus.Code(0), Specs.Noon),
        };

        stage.Order(InstructionKind.Replay, _slot);
        await stage.SettledAsync(1);
        await stage.QuietAsync();

        Assert.Equal(new Stopped(5, new ExitStatus.Code(0)), stage.Board.Find(1)!.State);
        Assert.Equal(new SlotConclusion(new ExitStatus.Code(0), null), stage.Launcher.Memories[1].Conclusion);
        Assert.Empty(stage.Launcher.Launched);
    }

    [Fact]
    public async Task A_replay_waits_out_what_is_left_of_a_pause_that_an_earlier_daemon_began()
    {
        var stage = new AppStage(this, Specs.App() with { Restart = Specs.App().Restart with { Delay = TimeSpan.FromSeconds(10) } });
        stage.Launcher.Memories[1] = new SlotMemory(5, Specs.History, null)
        {
            StartedAt = Specs.Noon - TimeSpan.FromHours(1), Ending = new SlotEnding(new ExitStatus.Code(1), Specs.Noon - TimeSpan.FromSeconds(4)),
        };

        stage.Order(InstructionKind.Replay, _slot);
        var waiting = await stage.StateAsync<WaitingToRestart>(1);
        Assert.Equal(new WaitingToRestart(5, Specs.Noon + TimeSpan.FromSeconds(6), new ExitStatus.Code(1)), waiting.State);

        stage.Pass(TimeSpan.FromSeconds(6));
        Assert.Equal(6, (await stage.LaunchedAsync(1, 1)).Attempt);
    }

    [Fact]
    public async Task A_replay_gives_up_what_failed_for_the_last_time_without_a_daemon()
    {
        var stage = new AppStage(this);
        stage.Launcher.Memories[1] = new SlotMemory(16, Specs.History with { FailedStarts = 15 }, null)
        {
            StartedAt = Specs.Noon, Ending = new SlotEnding(new ExitStatus.Signalled(UnixSignal.SIGSEGV), Specs.Noon),
        };

        stage.Order(InstructionKind.Replay, _slot);
        var facts = await stage.StateAsync<Errored>(1);

        Assert.Equal(new ExitStatus.Signalled(UnixSignal.SIGSEGV), ((Errored)facts.State).LastExit);
        Assert.Empty(stage.Launcher.Launched);
    }

    [Fact]
    public async Task A_restart_that_was_waited_for_is_noted_for_the_next_program_and_comes_there_when_it_was_due()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(delay: 30)));
        (await stage.StartAsync(_slot)).Exit(1);
        var waiting = await stage.StateAsync<WaitingToRestart>(1);

        await stage.App.Ask<AppsProtocol.Settled>(AppsProtocol.Suspend.Instance, AppStage.Limit);

        var memory = stage.Launcher.Memories[1];
        Assert.Equal(new PendingRestart(Specs.Noon.AddSeconds(30), new ExitStatus.Code(1)), memory.Pending);
        Assert.Equal((1, waiting.History.Restarts, (SlotConclusion?)null), (memory.Attempt, memory.History.Restarts, memory.Conclusion));

        var next = new AppStage(this, stage.Spec);
        next.Launcher.Memories[1] = memory;
        next.Order(InstructionKind.Replay, _slot);

        var resumed = await next.StateAsync<WaitingToRestart>(1);
        Assert.Equal(new WaitingToRestart(1, Specs.Noon.AddSeconds(30), new ExitStatus.Code(1)), resumed.State);
        Assert.Equal(waiting.History.Restarts, resumed.History.Restarts);
        Assert.Empty(next.Launcher.Launched);
    }

    [Theory]
    [InlineData("It failed.")]
    [InlineData(null)]
    public async Task A_replay_leaves_what_came_to_rest_by_itself_as_it_is(string? giveUpReason)
    {
        var stage = new AppStage(this);
        stage.Launcher.Memories[1] = new SlotMemory(5, Specs.History, new SlotConclusion(new ExitStatus.Code(3), giveUpReason));

        stage.Order(InstructionKind.Replay, _slot);
        await stage.SettledAsync(1);
        await stage.QuietAsync();

        InstanceState expected = giveUpReason is null ? new Stopped(5, new ExitStatus.Code(3)) : new Errored(5, giveUpReason, new ExitStatus.Code(3));
        Assert.Equal(expected, stage.Board.Find(1)!.State);
        Assert.Empty(stage.Launcher.Launched);
    }

    [Fact]
    public async Task A_replay_carries_out_wishes_whose_write_was_durable_after_all()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);

        stage.Order(InstructionKind.Replay, _stopped);
        await stage.StateAsync<Stopping>(1);
        process.Exit(0);
        await stage.StateAsync<Stopped>(1);
        stage.Order(InstructionKind.Replay, _slot);

        await stage.LaunchedAsync(1, 2);
    }

    [Fact]
    public async Task A_replay_removes_what_is_no_longer_on_the_list()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);

        stage.App.Tell(new AppsProtocol.Order(null, new AppInstruction(stage.Spec.Name, InstructionKind.Replay, [])));
        await stage.StateAsync<Stopping>(1);
        process.Exit(0);

        await stage.Parent.ExpectMsgAsync(new AppsProtocol.Emptied(stage.Spec.Name), AppStage.Limit);
    }

    [Fact]
    public async Task A_bug_in_an_instance_actor_keeps_the_process_which_is_adopted_again()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);
        var actor = Assert.Single(await stage.InstanceActorsAsync());
        process.Signalling = _ => throw new InvalidOperationException("A bug.");

        stage.Order(InstructionKind.Restart, _slot);
        await stage.EventuallyAsync(() => Assert.Contains("SIGINT to the tree", process.Heard));
        await stage.SettledAsync(1);
        stage.Pass(TimeSpan.FromMinutes(1));
        await stage.QuietAsync();

        Assert.Equal(process.Pid, Assert.IsType<Online>(stage.Board.Find(1)!.State).Pid);
        Assert.Single(stage.Launcher.Launched);
        Assert.Equal(actor, Assert.Single(await stage.InstanceActorsAsync()));

        process.Signalling = _ => { };
        stage.Order(InstructionKind.Stop, _stopped);
        await stage.StateAsync<Stopping>(1);
        process.Exit(0);
        await stage.StateAsync<Stopped>(1);
    }

    [Fact]
    public async Task A_bug_while_a_process_is_launched_is_tried_again_after_a_pause()
    {
        var stage = new AppStage(this);
        stage.Launcher.Launching = _ =>
        {
            stage.Launcher.Launching = _ => { };
            throw new InvalidOperationException("A bug.");
        };

        stage.Order(InstructionKind.Start, _slot);
        await stage.StateAsync<WaitingToRestart>(1);
        Assert.Empty(stage.Launcher.Launched);
        stage.Pass(TimeSpan.FromSeconds(1));

        await stage.LaunchedAsync(1, 1);
    }

    [Theory]
    [InlineData(InstructionKind.Start)]
    [InlineData(InstructionKind.Restart)]
    public async Task An_order_that_arrives_while_the_actor_is_ending_is_carried_out_by_the_next(InstructionKind kind)
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(RestartMode.Never)));
        var process = await stage.StartAsync(_slot);
        // Sent from within the verdict: certain to be behind the failure, and ahead of the news that the actor has ended.
        stage.Launcher.Concluded = _ => stage.Order(kind, _slot);

        process.Exit(0);
        var next = await stage.LaunchedAsync(1, 2);
        await stage.SettledAsync(1);

        Assert.Equal(2, next.Attempt);
    }

    [Fact]
    public async Task A_stop_that_arrives_while_the_actor_is_ending_settles()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(maxFailedStarts: 0)));
        var process = await stage.StartAsync(_slot);
        stage.Launcher.Concluded = _ => stage.Order(InstructionKind.Stop, _stopped);

        process.Exit(1);
        await stage.StateAsync<Stopped>(1);

        await stage.SettledAsync(1);
    }

    [Fact]
    public async Task A_removal_that_arrives_while_the_actor_is_ending_is_carried_out()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(RestartMode.Never)));
        var process = await stage.StartAsync(_slot);
        stage.Launcher.Concluded = _ => stage.Remove(_slot);

        process.Exit(0);

        await stage.Parent.ExpectMsgAsync(new AppsProtocol.Emptied(stage.Spec.Name), AppStage.Limit);
        Assert.Equal([1], stage.Launcher.Forgotten);
    }

    [Fact]
    public async Task A_removal_waits_for_the_process_and_forgets_the_slot()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);

        stage.Remove(_slot);
        await stage.StateAsync<Stopping>(1);
        Assert.Empty(stage.Launcher.Forgotten);
        process.Exit(0);
        await stage.SettledAsync(1);

        Assert.Equal([1], stage.Launcher.Forgotten);
        Assert.Null(stage.Board.Find(1));
        await stage.Parent.ExpectMsgAsync(new AppsProtocol.Emptied(stage.Spec.Name), AppStage.Limit);
    }

    [Fact]
    public async Task A_removal_of_an_app_that_was_given_up_forgets_it_at_once()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(maxFailedStarts: 0)));
        (await stage.StartAsync(_slot)).Exit(1);
        await stage.StateAsync<Errored>(1);

        stage.Remove(_slot);

        await stage.Parent.ExpectMsgAsync(new AppsProtocol.Emptied(stage.Spec.Name), AppStage.Limit);
        Assert.Null(stage.Board.Find(1));
    }

    [Fact]
    public async Task A_crash_during_a_removal_restarts_nothing()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);

        // From within the stop: the exit is not what was asked for.
        process.Signalling = _ => process.Exit(1);
        stage.Remove(_slot);
        await stage.Parent.ExpectMsgAsync(new AppsProtocol.Emptied(stage.Spec.Name), AppStage.Limit);

        Assert.Single(stage.Launcher.Launched);
        Assert.Equal([1], stage.Launcher.Forgotten);
    }

    [Fact]
    public async Task A_crash_that_overtakes_the_stop_of_a_removal_leaves_once()
    {
        var stage = new AppStage(this);
        using var removed = new ManualResetEventSlim();
        // While the instance actor is held in its launch, its exit and then its stop come to wait in its mailbox.
        stage.Launcher.Started = process =>
        {
            process.Exit(1);
            removed.Wait(AppStage.Limit);
        };

        stage.Order(InstructionKind.Start, _slot);
        await stage.EventuallyAsync(() => Assert.Single(stage.Launcher.Launched));
        stage.Remove(_slot);
        await stage.AppQuietAsync();
        removed.Set();

        await stage.Parent.ExpectMsgAsync(new AppsProtocol.Emptied(stage.Spec.Name), AppStage.Limit);
        await stage.QuietAsync();
        await stage.Parent.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        Assert.Equal([1], stage.Launcher.Forgotten);
        Assert.Single(stage.Launcher.Launched);
    }

    [Fact]
    public async Task A_new_slot_of_the_same_number_waits_until_the_old_process_is_gone()
    {
        var stage = new AppStage(this);
        var old = await stage.StartAsync(_slot);
        var heir = new Slot(0, 0, 2, DesiredState.Running);

        stage.Remove(_slot);
        stage.Order(InstructionKind.Start, heir);
        await stage.StateAsync<Stopping>(1);
        await stage.StateAsync<Stopped>(2);
        Assert.Single(stage.Launcher.Launched);
        old.Exit(0);

        Assert.Equal(2, (await stage.LaunchedAsync(2, 2)).Serial);
        await stage.SettledAsync(2);
        Assert.Equal([1], stage.Launcher.Forgotten);
    }

    [Fact]
    public async Task A_new_slot_that_waits_for_the_old_process_may_be_stopped()
    {
        var stage = new AppStage(this);
        var old = await stage.StartAsync(_slot);
        var heir = new Slot(0, 0, 2, DesiredState.Running);
        stage.Remove(_slot);
        stage.Order(InstructionKind.Start, heir);
        await stage.StateAsync<Stopping>(1);

        stage.Order(InstructionKind.Stop, heir with { Wish = DesiredState.Stopped });
        await stage.QuietAsync();
        old.Exit(0);
        await stage.SettledAsync(1, 2);

        Assert.Single(stage.Launcher.Launched);
    }

    [Fact]
    public async Task Shutting_down_stops_every_process_and_changes_no_wish()
    {
        var stage = new AppStage(this, Specs.App(restart: Specs.Restart(delay: 60)));
        var other = new Slot(1, 1, 2, DesiredState.Running);
        (await stage.StartAsync(_slot)).Exit(1);
        await stage.StateAsync<WaitingToRestart>(1);
        stage.Order(InstructionKind.Start, _slot with { }, other);
        await stage.EventuallyAsync(() => Assert.Equal(3, stage.Launcher.Launched.Count));
        await stage.SettledAsync(1, 2);

        var down = stage.App.Ask<AppsProtocol.Settled>(AppsProtocol.ShutDown.Instance, AppStage.Limit);
        await stage.StateAsync<Stopping>(1);
        await stage.StateAsync<Stopping>(2);
        Assert.False(down.IsCompleted);
        foreach (var process in stage.Launcher.Launched.Skip(1))
        {
            process.Exit(1);
        }

        await down;
        Assert.All(stage.Board.All, facts => Assert.Equal(DesiredState.Running, facts.Slot.Wish));
        Assert.All(stage.Launcher.Memories.Values, memory => Assert.Equal(ConcludedBy.Request, memory.Conclusion?.By));
    }

    [Theory]
    [InlineData(InstructionKind.Start)]
    [InlineData(InstructionKind.Restart)]
    [InlineData(InstructionKind.Replay)]
    public async Task Nothing_is_started_any_more_when_shutting_down(InstructionKind kind)
    {
        var stage = new AppStage(this);
        await stage.App.Ask<AppsProtocol.Settled>(AppsProtocol.ShutDown.Instance, AppStage.Limit);

        stage.Order(kind, _slot);
        await stage.SettledAsync(1);
        await stage.QuietAsync();

        Assert.Empty(stage.Launcher.Launched);
    }

    [Fact]
    public async Task A_crash_while_shutting_down_restarts_nothing_and_is_not_remembered()
    {
        var stage = new AppStage(this);
        var process = await stage.StartAsync(_slot);
        // From within the stop: the exit overtakes the end of it.
        process.Signalling = _ => process.Exit(1);

        await stage.App.Ask<AppsProtocol.Settled>(AppsProtocol.ShutDown.Instance, AppStage.Limit);

        Assert.Single(stage.Launcher.Launched);
        Assert.All(stage.Launcher.Memories.Values, memory => Assert.Equal(ConcludedBy.Request, memory.Conclusion?.By));
    }

    [Fact]
    public async Task Reset_counters_begin_at_zero_from_now_on()
    {
        var stage = new AppStage(this);
        (await stage.StartAsync(_slot)).Exit(1);
        await stage.LaunchedAsync(1, 2);
        stage.Clock.Advance(TimeSpan.FromHours(1));

        stage.Order(InstructionKind.ResetCounters, _slot);
        await stage.QuietAsync();
        await stage.EventuallyAsync(() => Assert.Equal(RestartHistory.StartingAt(Specs.Noon.AddHours(1)), stage.Board.Find(1)!.History));

        Assert.IsType<Online>(stage.Board.Find(1)!.State);
    }

    [Fact]
    public async Task Waiting_for_a_slot_that_is_not_there_ends_at_once()
    {
        var stage = new AppStage(this);

        await stage.SettledAsync(99);

        Assert.Empty(stage.Board.All);
    }
}
