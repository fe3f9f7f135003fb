using ActorPm.Cluster.Tests.Nemeses.Faults;
using ActorPm.Cluster.Tests.Nemeses.Histories;

namespace ActorPm.Cluster.Tests.Nemeses.Checking;

/// <summary>Histories that break each promise, and ones that nearly do. A checker that finds nothing would pass every run.</summary>
public sealed class CheckerTests
{
    private static readonly Wish One = new("single", "running", 1), Three = new("spread", "running", 3), Each = new("every", "running", 1);

    [Fact]
    public void A_run_without_a_nemesis_breaks_nothing() => Holds(
        Acked(1, "solo", One), Acked(1, "wide", Three), Acked(1, "each", Each),
        Active(1, 20, "solo", "a", 10), Active(1, 20, "wide", "a", 11), Active(1, 20, "wide", "b", 12), Active(1, 20, "wide", "c", 13), Active(1, 20, "each", "a", 14),
        Rest(5, "a", ("solo", One, 1), ("wide", Three, 1), ("each", Each, 1)), Rest(5, "b", ("solo", One, 0), ("wide", Three, 2), ("each", Each, 1)),
        Answered(3, 3.1, "a"));

    // Never two

    [Fact]
    public void Two_copies_of_a_single_app_at_one_moment_break_it() =>
        Breaks(Promise.NeverTwo, Acked(1, "solo", One), Active(1, 5, "solo", "a", 10), Active(4.98, 9, "solo", "b", 11));

    [Fact]
    public void Two_on_one_node_break_it_too() => Breaks(Promise.NeverTwo, Acked(1, "solo", One), Active(1, 5, "solo", "a", 10), Active(3, 4, "solo", "a", 11));

    [Fact]
    public void A_successor_after_the_end_does_not() => Holds(Acked(1, "solo", One), Active(1, 5, "solo", "a", 10), Active(5.02, 9, "solo", "b", 11));

    [Fact]
    public void A_short_span_within_a_long_one_breaks_it_also_when_another_came_between() => Breaks(
        Promise.NeverTwo, Acked(1, "solo", One), Active(1, 9, "solo", "a", 10), Active(2, 3, "solo", "b", 11), Active(5, 6, "solo", "c", 12));

    [Fact]
    public void Several_copies_of_a_spread_app_do_not() => Holds(Acked(1, "wide", Three), Active(1, 9, "wide", "a", 10), Active(1, 9, "wide", "a", 11));

    [Fact]
    public void Cut_off_is_no_excuse() => Breaks(
        Promise.NeverTwo, Acked(1, "solo", One), Began(2, NemesisKind.Partition, "a"), Active(1, 12, "solo", "a", 10), Active(11, 30, "solo", "b", 11), TakenBack(20), Ended(25));

    [Fact]
    public void What_goes_on_after_a_stop_may_end_within_the_bound() => Holds(
        Acked(1, "solo", One), Active(1, 2, "solo", "a", 10), Began(2, NemesisKind.StopNode, "a"), Active(12, 60, "solo", "b", 11), Active(32, 35, "solo", "a", 10), TakenBack(32), Ended(40));

    [Fact]
    public void And_not_later() => Breaks(
        Promise.NeverTwo,
        Acked(1, "solo", One), Active(1, 2, "solo", "a", 10), Began(2, NemesisKind.StopNode, "a"), Active(12, 60, "solo", "b", 11), Active(32, 38, "solo", "a", 10), TakenBack(32), Ended(40));

    [Fact]
    public void A_stop_excuses_nobody_but_its_victim() => Breaks(
        Promise.NeverTwo,
        Acked(1, "solo", One), Active(1, 2, "solo", "a", 10), Began(2, NemesisKind.StopNode, "a"), Active(12, 60, "solo", "b", 11), Active(32, 35, "solo", "c", 12), TakenBack(32), Ended(40));

    // Wishes kept

    [Fact]
    public void An_acknowledged_app_that_is_gone_breaks_it() => Breaks(Promise.WishesKept, Acked(1, "wish", Three), Rest(5, "a"));

    [Fact]
    public void An_acknowledged_scale_that_one_node_does_not_know_breaks_it() => Breaks(
        Promise.WishesKept, Acked(1, "wish", Three), Acked(2, "wish", Three with { Count = 2 }), Rest(5, "a", ("wish", Three with { Count = 2 }, 2)), Rest(5, "b", ("wish", Three, 0)));

    [Fact]
    public void An_acknowledged_stop_that_is_undone_breaks_it() => Breaks(
        Promise.WishesKept, Acked(1, "wish", Three), Acked(2, "wish", Three with { State = "stopped" }), Rest(5, "a", ("wish", Three, 3)));

