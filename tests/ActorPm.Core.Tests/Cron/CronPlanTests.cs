using ActorPm.Core.Cron;

namespace ActorPm.Core.Tests.Cron;

public sealed class CronPlanTests
{
    private static readonly CronPlan _minutely = CronPlan.From(At(10), NextMinute);

    [Fact]
    public void The_first_due_time_lies_after_the_beginning()
    {
        Assert.Equal(At(60), _minutely.Due);
        Assert.Equal(At(120), CronPlan.From(At(60), NextMinute).Due);
    }

    [Fact]
    public void It_is_due_once_and_then_waits_for_the_next_time()
    {
        var (early, notYet) = _minutely.Look(At(59), NextMinute);
        var (plan, turn) = early.Look(At(60), NextMinute);
        var (_, again) = plan.Look(At(60), NextMinute);

        Assert.Equal((CronTurn.NotYet, CronTurn.Due, CronTurn.NotYet), (notYet, turn, again));
        Assert.Equal(At(120), plan.Due);
    }

    [Fact]
    public void A_clock_that_jumps_over_many_times_fires_no_burst_and_makes_nothing_up()
    {
        var (plan, turn) = _minutely.Look(At(60 + 24 * 3600), NextMinute);

        Assert.Equal(CronTurn.Missed, turn);
        Assert.Equal(At(120 + 24 * 3600), plan.Due);
        Assert.Equal(CronTurn.NotYet, plan.Look(At(61 + 24 * 3600), NextMinute).Turn);
    }

    [Fact]
    public void A_busy_machine_may_be_late()
    {
        Assert.Equal(CronTurn.Due, _minutely.Look(At(60) + CronPlan.StillOnTime, NextMinute).Turn);
        Assert.Equal(CronTurn.Missed, _minutely.Look(At(61) + CronPlan.StillOnTime, NextMinute).Turn);
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_silence_a_frequent_pattern()
    {
        var (plan, turn) = _minutely.Look(At(-3600), NextMinute);

        Assert.Equal(CronTurn.NotYet, turn);
        Assert.Equal(At(-3540), plan.Due);
    }

    [Fact]
    public void A_clock_that_is_corrected_by_a_moment_does_not_fire_twice()
    {
        var (plan, _) = _minutely.Look(At(60), NextMinute);

        var (after, turn) = plan.Look(At(59.5), NextMinute);

        Assert.Equal((CronTurn.NotYet, At(120)), (turn, after.Due!.Value));
    }

    [Fact]
    public void The_clock_is_looked_at_each_minute_however_far_the_due_time_is()
    {
        Assert.Equal(TimeSpan.FromSeconds(50), _minutely.PauseAt(At(10)));
        Assert.Equal(TimeSpan.Zero, _minutely.PauseAt(At(61)));
        Assert.Equal(CronPlan.LongestPause, CronPlan.From(At(0), now => now.AddDays(400)).PauseAt(At(0)));
        Assert.Equal(CronPlan.LongestPause, CronPlan.From(At(0), _ => null).PauseAt(At(0)));
    }

    [Fact]
    public void What_is_never_due_never_fires()
    {
        Assert.Equal(CronTurn.NotYet, CronPlan.From(At(0), _ => null).Look(At(100_000), _ => null).Turn);
    }

    private static DateTimeOffset At(double seconds) => Specs.Noon.AddSeconds(seconds);

    private static DateTimeOffset? NextMinute(DateTimeOffset after) => new DateTimeOffset(after.Ticks - (after.Ticks % TimeSpan.TicksPerMinute) + TimeSpan.TicksPerMinute, TimeSpan.Zero);
}
