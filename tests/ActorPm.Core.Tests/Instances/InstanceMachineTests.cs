using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using static ActorPm.Core.Instances.InstanceEffect;
using static ActorPm.Core.Instances.InstanceInput;
using static ActorPm.Core.Instances.InstanceState;

namespace ActorPm.Core.Tests.Instances;

/// <summary>Stories of several inputs: what wins when two things happen at once.</summary>
public sealed class InstanceMachineTests
{
    private static readonly ExitStatus _exit = new ExitStatus.Code(7);

    [Fact]
    public void One_that_shall_say_that_it_is_ready_is_online_only_then()
    {
        var spec = Specs.App() with { Ready = new ReadySettings(ReadySignal.Message, TimeSpan.FromSeconds(8)) };

        var spawned = InstanceMachine.Next(new InstanceState.Launching(1), new InstanceInput.Spawned(1, 41), spec, Specs.Noon, 0);

        Assert.Equal(new InstanceState.AwaitingReady(1, 41, Specs.Noon), spawned.State);
        Assert.Equal(new InstanceEffect.ArmReadyTimer(TimeSpan.FromSeconds(8)), Assert.Single(spawned.Effects));
        Assert.False(spawned.State.IsSettled);
    }

    [Fact]
    public void One_that_proves_ready_late_is_ready_from_then_on()
    {
        var spec = Specs.App() with { Ready = new ReadySettings(ReadySignal.Notify, TimeSpan.FromSeconds(8)) };

        var late = InstanceMachine.Next(new AwaitingReady(1, 41, Specs.Noon), new ReadyTimeoutElapsed(1), spec, Specs.Noon, 0).State;
        var proven = InstanceMachine.Next(late, new BecameReady(1), spec, Specs.Noon, 0).State;

        Assert.Equal(new Online(1, 41, Specs.Noon) { Proven = false, Unready = "it has not sent READY=1 within 8 s (listen_timeout)" }, late);
        Assert.True(late.IsSettled);
        Assert.Equal(new Online(1, 41, Specs.Noon), proven);
    }

    [Fact]
    public void News_of_readiness_do_not_make_one_ready_that_has_not_proved_it()
    {
        var unproven = new Online(1, 41, Specs.Noon) { Proven = false, Unready = "it is late" };

        Assert.Equal(unproven, InstanceMachine.Next(unproven, new ReadinessChanged(1, null), Specs.App(), Specs.Noon, 0).State);
    }

    [Fact]
    public void One_that_is_found_ill_is_stopped_politely_and_then_fails_with_the_reason()
    {
        var story = new Story(new Online(1, 41, Specs.Noon - TimeSpan.FromSeconds(9)));

        story.Hears(new FoundIll(1, "it hangs"), new Exited(1, new ExitStatus.Code(0), Leftovers.Some), new TreeGone(1));

        var crash = new Crashed(1, new ExitStatus.FoundIll("it hangs", new ExitStatus.Code(0)), TimeSpan.FromSeconds(9));
        Assert.Equal(crash, story.State);
        Assert.Contains(new SignalStop(), story.Effects);
        Assert.Contains(new Fail(crash), story.Effects);
        Assert.False(crash.Exit.IsSuccess);
    }

    [Fact]
    public void One_that_never_came_up_counts_as_a_failed_start_however_long_that_took()
    {
        var story = new Story(new Online(1, 41, Specs.Noon - TimeSpan.FromMinutes(1)) { Proven = false });

        story.Hears(new FoundIll(1, "its startup probe failed"), new Exited(1, _exit, Leftovers.None));

        Assert.Equal(TimeSpan.Zero, Assert.IsType<Crashed>(story.State).Uptime);
    }

    [Fact]
    public void A_stop_wins_over_an_illness()
    {
        var story = new Story(new Online(1, 41, Specs.Noon));

        story.Hears(new FoundIll(1, "it hangs"), new StopAsked(), new Exited(1, _exit, Leftovers.None));

        Assert.Equal(new Stopped(1, _exit), story.State);
        Assert.DoesNotContain(story.Effects, effect => effect is Fail);
    }