    [Fact]
    public void A_deleted_app_that_is_back_breaks_it() => Breaks(Promise.WishesKept, Acked(1, "wish", Three), Acked(2, "wish", null), Rest(5, "a", ("wish", Three, 3)));

    [Fact]
    public void An_app_that_nobody_started_breaks_it() => Breaks(Promise.WishesKept, Rest(5, "a", ("wish", Three, 3)));

    [Fact]
    public void A_wish_that_is_lost_when_all_are_killed_breaks_it() => Breaks(
        Promise.WishesKept, Acked(1, "wish", Three), Began(2, NemesisKind.KillAll, null), TakenBack(3), Ended(9), Rest(8, "a"));

    [Fact]
    public void Processes_that_are_missing_break_it() => Breaks(
        Promise.WishesKept, Acked(1, "wish", Three), Rest(5, "a", ("wish", Three, 1)), Rest(5, "b", ("wish", Three, 1)));

    [Fact]
    public void A_process_of_an_app_that_is_deleted_breaks_it() => Breaks(
        Promise.WishesKept, Acked(1, "wish", Three), Acked(2, "wish", null), new ClusterEvent.RestSeen(At(5), 1, "a", new Dictionary<string, Wish>(), new Dictionary<string, int> { ["wish"] = 1 }));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_command_that_failed_under_a_nemesis_is_done_or_not(bool isDone) => Holds(
        Began(1, NemesisKind.Mute, "a"), Failed(2, 3, "wish", Three), TakenBack(4), Ended(6), isDone ? Rest(5, "b", ("wish", Three, 3)) : Rest(5, "b"));

    [Fact]
    public void But_on_all_nodes_alike() => Breaks(
        Promise.WishesKept, Began(1, NemesisKind.Mute, "a"), Failed(2, 3, "wish", Three), TakenBack(4), Ended(6), Rest(5, "a"), Rest(5, "b", ("wish", Three, 3)));

    [Fact]
    public void A_command_that_fails_without_a_nemesis_breaks_it() => Breaks(Promise.WishesKept, Failed(2, 3, "wish", Three));

    [Fact]
    public void One_that_follows_a_failed_one_may_fail_as_well() => Holds(
        Began(1, NemesisKind.Mute, "a"), Failed(2, 3, "wish", Three), TakenBack(4), Ended(6), Failed(7, 8, "wish", null), Rest(9, "b"));

    // Requests kept

    [Fact]
    public void A_request_that_fails_without_a_nemesis_breaks_it() => Breaks(Promise.RequestsKept, Lost(2, 3, "a"));

    [Theory]
    [InlineData(NemesisKind.KillNode)]
    [InlineData(NemesisKind.StopNode)]
    [InlineData(NemesisKind.Partition)]
    [InlineData(NemesisKind.Mute)]
    [InlineData(NemesisKind.Deafen)]
    internal void The_port_of_the_victim_may_be_dead_and_no_other(NemesisKind kind)
    {
        Holds(Began(1, kind, "a"), Lost(2, 3, "a"), TakenBack(4), Ended(6));
        Breaks(Promise.RequestsKept, Began(1, kind, "a"), Lost(2, 3, "b"), TakenBack(4), Ended(6));
        Breaks(Promise.RequestsKept, Began(1, kind, "a"), Lost(7, 8, "a"), TakenBack(4), Ended(6));
    }

    [Theory]
    [InlineData(NemesisKind.SkewClock, "a")]
    [InlineData(NemesisKind.Delay, null)]
    internal void Clocks_and_slow_links_cost_no_request(NemesisKind kind, string? victim) =>
        Breaks(Promise.RequestsKept, Began(1, kind, victim), Lost(2, 3, "a"), TakenBack(4), Ended(6));

    [Theory]
    [InlineData(NemesisKind.KillAll)]
    [InlineData(NemesisKind.Loss)]
    internal void With_all_nodes_down_and_with_frames_lost_any_may_fail(NemesisKind kind) => Holds(Began(1, kind, null), Lost(2, 3, "b"), TakenBack(4), Ended(6));

    // Recovered

    [Fact]
    public void A_cluster_that_does_not_become_whole_breaks_it() =>
        Breaks(Promise.Recovered, Began(1, NemesisKind.KillNode, "a"), TakenBack(4), new ClusterEvent.NeverWhole(At(90), 1, "c: no member"));

    [Fact]
    public void A_single_app_that_is_away_too_long_breaks_it() => Breaks(
        Promise.Recovered, Acked(1, "solo", One), Active(1, 5, "solo", "a", 10), Began(5, NemesisKind.KillNode, "a"), Active(36, 60, "solo", "b", 11), TakenBack(25), Ended(50));

