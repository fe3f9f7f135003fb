using ActorPm.Chaos.Histories;
using Xunit;

namespace ActorPm.Chaos.Checking;

/// <summary>Histories that break each promise, and ones that nearly do. A checker that finds nothing would pass every run.</summary>
public sealed class CheckerTests
{
    private static readonly Wish Two = new(2, AppState.Running);

    [Fact]
    public void A_run_without_a_fault_breaks_nothing() => Holds(
        new HistoryEvent.AppDeclared(At(0), "web", 2),
        Acked(1, 2, Verb.Start, "web", Two),
        Life(2, 9, null, 100, "web", 1),
        Life(2, 9, null, 101, "web", 2),
        List(5, ("web", Two)),
        new HistoryEvent.RequestAnswered(At(4), At(3), "web", Plane.Handoff),
        Lines(3, "web", "100-1", 1, 50),
        new HistoryEvent.LinesWritten(At(9), "web", "100-1", 50));

    // P1

    [Fact]
    public void Two_processes_of_a_slot_that_lived_at_one_moment_break_1() => Breaks(1, Life(1, 5, 6, 100, "web", 1), Life(4, 9, null, 101, "web", 1), Kill(4, 6, 100));

    [Fact]
    public void A_successor_that_comes_between_two_looks_does_not() => Holds(Life(1, 5, 6, 100, "web", 1), Life(5.1, 9, null, 101, "web", 1), Kill(5, 5.05, 100));

    [Fact]
    public void A_short_life_within_a_long_one_breaks_1_also_when_another_came_between() =>
        Breaks(1, Life(1, 9, null, 100, "web", 1), Life(2, 3, 3.1, 101, "web", 1), Kill(2, 4, 101));

    [Fact]
    public void A_descendant_beside_its_instance_is_no_second_copy() => Holds(Life(1, 9, null, 100, "web", 1), Life(2, 9, null, 101, "web", 1) with { Kin = Kin.Descendant });

    [Fact]
    public void More_instances_than_wished_in_slots_of_their_own_break_1() => Breaks(
        1, new HistoryEvent.AppDeclared(At(0), "web", 2), Life(1, 9, null, 100, "web", 1), Life(1, 9, null, 101, "web", 2), Life(2, 9, null, 102, "web", 3));

    [Fact]
    public void A_pid_that_is_used_again_in_another_slot_is_another_process() => Holds(
        Life(1, 3, 3.1, 100, "web", 1), Kill(3, 3.1, 100), new HistoryEvent.InstanceSeen(At(9), At(4), null, new ProcessIdentity(100, 2), "api", 2, 1, Kin.Instance));

    // P2

    [Fact]
    public void An_acknowledged_app_that_is_gone_breaks_2() => Breaks(2, Acked(1, 2, Verb.Start, "web", Two), List(5));

    [Fact]
    public void A_deleted_app_that_is_back_breaks_2() => Breaks(2, Acked(1, 2, Verb.Start, "web", Two), Acked(3, 4, Verb.Delete, "web", null), List(5, ("web", Two)));

    [Fact]
    public void An_app_that_nobody_started_breaks_2() => Breaks(2, List(5, ("web", Two)));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_command_that_failed_under_a_fault_is_done_or_not(int count) =>
        Holds(Began(1, FaultKind.KillDaemon), Failed(1, 2, Verb.Start, "web", Two), Ended(3), count == 0 ? List(5) : List(5, ("web", Two)));

    [Fact]
    public void A_command_that_failed_is_not_done_by_half() =>
        Breaks(2, Began(1, FaultKind.KillDaemon), Failed(1, 2, Verb.Start, "web", Two), Ended(3), List(5, ("web", new Wish(1, AppState.Running))));

    [Fact]
    public void What_the_list_has_shown_once_does_not_change_afterwards() =>
        Breaks(2, Began(1, FaultKind.KillDaemon), Failed(1, 2, Verb.Start, "web", Two), Ended(3), List(5), List(6, ("web", Two)));