    [Fact]
    public void An_illness_does_not_win_over_a_stop()
    {
        var story = new Story(new Online(1, 41, Specs.Noon));

        story.Hears(new StopAsked(), new FoundIll(1, "it hangs"), new Exited(1, _exit, Leftovers.None));

        Assert.Equal(new Stopped(1, _exit), story.State);
    }

    [Fact]
    public void A_stop_while_launching_is_carried_out_as_soon_as_the_process_is_there()
    {
        var story = new Story(new Launching(1));

        story.Hears(new StopAsked(), new Spawned(1, 41));

        Assert.Equal(new Stopping(1, 41, AfterStop.Rest, null), story.State);
        Assert.Equal([new SignalStop(), new ArmKillTimer(StopSettings.Default.KillTimeout)], story.Effects);
    }

    [Fact]
    public void A_stop_while_launching_rests_when_the_launch_fails()
    {
        var story = new Story(new Launching(1));

        story.Hears(new StopAsked(), new SpawnFailed(1, "no such file"));

        Assert.Equal(new Stopped(1, new ExitStatus.NotStarted("no such file")), story.State);
        Assert.DoesNotContain(story.Effects, effect => effect is Fail);
    }

    [Fact]
    public void A_stop_while_launching_rests_when_the_process_is_gone_before_its_start_was_reported()
    {
        var story = new Story(new Launching(1));

        story.Hears(new StopAsked(), new Exited(1, _exit, Leftovers.None), new Spawned(1, 41));

        Assert.Equal(new Stopped(1, _exit), story.State);
        Assert.DoesNotContain(story.Effects, effect => effect is SignalStop);
    }

    [Fact]
    public void Descendants_of_a_process_that_ended_before_its_start_was_reported_are_killed_by_a_stop()
    {
        var story = new Story(new Launching(1));

        story.Hears(new StopAsked(), new Exited(1, _exit, Leftovers.Some), new Spawned(1, 41));

        Assert.Equal(new Stopping(1, 0, AfterStop.Rest, _exit), story.State);
        Assert.Equal([new KillTree()], story.Effects);
    }

    [Fact]
    public void An_exit_before_the_start_was_reported_is_a_crash_without_uptime()
    {
        var story = new Story(new Launching(1));

        story.Hears(new Exited(1, _exit, Leftovers.None), new Spawned(1, 41));

        Assert.Equal(new Crashed(1, _exit, TimeSpan.Zero), story.State);
    }

    [Fact]
    public void A_start_during_a_stop_launches_when_the_old_process_is_gone()
    {
        var story = new Story(new Online(1, 41, Specs.Noon));

        story.Hears(new StopAsked(), new StartAsked());
        Assert.DoesNotContain(story.Effects, effect => effect is Spawn);

        story.Hears(new Exited(1, _exit, Leftovers.None));

        Assert.Equal(new Launching(2), story.State);
        Assert.Equal([new CancelTimers(), new ReleaseProcess(), new Spawn(2)], story.Effects.TakeLast(3));
    }

    [Fact]
    public void A_stop_during_a_restart_wins()
    {
        var story = new Story(new Online(1, 41, Specs.Noon));

        story.Hears(new RestartAsked(), new StopAsked(), new Exited(1, _exit, Leftovers.None));

        Assert.Equal(new Stopped(1, _exit), story.State);
    }

    [Fact]
    public void A_stop_waits_for_the_descendants_of_the_main_process()
    {
        var story = new Story(new Online(1, 41, Specs.Noon));

        story.Hears(new StopAsked(), new Exited(1, _exit, Leftovers.Some));
        Assert.Equal(new Stopping(1, 41, AfterStop.Rest, _exit), story.State);

        story.Hears(new KillTimeoutElapsed(1), new TreeGone(1));

        Assert.Equal(new Stopped(1, _exit), story.State);
        Assert.Contains(new KillTree(), story.Effects);
    }