    [Fact]
    public void A_spread_app_that_is_not_complete_for_too_long_breaks_it() => Breaks(
        Promise.Recovered, Acked(1, "wide", Three with { Count = 2 }), Active(1, 60, "wide", "b", 9), Active(1, 5, "wide", "a", 10), Began(5, NemesisKind.Partition, "a"), TakenBack(25), Ended(50));

    [Fact]
    public void What_all_nodes_need_to_start_again_is_the_machines_business() => Holds(
        Acked(1, "solo", One), Active(1, 5, "solo", "a", 10), Began(5, NemesisKind.KillAll, null), Active(40, 60, "solo", "b", 11), TakenBack(38), Ended(50));

    [Fact]
    public void Times_are_those_between_active_copies_and_between_a_failed_and_an_answered_request()
    {
        var recovery = Recovery.Of(
            [
                Acked(1, "solo", One), Acked(1, "wide", Three with { Count = 2 }), Active(1, 5, "solo", "a", 10), Active(1, 30, "wide", "b", 11), Active(1, 5.5, "wide", "a", 12),
                Began(5, NemesisKind.KillNode, "a"), Active(13, 30, "solo", "b", 13), Active(15, 30, "wide", "c", 14), TakenBack(20), Ended(25),
                Answered(6, 6.1, "b"), Lost(7, 7.5, "b"), Lost(8, 8.5, "b"), Answered(9, 9.5, "b"), Lost(6, 7, "a"), Answered(22, 23, "a"),
            ],
            ["solo", "wide"]).Single();

        Assert.Equal((At(8), At(9.5), At(2.5)), (recovery.Single, recovery.Spread, recovery.Requests));
    }

    [Fact]
    public void A_nemesis_that_costs_nothing_takes_no_time() => Assert.Equal(
        (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero),
        Recovery.Of([Acked(1, "solo", One), Active(1, 30, "solo", "a", 10), Began(5, NemesisKind.Delay, null), TakenBack(20), Ended(25), Answered(6, 7, "a")], ["solo"])
            .Select(recovery => (recovery.Single, recovery.Spread, recovery.Requests)).Single());

    // The plan

    [Fact]
    public void A_seed_gives_the_same_plan_again_and_each_round_has_each_kind_once()
    {
        var kinds = Enum.GetValues<NemesisKind>();

        var plan = PlannedNemesis.Plan(3, 2, kinds);

        Assert.Equal(plan, PlannedNemesis.Plan(3, 2, kinds));
        Assert.NotEqual(plan, PlannedNemesis.Plan(4, 2, kinds));
        Assert.Equal(kinds, plan.Take(kinds.Length).Select(planned => planned.Kind).Order());
        Assert.Equal(Enumerable.Range(1, 2 * kinds.Length), plan.Select(planned => planned.Number));
    }

    private static void Holds(params ClusterEvent[] history) => Assert.Empty(Checker.Check(history, ["solo", "wide"]));

    private static void Breaks(Promise promise, params ClusterEvent[] history)
    {
        var violations = Checker.Check(history, ["solo", "wide"]);
        Assert.NotEmpty(violations);
        Assert.All(violations, violation => Assert.Equal(promise, violation.Promise));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private static ClusterEvent.NemesisBegan Began(double at, NemesisKind kind, string? victim) => new(At(at), 1, kind, victim);

    private static ClusterEvent.NemesisTakenBack TakenBack(double at) => new(At(at), 1);

    private static ClusterEvent.NemesisEnded Ended(double at) => new(At(at), 1);

    private static ClusterEvent.CopyActive Active(double first, double last, string app, string node, int pid) => new(At(last), At(first), app, node, pid);

    private static ClusterEvent.CommandAcked Acked(double at, string app, Wish? after) => new(At(at), At(at - 0.5), "a", "start " + app, app, after);

    private static ClusterEvent.CommandFailed Failed(double began, double at, string app, Wish? after) => new(At(at), At(began), "a", "start " + app, app, after, "it failed");

    private static ClusterEvent.RestSeen Rest(double at, string node, params (string App, Wish Wish, int Copies)[] apps) => new(
        At(at), 1, node, apps.ToDictionary(app => app.App, app => app.Wish), apps.Where(app => app.Copies > 0).ToDictionary(app => app.App, app => app.Copies));

    private static ClusterEvent.RequestAnswered Answered(double began, double at, string node) => new(At(at), At(began), node);

    private static ClusterEvent.RequestFailed Lost(double began, double at, string node) => new(At(at), At(began), node, "no answer");
}
