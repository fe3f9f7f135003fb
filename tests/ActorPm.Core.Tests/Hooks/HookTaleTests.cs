using System.Collections.Immutable;
using ActorPm.Core.History;
using ActorPm.Core.Hooks;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.Hooks;

/// <summary>Which facts make which event.</summary>
public sealed class HookTaleTests
{
    private static readonly InstancePlace _at = new(0, 3, 7);

    private static readonly HookPlace _place = Place(new InstanceState.Online(1, 100, Specs.Noon));

    private static HookPlace Place(InstanceState state, int[]? stopCodes = null) => new("web", 0, "shop", state, 4, TimeSpan.FromSeconds(1), [.. stopCodes ?? []]);

    private static HistoryFact.Exited Exited(ExitStatus status, EndedBy by = EndedBy.Itself) =>
        new(1, 100, status, by, TimeSpan.FromSeconds(90)) { At = Specs.Noon, App = "web", Place = _at };

    private static HistoryFact Restarted() => new HistoryFact.RestartScheduled(1, TimeSpan.Zero, 0) { At = Specs.Noon.AddSeconds(1), App = "web", Place = _at };

    private static HistoryFact GaveUp(string reason = "It ended 16 times in a row.") => new HistoryFact.GaveUp(1, reason) { At = Specs.Noon.AddSeconds(1), App = "web", Place = _at };

    private static HistoryFact ReloadFailed() => new HistoryFact.ReloadEnded(ReloadResult.Failed, 0, 2, "web:0 was not ready within 3 s") { At = Specs.Noon, App = "web" };

    private static (HookTale Tale, ImmutableArray<HookOccurrence> Told) Hear(HookTale tale, HookPlace? place, params HistoryFact[] facts)
    {
        var told = ImmutableArray<HookOccurrence>.Empty;
        foreach (var fact in facts)
        {
            (tale, var more) = tale.Hear(fact, place);
            told = told.AddRange(more);
        }

        return (tale, told);
    }

    [Fact]
    public void An_exit_that_the_policy_had_to_judge_is_a_crash_with_its_status()
    {
        var told = Assert.Single(Hear(HookTale.Empty, _place, Exited(new ExitStatus.Signalled(UnixSignal.SIGSEGV)), Restarted()).Told);

        Assert.Equal((HookEvent.Crash, "web", "shop", _at, 100), (told.Event, told.App, told.Namespace, told.Place, told.Pid));
        Assert.Equal((Specs.Noon, TimeSpan.FromSeconds(90), 4), (told.At, told.Uptime, told.Restarts));
        Assert.Equal("web:0: process 100 was ended by SIGSEGV after 1 min 30 s.", told.Cause);
    }

    [Fact]
    public void A_process_that_died_while_no_daemon_ran_has_crashed_too() =>
        Assert.Equal(HookEvent.Crash, Assert.Single(Hear(HookTale.Empty, null, Exited(new ExitStatus.Unknown(), EndedBy.Unwatched), Restarted()).Told).Event);

    [Fact]
    public void What_was_asked_for_is_no_crash()
    {
        var (tale, told) = Hear(HookTale.Empty, _place, Exited(new ExitStatus.Code(1), EndedBy.Request));

        Assert.Empty(told);
        Assert.False(tale.HasTroubles);
    }

    [Theory]
    [InlineData(0, new int[0], false)]
    [InlineData(1, new int[0], true)]
    [InlineData(3, new[] { 3 }, false)]
    public void One_that_rests_has_crashed_unless_it_ended_as_its_settings_allow(int code, int[] stopCodes, bool isCrash) => Assert.Equal(
        isCrash,
        Hear(HookTale.Empty, Place(_place.State, stopCodes), Exited(new ExitStatus.Code(code)), new HistoryFact.Rested(1) { At = Specs.Noon, App = "web", Place = _at }).Told.Length == 1);

    [Fact]
    public void The_last_crash_and_giving_up_are_two_events()
    {
        var told = Hear(HookTale.Empty, _place, Exited(new ExitStatus.Code(7)), GaveUp()).Told;

        Assert.Equal([HookEvent.Crash, HookEvent.Errored], told.Select(occurrence => occurrence.Event));
        Assert.Equal("web:0 is given up. It ended 16 times in a row.", told[1].Cause);
        Assert.Equal(new ExitStatus.Code(7), told[1].Status);
    }