    [Fact]
    public void A_command_that_fails_without_a_fault_breaks_2() => Breaks(2, Began(1, FaultKind.KillDaemon), Ended(2), Failed(3, 4, Verb.Start, "web", Two));

    // P3

    [Fact]
    public void A_descendant_that_outlives_a_stop_breaks_3() => Breaks(
        3, Acked(4, 5, Verb.Stop, "web", Two with { State = AppState.Stopped }), Life(1, 4.5, 4.9, 100, "web", 1), Life(1, 5.1, 5.2, 101, "web", 1) with { Kin = Kin.Descendant });

    [Fact]
    public void What_was_started_after_a_stop_may_live() => Holds(
        Acked(4, 5, Verb.Stop, "web", Two with { State = AppState.Stopped }), Life(1, 4.5, 4.9, 100, "web", 1), Acked(6, 7, Verb.Restart, "web", Two), Life(6.5, 9, null, 101, "web", 1));

    [Fact]
    public void What_ended_before_the_stop_returned_is_stopped() => Holds(Acked(4, 5, Verb.Delete, "web", null), Life(1, 4.99, 5.02, 100, "web", 1));

    // P4

    [Fact]
    public void A_signal_to_an_innocent_breaks_4_whatever_the_fault() => Breaks(4, Began(1, FaultKind.ReusePid), new HistoryEvent.InnocentHurt(At(2), "bait", "signal 15"), Ended(3));

    // P5

    [Fact]
    public void An_instance_that_ends_with_the_daemon_breaks_5() => Breaks(5, Began(4, FaultKind.KillDaemon), DaemonKill(4, 4.1), Life(1, 4, 4.2, 100, "web", 1), Ended(6));

    [Fact]
    public void An_instance_that_the_harness_killed_may_end() => Holds(Kill(4, 4.1, 100), Life(1, 4, 4.2, 100, "web", 1));

    [Fact]
    public void An_instance_that_ended_beside_the_one_that_was_killed_breaks_5() => Breaks(5, Kill(4, 4.1, 100), Life(1, 4, 4.2, 100, "web", 1), Life(1, 4, 4.2, 101, "web", 2));

    [Fact]
    public void A_restart_of_another_app_is_no_reason_to_end() => Breaks(5, Acked(3.9, 4.3, Verb.Restart, "api", Two), Life(1, 4, 4.2, 100, "web", 1));

    [Fact]
    public void A_failed_restart_may_be_carried_out_until_the_list_was_seen() => Holds(
        Began(1, FaultKind.KillDaemon), Failed(2, 3, Verb.Restart, "web", Two), Life(1, 5, 5.1, 100, "web", 1), Ended(6), List(7, ("web", Two)));

    [Fact]
    public void And_no_longer() => Breaks(
        5, Began(1, FaultKind.KillDaemon), Failed(2, 3, Verb.Restart, "web", Two), Ended(6), List(7, ("web", Two)), Life(1, 8, 8.1, 100, "web", 1));

    [Theory]
    [InlineData(Plane.Handoff)]
    [InlineData(Plane.Inherit)]
    internal void Another_listening_socket_breaks_5(Plane plane) => Breaks(5, new HistoryEvent.SocketSeen(At(1), "web", plane, 11), new HistoryEvent.SocketSeen(At(2), "web", plane, 12));

    [Fact]
    public void The_proxy_may_listen_anew() => Holds(new HistoryEvent.SocketSeen(At(1), "web", Plane.Proxy, 11), new HistoryEvent.SocketSeen(At(2), "web", Plane.Proxy, 12));

    [Fact]
    public void A_daemon_that_does_not_come_back_breaks_5() => Breaks(5, new HistoryEvent.DaemonFailed(At(2), "it did not"));

    [Theory]
    [InlineData(Plane.Handoff)]
    [InlineData(Plane.Inherit)]
    internal void A_request_past_the_daemon_that_fails_with_it_breaks_5(Plane plane) =>
        Breaks(5, DaemonKill(4, 4.1), new HistoryEvent.DaemonAnswered(At(6), At(4), Revival.Harness), Request(3, 3.9, 4.2, plane, RequestFailure.Reset));

