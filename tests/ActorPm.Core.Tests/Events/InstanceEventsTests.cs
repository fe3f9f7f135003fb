using ActorPm.Core.Events;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;

namespace ActorPm.Core.Tests.Events;

public sealed class InstanceEventsTests
{
    private static readonly ExitStatus _failed = new ExitStatus.Code(1);
    private static readonly ExitStatus _killed = new ExitStatus.Signalled(UnixSignal.SIGINT);

    [Fact]
    public void A_start_by_the_user_is_a_start_and_an_online() =>
        Assert.Equal("start! online", Between(new InstanceState.Stopped(0, null), Online(1)));

    [Fact]
    public void A_crash_with_an_immediate_restart_is_an_exit_and_an_online() =>
        Assert.Equal("exit(1) online", Between(Online(1), Online(2), _failed));

    [Fact]
    public void A_crash_with_a_pause_is_an_exit_then_an_online()
    {
        var waiting = new InstanceState.WaitingToRestart(1, Specs.Noon, _failed);

        Assert.Equal("exit(1)", Between(Online(1), waiting, _failed));
        Assert.Equal("online", Between(waiting, Online(2), _failed));
    }

    [Fact]
    public void A_stop_is_one_exit_and_a_stop()
    {
        var stopping = new InstanceState.Stopping(1, 7, AfterStop.Rest, null);

        Assert.Equal("", Between(Online(1), stopping));
        Assert.Equal("exit!(130) stop!", Between(stopping, new InstanceState.Stopped(1, _killed), _killed));
    }

    [Fact]
    public void Descendants_that_outlive_the_main_process_do_not_double_the_exit()
    {
        var stopping = new InstanceState.Stopping(1, 7, AfterStop.Rest, null);
        var left = stopping with { Exit = _killed };

        Assert.Equal("exit!(130)", Between(stopping, left, _killed));
        Assert.Equal("stop!", Between(left, new InstanceState.Stopped(1, _killed), _killed));
    }

    [Fact]
    public void A_restart_by_the_user_is_an_exit_an_online_and_a_restart() =>
        Assert.Equal("exit!(130) online restart!", Between(new InstanceState.Stopping(1, 7, AfterStop.Launch, null), Online(2), _killed));

    [Fact]
    public void A_program_that_ends_as_it_should_rests_without_having_been_stopped() =>
        Assert.Equal("exit(1)", Between(Online(1), new InstanceState.Stopped(1, _failed), _failed));

    [Fact]
    public void A_program_that_came_and_went_unseen_was_there_all_the_same() =>
        Assert.Equal("start! online exit(1)", Between(new InstanceState.Stopped(0, null), new InstanceState.Stopped(1, _failed), _failed));

    [Fact]
    public void Giving_up_is_told_in_PM2s_words() =>
        Assert.Equal("exit(1) restart overlimit", Between(Online(16), new InstanceState.Errored(16, "too often", _failed), _failed));

    [Fact]
    public void What_could_not_be_started_has_no_exit() =>
        Assert.Equal("restart overlimit", Between(
            new InstanceState.Stopped(0, null), new InstanceState.Errored(1, "no such program", new ExitStatus.NotStarted("gone")), new ExitStatus.NotStarted("gone")));

    [Fact]
    public void An_instance_that_waits_or_is_errored_can_be_stopped_too()
    {
        Assert.Equal("stop!", Between(new InstanceState.WaitingToRestart(1, Specs.Noon, _failed), new InstanceState.Stopped(1, _failed), _failed));
        Assert.Equal("stop!", Between(new InstanceState.Errored(1, "x", _failed), new InstanceState.Stopped(1, _failed), _failed));
    }

    [Fact]
    public void An_adopted_process_is_online_without_having_been_started() =>
        Assert.Equal("online", Between(new InstanceState.Stopped(3, null), Online(3)));

    [Fact]
    public void One_that_says_ready_is_online_then()
    {
        var waiting = new InstanceState.AwaitingReady(1, 7, Specs.Noon);

        Assert.Equal("start!", Between(new InstanceState.Stopped(0, null), waiting));
        Assert.Equal("online", Between(waiting, Online(1)));
        Assert.Equal("exit(1)", Between(waiting, new InstanceState.WaitingToRestart(1, Specs.Noon, _failed), _failed));
    }

    [Fact]
    public void One_that_waits_for_its_turn_to_be_launched_has_no_process_yet()
    {
        var launching = new InstanceState.Launching(2);

        Assert.Equal("start!", Between(new InstanceState.Stopped(1, _failed), launching, _failed));
        Assert.Equal("online", Between(launching, Online(2), _failed));
        Assert.Equal("online exit(1)", Between(launching, new InstanceState.WaitingToRestart(2, Specs.Noon, _failed), _failed));
        Assert.Equal("", Between(launching, new InstanceState.Stopping(2, 0, AfterStop.Rest, null), _failed));
        Assert.Equal("exit!(130) restart!", Between(new InstanceState.Stopping(1, 7, AfterStop.Launch, null), launching, _killed));
    }

    [Fact]
    public void Counters_alone_are_no_event() => Assert.Equal("", Between(Online(1), Online(1)));

    [Fact]
    public void A_new_slot_says_nothing_and_one_that_is_gone_was_deleted()
    {
        Assert.Empty(InstanceEvents.Between(null, Moment(new InstanceState.Stopped(0, null), null)));
        Assert.Equal("delete", Assert.Single(InstanceEvents.Between(Moment(new InstanceState.Stopped(1, null), null), null)).Name);
    }

    private static string Between(InstanceState before, InstanceState after, ExitStatus? lastExit = null) => string.Join(
        ' ',
        InstanceEvents.Between(Moment(before, null), Moment(after, lastExit))
            .Select(happened => happened.Name + (happened.Cause is EventCause.Request ? "!" : "") + (happened.Exit is { } exit ? $"({exit.ShellCode})" : "")));

    private static InstanceMoment Moment(InstanceState state, ExitStatus? lastExit) => new(state, RestartHistory.StartingAt(Specs.Noon), lastExit);

    private static InstanceState.Online Online(int attempt) => new(attempt, 7, Specs.Noon);
}
