using ActorPm.Core.Guard;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.Guard;

public sealed class GuardMachineTests
{
    private const string Own = "/opt/apm/apmd", Newer = "/new/apmd";

    private static readonly ExitStatus Killed = new ExitStatus.Signalled(UnixSignal.SIGKILL);

    private readonly List<GuardEffect> _effects = [];
    private GuardState _state = new(Own, Patience: 3);
    private TimeSpan _now = TimeSpan.FromSeconds(100);

    private GuardMachineTests Then(params ReadOnlySpan<GuardInput> inputs)
    {
        _effects.Clear();
        foreach (var input in inputs)
        {
            (_state, var effects) = GuardMachine.Next(_state, input, _now);
            _effects.AddRange(effects);
        }

        return this;
    }

    private GuardMachineTests Says(params ReadOnlySpan<GuardMessage> messages)
    {
        _effects.Clear();
        foreach (var message in messages)
        {
            (_state, var effects) = GuardMachine.Next(_state, new GuardInput.Said(message), _now);
            _effects.AddRange(effects);
        }

        return this;
    }

    private GuardMachineTests Serving() => Then(new GuardInput.Begin()).Says(new GuardMessage.Hello(7, Own), new GuardMessage.Ready());

    private GuardMachineTests After(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    private IEnumerable<GuardEffect> Deeds => _effects.Where(effect => effect is not GuardEffect.Report);

    private string Report => Assert.Single(_effects.OfType<GuardEffect.Report>()).Sentence;

    public static TheoryData<GuardPhase> Phases =>
    [
        new GuardPhase.Idle(), new GuardPhase.Starting(Own, StartPurpose.First), new GuardPhase.Starting(Own, StartPurpose.Again), new GuardPhase.Starting(Own, StartPurpose.OrderlyStop),
        new GuardPhase.Attending(Own), new GuardPhase.Serving(Own, TimeSpan.Zero, 0), new GuardPhase.Becoming(Own, Newer, TimeSpan.MaxValue), new GuardPhase.Killed("it hung", AfterKill.Restart),
        new GuardPhase.Leaving(), new GuardPhase.Pausing(Own, TimeSpan.MaxValue), new GuardPhase.Ended(),
    ];

    [Theory]
    [MemberData(nameof(Phases))]
    public void In_every_phase_fences_are_kept_and_what_was_not_extended_is_ended_in_time(GuardPhase phase)
    {
        _state = _state with { Phase = phase };
        var (left, extended, dropped) = (new FencedProcess(1, 1, 11, 1), new FencedProcess(2, 1, 12, 1), new FencedProcess(3, 1, 13, 1));

        Says(
            new GuardMessage.Fence(TimeSpan.FromSeconds(10), [left, extended, dropped]), new GuardMessage.Fence(TimeSpan.FromSeconds(20), [extended]), new GuardMessage.Unfence([dropped]));
        Assert.Empty(_effects);
        Assert.Equal(phase, _state.Phase);

        Then(new GuardInput.FenceReached(TimeSpan.FromSeconds(9.9)));
        Assert.Empty(_effects);

        Then(new GuardInput.FenceReached(TimeSpan.FromSeconds(10)));
        Assert.Equal([left], Assert.IsType<GuardEffect.EndFenced>(Assert.Single(_effects)).Processes.AsEnumerable());
        Assert.Equal([extended], _state.Fences.Processes);
    }

    [Fact]
    public void A_daemon_that_only_extends_fences_has_said_nothing()
    {
        Serving();
        for (var tick = 0; tick < 3; tick++)
        {
            Says(new GuardMessage.Fence(TimeSpan.FromSeconds(10 + tick), [new FencedProcess(1, 1, 11, 1)]));
            Then(new GuardInput.Tick());
        }

        Assert.Equal([new GuardEffect.Signal(9)], Deeds);
    }

    [Fact]
    public void The_death_of_the_daemon_and_the_greeting_of_the_next_leave_the_fences_as_they_are()
    {
        var process = new FencedProcess(1, 1, 11, 1);
        Serving().Says(new GuardMessage.Fence(TimeSpan.FromSeconds(10), [process]));

        Then(new GuardInput.Died(Killed)).Says(new GuardMessage.Hello(8, Own), new GuardMessage.Ready());

        Assert.Equal([process], _state.Fences.Processes);
    }

    [Fact]
    public void A_guard_that_gives_up_ends_at_once_what_nobody_else_would_end()
    {
        var process = new FencedProcess(1, 1, 11, 1);
        Serving().Says(new GuardMessage.Fence(TimeSpan.FromSeconds(1000), [process]));

        Then(new GuardInput.EndAsked(15), new GuardInput.Died(Killed));
        Then(new GuardInput.Died(Killed));

        Assert.Equal([process], Assert.IsType<GuardEffect.EndFenced>(_effects[0]).Processes.AsEnumerable());
        Assert.IsType<GuardEffect.End>(_effects[^1]);
    }

    [Fact]
    public void A_first_daemon_is_started_from_the_installation_and_announced_when_it_takes_commands()
    {
        Then(new GuardInput.Begin());
        Assert.Equal([new GuardEffect.Start(Own)], _effects);

        Says(new GuardMessage.Hello(7, Own));
        Assert.Empty(_effects);

        Says(new GuardMessage.Ready());
        Assert.Equal([new GuardEffect.ForgetTold(), new GuardEffect.AnnounceReady()], _effects);
    }

    [Theory]
    [InlineData(75)]
    [InlineData(4)]
    [InlineData(0)]
    public void A_first_daemon_that_never_was_ready_ends_the_guard_with_its_exit_code(int code)
    {
        Then(new GuardInput.Begin(), new GuardInput.Died(new ExitStatus.Code(code)));

        Assert.Equal(new GuardEffect.End(code), _effects[^1]);
        Assert.IsType<GuardPhase.Ended>(_state.Phase);
    }

    [Fact]
    public void A_first_daemon_that_a_signal_ends_gives_the_code_that_a_shell_would()
    {
        Then(new GuardInput.Begin(), new GuardInput.Died(Killed));

        Assert.Equal(new GuardEffect.End(137), _effects[^1]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(75)]
    public void A_daemon_that_ends_without_having_said_so_is_started_again_at_once_whatever_its_code(int code)
    {
        Serving().After(1).Then(new GuardInput.Died(new ExitStatus.Code(code)));

        Assert.Equal([new GuardEffect.Start(Own)], Deeds);
        Assert.Equal($"The daemon exited with code {code}; it is started again at once.", Report);
    }

    [Fact]
    public void Pauses_double_from_a_tenth_of_a_second_to_ten_seconds_and_then_stay()
    {
        Serving().Then(new GuardInput.Died(Killed));
        var pauses = new List<double>();
        for (var death = 2; death <= 11; death++)
        {
            Then(new GuardInput.Died(Killed));
            var due = _state.Due!.Value;
            pauses.Add((due - _now).TotalSeconds);
            Assert.DoesNotContain(_effects, effect => effect is GuardEffect.Start);
            _now = due - TimeSpan.FromTicks(1);
            Then(new GuardInput.TimePassed());
            Assert.Empty(_effects);
            _now = due;
            Then(new GuardInput.TimePassed());
            Assert.Equal([new GuardEffect.Start(Own)], _effects);
        }

        Assert.Equal([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10, 10], pauses);
    }

    [Fact]
    public void A_daemon_that_was_well_for_two_seconds_lets_the_pauses_begin_anew()
    {
        Serving().Then(new GuardInput.Died(Killed), new GuardInput.Died(Killed)).After(1).Then(new GuardInput.TimePassed()).Says(new GuardMessage.Ready());
        After(2).Then(new GuardInput.Died(Killed));
        Assert.Equal([new GuardEffect.Start(Own)], Deeds);

        Says(new GuardMessage.Ready()).After(1.9).Then(new GuardInput.Died(Killed));
        Assert.Equal(TimeSpan.FromMilliseconds(100), _state.Due - _now);
        Assert.Equal("The daemon was ended by SIGKILL; it is started again in 0.1 seconds, after 2 deaths in a row.", Report);
    }

    [Fact]
    public void A_daemon_that_leaves_takes_the_guard_along_with_its_exit_code()
    {
        Serving().Says(new GuardMessage.Leaving());
        Assert.Equal([new GuardEffect.AnnounceEnd()], _effects);

        Then(new GuardInput.Died(new ExitStatus.Code(3)));
        Assert.Equal([new GuardEffect.End(3)], _effects);
    }

    [Fact]
    public void What_a_leaving_daemon_still_says_does_not_call_it_back()
    {
        Serving().Says(new GuardMessage.Leaving(), new GuardMessage.Alive(), new GuardMessage.Ready()).Then(new GuardInput.Died(Killed));

        Assert.Equal([new GuardEffect.End(137)], _effects);
    }

    [Fact]
    public void A_silent_daemon_is_killed_after_as_many_ticks_as_there_is_patience_and_started_again()
    {
        Serving().After(60).Then(new GuardInput.Tick(), new GuardInput.Tick());
        Assert.Empty(_effects);

        Then(new GuardInput.Tick());
        Assert.Equal([new GuardEffect.Signal(9)], _effects);

        Then(new GuardInput.Tick(), new GuardInput.Died(Killed));
        Assert.Equal([new GuardEffect.Start(Own)], Deeds);
        Assert.Equal("The daemon was killed, because it had said nothing for 15 seconds; it is started again at once.", Report);
    }

    [Fact]
    public void Whatever_a_daemon_says_is_a_sign_of_life()
    {
        Serving().Then(new GuardInput.Tick(), new GuardInput.Tick()).Says(new GuardMessage.Alive()).Then(new GuardInput.Tick(), new GuardInput.Tick())
            .Says(new GuardMessage.Drop([DescriptorKey.OfSocket(1)])).Then(new GuardInput.Tick(), new GuardInput.Tick());

        Assert.Empty(_effects);
    }

    [Fact]
    public void Without_patience_to_lose_and_before_it_is_ready_a_daemon_may_be_silent_for_ever()
    {
        var ticks = Enumerable.Repeat<GuardInput>(new GuardInput.Tick(), 100).ToArray();
        Then(new GuardInput.Begin()).Then(ticks);
        Assert.Empty(_effects);

        _state = _state with { Patience = 0 };
        Says(new GuardMessage.Ready()).Then(ticks);
        Assert.Empty(_effects);
    }

    [Fact]
    public void A_program_that_was_upgraded_to_and_is_ready_is_the_next_to_be_started()
    {
        Serving().Says(new GuardMessage.Upgrading(TimeSpan.FromSeconds(30), Newer), new GuardMessage.Hello(7, Newer), new GuardMessage.Ready());
        After(31).Then(new GuardInput.TimePassed());
        Assert.Empty(_effects);

        Then(new GuardInput.Died(Killed));
        Assert.Equal([new GuardEffect.Start(Newer)], Deeds);
    }

    [Fact]
    public void An_upgrade_that_is_not_ready_in_time_is_killed_and_the_last_good_program_started_at_once()
    {
        Serving().Says(new GuardMessage.Upgrading(TimeSpan.FromSeconds(30), Newer), new GuardMessage.Hello(7, Newer));
        After(29.9).Then(new GuardInput.TimePassed());
        Assert.Empty(_effects);

        After(0.1).Then(new GuardInput.TimePassed());
        Assert.Equal([new GuardEffect.Signal(9)], _effects);

        Then(new GuardInput.Died(Killed));
        Assert.Equal([new GuardEffect.Start(Own)], Deeds);
        Assert.Equal($"The daemon was killed, because {Newer} was not ready in time; {Own} is started instead.", Report);
    }

    [Fact]
    public void An_upgrade_that_dies_is_replaced_by_the_last_good_program_without_a_pause()
    {
        Serving().Then(new GuardInput.Died(Killed)).Says(new GuardMessage.Ready()).Says(new GuardMessage.Upgrading(TimeSpan.FromSeconds(30), Newer), new GuardMessage.Hello(7, Newer))
            .Then(new GuardInput.Died(new ExitStatus.Code(1)));

        Assert.Equal([new GuardEffect.Start(Own)], Deeds);
    }

    [Fact]
    public void A_daemon_that_could_not_become_another_program_says_so_by_being_ready_again()
    {
        Serving().Says(new GuardMessage.Upgrading(TimeSpan.FromSeconds(30), Newer), new GuardMessage.Hello(7, Own), new GuardMessage.Ready()).After(60).Then(new GuardInput.TimePassed());

        Assert.Empty(_effects);
        Assert.Equal(Own, _state.Good);
    }

    [Fact]
    public void A_last_good_program_that_is_gone_gives_way_to_the_installations()
    {
        Serving().Says(new GuardMessage.Upgrading(TimeSpan.FromSeconds(30), Newer), new GuardMessage.Hello(7, Newer), new GuardMessage.Ready());

        Then(new GuardInput.Died(Killed), new GuardInput.CouldNotStart("It is gone; install it."));

        Assert.Equal([new GuardEffect.Start(Newer), new GuardEffect.Start(Own)], Deeds);
    }

    [Fact]
    public void A_program_that_cannot_be_started_ends_a_new_guard_and_makes_an_old_one_wait()
    {
        Then(new GuardInput.Begin(), new GuardInput.CouldNotStart("It is gone; install it."));
        Assert.Equal(new GuardEffect.End(4), _effects[^1]);

        _state = new GuardState(Own, Patience: 3);
        Serving().After(20).Then(new GuardInput.Died(Killed), new GuardInput.CouldNotStart("It is gone; install it."));
        Assert.IsType<GuardPhase.Pausing>(_state.Phase);
    }

    [Fact]
    public void A_signal_to_end_is_handed_on_and_the_daemon_leaves()
    {
        Serving().Then(new GuardInput.EndAsked(2));
        Assert.Equal([new GuardEffect.AnnounceEnd(), new GuardEffect.Signal(2)], _effects);

        Says(new GuardMessage.Leaving()).Then(new GuardInput.Died(new ExitStatus.Code(0)));
        Assert.Equal([new GuardEffect.End(0)], _effects);
    }

    [Fact]
    public void A_wish_to_end_that_finds_no_daemon_has_one_started_to_stop_the_apps()
    {
        Serving().Then(new GuardInput.Died(Killed), new GuardInput.Died(Killed)).Then(new GuardInput.EndAsked(15));
        Assert.Equal([new GuardEffect.AnnounceEnd(), new GuardEffect.Start(Own)], Deeds);

        Says(new GuardMessage.Ready());
        Assert.Equal([new GuardEffect.ForgetTold(), new GuardEffect.Signal(15)], _effects);

        Says(new GuardMessage.Leaving()).Then(new GuardInput.Died(new ExitStatus.Code(0)));
        Assert.Equal([new GuardEffect.End(0)], _effects);
    }

    [Fact]
    public void A_daemon_that_dies_while_it_is_to_end_is_replaced_by_one_that_ends_in_order_and_no_further_one()
    {
        Serving().Then(new GuardInput.EndAsked(15)).Then(new GuardInput.Died(new ExitStatus.Signalled(UnixSignal.SIGTERM)));
        Assert.Equal([new GuardEffect.Start(Own)], Deeds);

        Then(new GuardInput.Died(Killed));
        Assert.Equal([new GuardEffect.End(4)], Deeds);
        Assert.Contains("go on without a daemon", Report);
    }

    [Fact]
    public void A_daemon_that_is_there_already_is_attended_without_patience_until_it_speaks_and_replaced_when_it_dies()
    {
        Then(new GuardInput.Begin(), new GuardInput.Found());
        Assert.Equal([new GuardEffect.Start(Own), new GuardEffect.AnnounceReady()], _effects);
        Then([.. Enumerable.Repeat<GuardInput>(new GuardInput.Tick(), 100)]);
        Assert.Empty(_effects);

        Says(new GuardMessage.Hello(7, Newer)).Then(new GuardInput.Died(new ExitStatus.Unknown()));

        Assert.Equal([new GuardEffect.Start(Newer)], Deeds);
    }

    [Fact]
    public void An_attended_daemon_that_is_told_to_end_ends_the_guard_even_if_it_never_spoke()
    {
        Then(new GuardInput.Begin(), new GuardInput.Found()).Then(new GuardInput.EndAsked(15));
        Assert.Equal([new GuardEffect.AnnounceEnd(), new GuardEffect.Signal(15)], _effects);

        Then(new GuardInput.Died(new ExitStatus.Unknown()));
        Assert.Equal([new GuardEffect.End(0)], _effects);
    }

    [Fact]
    public void A_daemon_that_says_hello_while_there_is_none_is_attended()
    {
        Serving().Then(new GuardInput.Died(Killed), new GuardInput.Died(Killed)).Says(new GuardMessage.Hello(9, Newer)).After(60).Then(new GuardInput.TimePassed());

        Assert.Empty(_effects);
        Assert.Equal(new GuardPhase.Attending(Newer), _state.Phase);
    }
}