    [Fact]
    public void A_connection_of_the_proxy_that_was_open_is_cut_with_the_daemon() => Holds(DaemonKill(4, 4.1), Request(3, 3.9, 4.2, Plane.Proxy, RequestFailure.Reset));

    [Fact]
    public void One_that_was_opened_later_is_not() => Breaks(5, DaemonKill(4, 4.1), Request(4.2, 4.2, 4.3, Plane.Proxy, RequestFailure.Reset));

    [Fact]
    public void The_proxy_refuses_nobody_where_a_guard_holds_its_socket() =>
        Breaks(5, DaemonKill(4, 4.1), new HistoryEvent.DaemonAnswered(At(6), At(4), Revival.Guard), Request(5, 5, 5, Plane.Proxy, RequestFailure.Refused));

    [Fact]
    public void Without_a_guard_it_refuses_until_the_daemon_is_back() =>
        Holds(DaemonKill(4, 4.1), new HistoryEvent.DaemonAnswered(At(6), At(4), Revival.Harness), Request(5, 5, 5, Plane.Proxy, RequestFailure.Refused));

    [Fact]
    public void And_no_longer_than_that() =>
        Breaks(5, DaemonKill(4, 4.1), new HistoryEvent.DaemonAnswered(At(6), At(4), Revival.Harness), Request(7, 7, 7, Plane.Proxy, RequestFailure.Refused));

    [Fact]
    public void The_connection_of_an_instance_that_was_killed_is_cut() => Holds(Kill(4, 4.1, 100), Request(3, 3.9, 4.2, Plane.Handoff, RequestFailure.Reset));

    [Theory]
    [InlineData(RequestFailure.Refused)]
    [InlineData(RequestFailure.Timeout)]
    [InlineData(RequestFailure.WrongReply)]
    internal void Nothing_else_is_excused_by_the_death_of_an_instance(RequestFailure failure) => Breaks(5, Kill(4, 4.1, 100), Request(3, 3.9, 4.2, Plane.Inherit, failure));

    [Fact]
    public void The_proxy_asks_another_instance_when_one_dies() => Breaks(5, Kill(4, 4.1, 100), Request(3, 3.9, 4.2, Plane.Proxy, RequestFailure.Reset));

    [Fact]
    public void An_update_refuses_nobody() => Breaks(5, Began(4, FaultKind.Upgrade), Request(4.5, 4.5, 4.5, Plane.Proxy, RequestFailure.Refused), Ended(5));

    [Fact]
    public void An_update_may_cut_the_connections_that_the_proxy_has_open() => Holds(Began(4, FaultKind.Upgrade), Request(3, 4.4, 4.5, Plane.Proxy, RequestFailure.Reset), Ended(5));

    [Fact]
    public void An_update_cuts_no_connection_past_the_daemon() => Breaks(5, Began(4, FaultKind.Upgrade), Request(3, 4.4, 4.5, Plane.Handoff, RequestFailure.Reset), Ended(5));

    // P6

    [Theory]
    [InlineData(Plane.Handoff)]
    [InlineData(Plane.Inherit)]
    [InlineData(Plane.Proxy)]
    internal void A_request_that_fails_in_a_reload_breaks_6(Plane plane) => Breaks(6, Acked(3, 5, Verb.Reload, "web", Two), Request(3, 3.9, 4.2, plane, RequestFailure.Reset));

    [Fact]
    public void A_bad_release_that_wins_breaks_6() => Breaks(6, Acked(3, 5, Verb.ReloadBadRelease, "web", Two));

    [Fact]
    public void A_bad_release_that_fails_does_not_need_a_fault() => Holds(Failed(3, 5, Verb.ReloadBadRelease, "web", Two));

    // P7

    [Fact]
    public void A_lost_line_breaks_7() => Breaks(7, Lines(1, "web", "100-1", 1, 5), Lines(2, "web", "100-1", 7, 9));

