using ActorPm.Core.Watching;
using static ActorPm.Core.Watching.WatchPhase;

namespace ActorPm.Core.Tests.Watching;

public sealed class WatchDebounceTests
{
    private static readonly WatchDebounce _atOnce = new(TimeSpan.Zero);

    [Fact]
    public void Nothing_is_due_while_nothing_changes()
    {
        Assert.Null(_atOnce.DueAt(new Idle()));
        Assert.Null(_atOnce.DueAt(new Restarting("/srv/a")));
    }

    [Fact]
    public void A_single_change_is_due_after_the_quiet_time()
    {
        Assert.Equal(At(100), _atOnce.DueAt(Changes(0)));
    }

    [Fact]
    public void Each_further_change_puts_the_restart_off()
    {
        Assert.Equal(At(260), _atOnce.DueAt(Changes(0, 80, 160)));
    }

    [Fact]
    public void An_endless_writer_cannot_put_it_off_for_ever()
    {
        Assert.Equal(At(1000), _atOnce.DueAt(Changes([.. Enumerable.Range(0, 500).Select(n => n * 20)])));
    }

    [Fact]
    public void The_apps_own_delay_counts_from_the_first_change()
    {
        var delayed = new WatchDebounce(TimeSpan.FromSeconds(5));

        Assert.Equal(At(5000), delayed.DueAt(Changes(0)));
        Assert.Equal(At(5000), delayed.DueAt(Changes(0, 4000)));
        Assert.Equal(At(5090), delayed.DueAt(Changes(0, 4990)));
        Assert.Equal(At(6000), delayed.DueAt(Changes(0, 5950)));
    }

    [Fact]
    public void Changes_during_a_restart_give_exactly_one_more()
    {
        WatchPhase phase = new Restarting(null);
        phase = WatchDebounce.AfterChange(phase, At(10), "/srv/first");
        phase = WatchDebounce.AfterChange(phase, At(20), "/srv/second");

        phase = WatchDebounce.AfterRestart(phase, At(50));

        Assert.Equal(new Gathering(At(50), At(50), "/srv/first"), phase);
        Assert.Equal(new Idle(), WatchDebounce.AfterRestart(new Restarting(null), At(300)));
    }

    [Fact]
    public void The_first_path_is_remembered()
    {
        Assert.Equal("/srv/0", ((Gathering)Changes(0, 10)).Path);
    }

    private static WatchPhase Changes(params int[] milliseconds) =>
        milliseconds.Aggregate((WatchPhase)new Idle(), (phase, at) => WatchDebounce.AfterChange(phase, At(at), $"/srv/{at}"));

    private static DateTimeOffset At(int milliseconds) => Specs.Noon.AddMilliseconds(milliseconds);
}