    [Fact]
    public void A_crash_that_leaves_descendants_kills_them_before_it_fails()
    {
        var story = new Story(new Online(1, 41, Specs.Noon));

        story.Hears(new Exited(1, _exit, Leftovers.Some));
        Assert.Equal(new Collapsing(1, _exit, TimeSpan.Zero, null), story.State);
        Assert.Equal([new KillTree()], story.Effects);

        story.Hears(new TreeGone(1));

        Assert.Equal(new Crashed(1, _exit, TimeSpan.Zero), story.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_wish_during_a_collapse_is_followed_instead_of_a_failure(bool startsAgain)
    {
        var story = new Story(new Collapsing(1, _exit, TimeSpan.Zero, null));

        story.Hears(startsAgain ? new RestartAsked() : new StopAsked(), new TreeGone(1));

        Assert.Equal(startsAgain ? new Launching(2) : new Stopped(1, _exit), story.State);
        Assert.DoesNotContain(story.Effects, effect => effect is Fail);
    }

    [Fact]
    public void A_restart_granted_after_a_stop_was_followed_changes_nothing()
    {
        var story = new Story(new Recovering(1));

        story.Hears(new StopAsked(), new RestartGranted(1, TimeSpan.Zero, _exit));

        Assert.Equal(new Stopped(1, null), story.State);
        Assert.Empty(story.Effects);
    }

    [Fact]
    public void A_restart_granted_after_a_start_was_followed_launches_no_second_process()
    {
        var story = new Story(new Recovering(1));

        story.Hears(new StartAsked(), new RestartGranted(1, TimeSpan.Zero, _exit));

        Assert.Equal([new Spawn(2)], story.Effects);
    }

    [Fact]
    public void A_restart_without_a_pause_launches_at_once()
    {
        var story = new Story(new Recovering(4));

        story.Hears(new RestartGranted(4, TimeSpan.Zero, _exit));

        Assert.Equal(new Launching(5), story.State);
        Assert.Equal([new Spawn(5)], story.Effects);
    }

    [Fact]
    public void Jitter_shortens_the_pause_and_never_lengthens_it()
    {
        var backoff = Backoff.Exponential(TimeSpan.FromSeconds(10)) with { Jitter = 0.5 };
        var story = new Story(new Recovering(1), Specs.App(restart: Specs.Restart(backoff: backoff)), random: 0.5);

        story.Hears(new RestartGranted(1, TimeSpan.FromSeconds(10), _exit));

        Assert.Equal(new WaitingToRestart(1, Specs.Noon.AddSeconds(7.5), _exit), story.State);
        Assert.Equal([new ArmRestartTimer(TimeSpan.FromSeconds(7.5))], story.Effects);
    }

    [Fact]
    public void Descendants_are_left_alone_when_the_stop_is_meant_for_the_main_process()
    {
        var story = new Story(new Online(1, 41, Specs.Noon), Specs.App(stop: Specs.MainProcessOnly));

        story.Hears(new StopAsked(), new KillTimeoutElapsed(1), new Exited(1, _exit, Leftovers.Some));

        Assert.Equal(new Stopped(1, _exit), story.State);
        Assert.Contains(new KillMainProcess(), story.Effects);
        Assert.DoesNotContain(new KillTree(), story.Effects);
    }

    [Fact]
    public void A_crash_of_the_main_process_alone_leaves_its_descendants_running()
    {
        var story = new Story(new Online(1, 41, Specs.Noon), Specs.App(stop: Specs.MainProcessOnly));

        story.Hears(new Exited(1, _exit, Leftovers.Some));

        Assert.Equal(new Crashed(1, _exit, TimeSpan.Zero), story.State);
        Assert.DoesNotContain(new KillTree(), story.Effects);
    }

    [Fact]
    public void A_denial_without_a_reason_lets_it_rest()
    {
        var story = new Story(new Crashed(1, _exit, TimeSpan.Zero));

        story.Hears(new RestartDenied(1, null));

        Assert.Equal(new Stopped(1, _exit), story.State);
    }

    private sealed class Story(InstanceState state, AppSpec? spec = null, double random = 0)
    {
        public InstanceState State { get; private set; } = state;

        public List<InstanceEffect> Effects { get; } = [];

        public void Hears(params InstanceInput[] inputs)
        {
            foreach (var input in inputs)
            {
                var transition = InstanceMachine.Next(State, input, spec ?? Specs.App(), Specs.Noon, random);
                State = transition.State;
                Effects.AddRange(transition.Effects);
            }
        }
    }
}