    [Fact]
    public void A_lost_first_line_breaks_7() => Breaks(7, Lines(1, "web", "100-1", 2, 5));

    [Fact]
    public void A_lost_newest_line_breaks_7() => Breaks(7, Lines(1, "web", "100-1", 1, 5), new HistoryEvent.LinesWritten(At(2), "web", "100-1", 6));

    [Fact]
    public void A_run_of_which_nothing_is_left_breaks_7() => Breaks(7, new HistoryEvent.LinesWritten(At(2), "web", "100-1", 6));

    [Fact]
    public void A_line_that_stands_twice_breaks_7() => Breaks(7, Lines(1, "web", "100-1", 1, 5), Lines(2, "web", "100-1", 5, 9));

    [Fact]
    public void A_line_that_stands_behind_a_torn_one_breaks_7_on_a_full_disk_too() =>
        Breaks(7, Began(1, FaultKind.FillDisk), new HistoryEvent.LineTorn(At(2), "web-out.log", "L webL web 100-1 9 1000 xx|"), Ended(3));

    [Fact]
    public void A_line_that_stands_behind_a_torn_one_does_not_break_7_when_the_daemon_was_killed_while_the_disk_was_full()
    {
        HistoryEvent.LineTorn torn = new(At(2), "web-out.log", "L web 100-1 8 xxL web 100-1 9 1000 xx|");
        Holds(Began(1, FaultKind.FillDisk), torn, DaemonKill(2.5, 2.6), new HistoryEvent.DaemonAnswered(At(4), At(2.5), Revival.Guard), Ended(5));
        Breaks(7, Began(1, FaultKind.FillDisk), torn, Ended(5));
        Breaks(7, Began(1, FaultKind.FillDisk), new HistoryEvent.LineTorn(At(2), "web-out.log", "L web 8 xx web 100-1 9 1000 xx|"), DaemonKill(2.5, 2.6), new HistoryEvent.DaemonAnswered(At(4), At(2.5), Revival.Guard), Ended(5));
    }

    [Fact]
    public void A_line_that_ends_early_breaks_7_only_without_a_full_disk()
    {
        Holds(Began(1, FaultKind.FillDisk), new HistoryEvent.LineTorn(At(2), "web-out.log", "L web 1"), Ended(3));
        Breaks(7, Began(1, FaultKind.FillDisk), Ended(3), new HistoryEvent.LineTorn(At(30), "web-out.log", "L web 1"));
    }

    [Fact]
    public void A_line_that_was_written_and_not_counted_is_not_too_many() => Holds(Lines(1, "web", "100-1", 1, 6), new HistoryEvent.LinesWritten(At(2), "web", "100-1", 5));

    [Fact]
    public void Lines_in_two_files_one_after_the_other_are_whole() => Holds(Lines(2, "web", "100-1", 6, 9), Lines(1, "web", "100-1", 1, 5));

    [Fact]
    public void A_full_disk_excuses_lines_that_are_missing_around_it() => Holds(
        Began(2, FaultKind.FillDisk), Ended(3), Lines(1, "web", "100-1", 1, 5), Lines(4, "web", "100-1", 9, 12));

    [Fact]
    public void And_none_that_are_missing_before_it() => Breaks(
        7, Lines(1, "web", "100-1", 1, 5), Lines(1.5, "web", "100-1", 7, 12), Began(2, FaultKind.FillDisk), Ended(3));

    [Fact]
    public void A_killed_daemon_excuses_no_line() => Breaks(
        7, Began(2, FaultKind.KillDaemon), DaemonKill(2, 2.1), Lines(1, "web", "100-1", 1, 5), Lines(4, "web", "100-1", 9, 12), Ended(3));

    [Fact]
    public void The_pipe_of_an_instance_that_died_while_nobody_held_it_is_gone() => Holds(
        DaemonKill(2, 2.1), Kill(2.2, 2.3, 100), new HistoryEvent.DaemonAnswered(At(3), At(2), Revival.Harness), new HistoryEvent.LinesWritten(At(2.2), "web", "100-1", 1));