    [Fact]
    public void A_program_that_cannot_be_started_is_told_when_it_is_given_up()
    {
        var failed = new HistoryFact.StartFailed(1, "there is no /srv/web") { At = Specs.Noon, App = "web", Place = _at };

        var told = Hear(HookTale.Empty, _place, failed, Restarted(), failed, GaveUp()).Told;

        Assert.Equal(HookEvent.Errored, Assert.Single(told).Event);
        Assert.Equal(new ExitStatus.NotStarted("there is no /srv/web"), told[0].Status);
    }

    [Fact]
    public void A_reload_that_failed_is_told_with_its_cause_unless_the_daemon_ends()
    {
        var told = Assert.Single(Hear(HookTale.Empty, _place, ReloadFailed()).Told);

        Assert.Equal((HookEvent.ReloadFailed, "web", "shop", "web was not reloaded: web:0 was not ready within 3 s."), (told.Event, told.App, told.Namespace, told.Cause));
        Assert.Empty(Hear(HookTale.Empty, _place, new HistoryFact.DaemonEnding(null) { At = Specs.Noon }, ReloadFailed()).Told);
    }

    [Fact]
    public void An_instance_of_a_reload_that_nobody_judged_is_no_crash() =>
        Assert.Equal(HookEvent.ReloadFailed, Assert.Single(Hear(HookTale.Empty, _place, Exited(new ExitStatus.Code(1)), ReloadFailed()).Told).Event);

    [Theory]
    [InlineData(1, false)]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public void It_has_recovered_when_it_is_ready_and_has_lived_long_enough(int secondsLater, bool hasRecovered)
    {
        var tale = Hear(HookTale.Empty, _place, Exited(new ExitStatus.Code(7)), GaveUp()).Tale;
        var place = Place(new InstanceState.Online(2, 101, Specs.Noon.AddSeconds(10))) with { MinimumUptime = TimeSpan.FromSeconds(1) };

        var (next, told, hasHopes) = tale.Look([place], Specs.Noon.AddSeconds(secondsLater));

        Assert.Equal(hasRecovered, told.Length == 1);
        Assert.Equal(hasRecovered, !next.HasTroubles);
        Assert.Equal(hasRecovered, !hasHopes);
        Assert.All(told, occurrence => Assert.Equal((HookEvent.Recovered, "web", 101), (occurrence.Event, occurrence.App, occurrence.Pid)));
    }

    [Fact]
    public void One_that_runs_unready_or_since_before_the_crash_has_not_recovered()
    {
        var tale = Hear(HookTale.Empty, _place, Exited(new ExitStatus.Code(7)), Restarted()).Tale;

        Assert.Empty(tale.Look([Place(new InstanceState.Online(1, 100, Specs.Noon.AddMinutes(-1)))], Specs.Noon.AddHours(1)).Occurrences);
        Assert.Empty(tale.Look([Place(new InstanceState.AwaitingReady(2, 101, Specs.Noon.AddSeconds(5)))], Specs.Noon.AddHours(1)).Occurrences);
    }

    [Fact]
    public void An_app_that_is_gone_takes_its_troubles_with_it()
    {
        var (next, told, hasHopes) = Hear(HookTale.Empty, _place, Exited(new ExitStatus.Code(7)), GaveUp()).Tale.Look([], Specs.Noon);

        Assert.Empty(told);
        Assert.False(next.HasTroubles || hasHopes);
    }

    [Fact]
    public void What_was_given_up_before_the_daemon_began_is_told_only_when_it_recovers()
    {
        var errored = Place(new InstanceState.Errored(1, "It ended.", new ExitStatus.Code(1)));
        var tale = HookTale.Empty.Knowing([errored], Specs.Noon);

        Assert.Empty(tale.Look([errored], Specs.Noon).Occurrences);
        Assert.Single(tale.Look([Place(new InstanceState.Online(2, 101, Specs.Noon.AddSeconds(5)))], Specs.Noon.AddSeconds(9)).Occurrences);
    }
}