    [Fact]
    public void A_guard_holds_it() => Breaks(
        7, DaemonKill(2, 2.1), Kill(2.2, 2.3, 100), new HistoryEvent.DaemonAnswered(At(3), At(2), Revival.Guard), new HistoryEvent.LinesWritten(At(2.2), "web", "100-1", 1));

    // P8

    [Fact]
    public void Too_many_descriptors_break_8() => Breaks(8, Sample(1, 80, 5000));

    [Fact]
    public void A_daemon_that_grows_breaks_8() => Breaks(8, [.. Enumerable.Range(0, 300).Select(at => Sample(at, 80 + at, 100))]);

    [Fact]
    public void A_guard_that_keeps_descriptors_of_daemons_that_are_gone_breaks_8() =>
        Breaks(8, [.. Enumerable.Range(0, 300).Select(at => Sample(at, 20, 20 + at) with { Of = Victim.Guard })]);

    [Fact]
    public void A_daemon_that_comes_back_slowly_does_not_grow() => Holds(
        [new HistoryEvent.DaemonAnswered(At(149), At(0), Revival.Harness), .. Enumerable.Range(0, 400).Select(at => Sample(at, at < 150 ? 20 : 120, at < 150 ? 20 : 400))]);

    [Fact]
    public void A_daemon_that_was_small_for_its_first_seconds_does_not_grow() => Holds([.. Enumerable.Range(0, 300).Select(at => Sample(at, at < 10 ? 20 : 120, 100))]);

    [Fact]
    public void Each_daemon_is_measured_by_itself() => Holds([.. Enumerable.Range(0, 300).Select(at => Sample(at, 80 + at, 100) with { Pid = at })]);

    private static void Holds(params HistoryEvent[] history) => Assert.Empty(Checker.Check(history));

    // Exactly the promise that is meant: a history that broke others as well would show nothing of this one.
    private static void Breaks(int promise, params HistoryEvent[] history) => Assert.Equal([promise], Checker.Check(history).Select(violation => violation.Promise).Distinct());

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private static HistoryEvent.CommandAcked Acked(double began, double at, Verb verb, string app, Wish? after) => new(At(at), At(began), verb, app, after);

    private static HistoryEvent.CommandFailed Failed(double began, double at, Verb verb, string app, Wish? after) => new(At(at), At(began), verb, app, after, "it failed");

    private static HistoryEvent.ListSeen List(double at, params (string App, Wish Wish)[] apps) => new(At(at), apps.ToDictionary(app => app.App, app => app.Wish));

    private static HistoryEvent.InstanceSeen Life(double first, double last, double? gone, int pid, string app, long serial) =>
        new(At(last), At(first), gone is { } seconds ? At(seconds) : null, new ProcessIdentity(pid, 1), app, serial, 1, Kin.Instance);

    private static HistoryEvent.Killed Kill(double began, double at, int pid) => new(At(at), At(began), 1, Victim.Instance, new ProcessIdentity(pid, 1), "web");

    private static HistoryEvent.Killed DaemonKill(double began, double at) => new(At(at), At(began), 1, Victim.Daemon, new ProcessIdentity(5, 1), "");

    private static HistoryEvent.FaultBegan Began(double at, FaultKind kind) => new(At(at), 1, kind);

    private static HistoryEvent.FaultEnded Ended(double at) => new(At(at), 1);

    private static HistoryEvent.RequestFailed Request(double opened, double began, double at, Plane plane, RequestFailure failure) =>
        new(At(at), At(began), At(opened), "web", plane, failure, "it failed");

    private static HistoryEvent.LinesSeen Lines(double at, string app, string run, long first, long last) => new(At(at), app, run, first, last, At(at), At(at));

    private static HistoryEvent.BudgetSample Sample(double at, long mebibytes, int descriptors) => new(At(at), Victim.Daemon, 5, mebibytes << 20, descriptors, 20, 0, 0);
}
