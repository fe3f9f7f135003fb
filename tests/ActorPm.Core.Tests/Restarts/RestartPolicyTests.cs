using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using static ActorPm.Core.Restarts.RestartVerdict;

namespace ActorPm.Core.Tests.Restarts;

public sealed class RestartPolicyTests
{
    private static readonly ExitStatus _failure = new ExitStatus.Code(1);
    private static readonly ExitStatus _success = new ExitStatus.Code(0);
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_crash_loop_is_launched_16_times_and_restarted_15_times_before_it_is_given_up()
    {
        var (launches, giveUp) = LoopUntilGivenUp(RestartSettings.Default);

        Assert.Equal(16, launches);
        Assert.Equal(15, giveUp.History.Restarts);
        Assert.Equal(0, giveUp.History.FailedStarts);
        Assert.Equal("It ended 16 times in a row within 1 s of its start (max_restarts 16); the last time it exited with code 1.", giveUp.Reason);
    }

    [Fact]
    public void A_pause_between_restarts_does_not_hide_a_crash_loop()
    {
        Assert.Equal(16, LoopUntilGivenUp(Specs.Restart(delay: 3600)).Launches);
        Assert.Equal(16, LoopUntilGivenUp(Specs.Restart(backoff: Backoff.Exponential(TimeSpan.FromSeconds(10)))).Launches);
    }

    [Fact]
    public void The_backoff_grows_with_each_failure_and_begins_anew_after_30_seconds_of_life()
    {
        var settings = Specs.Restart(backoff: Backoff.Exponential(TimeSpan.FromMilliseconds(100)), maxFailedStarts: 100);
        var history = Specs.History;
        var pauses = new List<double>();
        foreach (var uptime in (double[])[0, 0, 2, 29, 30.001, 0])
        {
            var restart = Assert.IsType<Restart>(RestartPolicy.Decide(settings, history, _failure, TimeSpan.FromSeconds(uptime)));
            pauses.Add(restart.Delay.TotalMilliseconds);
            history = restart.History;
        }

        Assert.Equal([100, 150, 225, 337, 100, 150], pauses);
    }

    [Fact]
    public void The_backoff_overrides_the_fixed_pause()
    {
        var settings = Specs.Restart(delay: 9, backoff: Backoff.Exponential(TimeSpan.FromSeconds(1)));

        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<Restart>(RestartPolicy.Decide(settings, Specs.History, _failure, _long)).Delay);
    }

    [Fact]
    public void A_run_of_just_the_minimum_uptime_is_no_failed_start()
    {
        var settings = Specs.Restart(minimumUptime: 5);
        var worn = Specs.History with { FailedStarts = 3 };

        var atBoundary = Assert.IsType<Restart>(RestartPolicy.Decide(settings, worn, _failure, TimeSpan.FromSeconds(5)));
        var below = Assert.IsType<Restart>(RestartPolicy.Decide(settings, worn, _failure, TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1)));

        Assert.Equal(0, atBoundary.History.FailedStarts);
        Assert.Equal(4, below.History.FailedStarts);
    }

    [Fact]
    public void An_exit_code_that_means_stop_rests_however_short_the_run_was()
    {
        var settings = Specs.Restart(stopExitCodes: [0, 42]);

        Assert.IsType<Rest>(RestartPolicy.Decide(settings, Specs.History, new ExitStatus.Code(42), _short));
        Assert.IsType<Rest>(RestartPolicy.Decide(settings, Specs.History, _success, _short));
        Assert.IsType<Restart>(RestartPolicy.Decide(settings, Specs.History, _failure, _short));
        Assert.IsType<Restart>(RestartPolicy.Decide(settings, Specs.History, new ExitStatus.Signalled(UnixSignal.SIGKILL), _short));
    }

    [Fact]
    public void On_failure_rests_after_exit_code_0_alone()
    {
        var settings = Specs.Restart(RestartMode.OnFailure);

        Assert.IsType<Rest>(RestartPolicy.Decide(settings, Specs.History, _success, _long));
        Assert.IsType<Restart>(RestartPolicy.Decide(settings, Specs.History, _failure, _long));
        Assert.IsType<Restart>(RestartPolicy.Decide(settings, Specs.History, new ExitStatus.Signalled(UnixSignal.SIGTERM), _long));
        Assert.IsType<Restart>(RestartPolicy.Decide(settings, Specs.History, new ExitStatus.Unknown(), _long));
    }

    [Fact]
    public void Never_rests_after_every_exit()
    {
        var settings = Specs.Restart(RestartMode.Never);

        Assert.IsType<Rest>(RestartPolicy.Decide(settings, Specs.History, _success, _short));
        Assert.IsType<Rest>(RestartPolicy.Decide(settings, Specs.History, new ExitStatus.NotStarted("no such file"), TimeSpan.Zero));
    }

    [Fact]
    public void Always_restarts_after_exit_code_0_too()
    {
        Assert.IsType<Restart>(RestartPolicy.Decide(RestartSettings.Default, Specs.History, _success, _long));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void No_failed_start_is_forgiven_when_at_most_one_is_allowed(int maxRestarts)
    {
        var (launches, giveUp) = LoopUntilGivenUp(Specs.Restart(maxFailedStarts: maxRestarts));

        Assert.Equal(1, launches);
        Assert.Equal($"It exited with code 1 within 1 s of its start, and no failed start is allowed (max_restarts {maxRestarts}).", giveUp.Reason);
    }

    [Fact]
    public void A_long_run_is_restarted_even_when_no_failed_start_is_allowed()
    {
        Assert.IsType<Restart>(RestartPolicy.Decide(Specs.Restart(maxFailedStarts: 0), Specs.History, _failure, _long));
    }

    [Fact]
    public void Whoever_rests_begins_with_a_clean_slate()
    {
        var worn = new RestartHistory(7, 5, TimeSpan.FromSeconds(3), Specs.Noon);

        var rest = Assert.IsType<Rest>(RestartPolicy.Decide(Specs.Restart(RestartMode.Never), worn, _failure, _short));

        Assert.Equal(new RestartHistory(7, 0, TimeSpan.Zero, Specs.Noon), rest.History);
    }

    private static (int Launches, GiveUp Verdict) LoopUntilGivenUp(RestartSettings settings)
    {
        var history = Specs.History;
        for (var launches = 1; ; launches++)
        {
            switch (RestartPolicy.Decide(settings, history, _failure, _short))
            {
                case Restart restart:
                    history = restart.History;
                    break;
                case GiveUp giveUp:
                    return (launches, giveUp);
            }
        }
    }

    [Fact]
    public void A_program_that_could_not_be_started_for_want_of_descriptors_is_tried_again_and_its_counters_stay()
    {
        var settings = Specs.App().Restart with { Mode = RestartMode.Never, MaxFailedStarts = 1 };
        var exit = new ExitStatus.NotStarted("Too many files are open.", StartFailure.Shortage);

        Assert.Equal(new Restart(RestartPolicy.ShortagePause, Specs.History), RestartPolicy.Decide(settings, Specs.History, exit, TimeSpan.Zero));
    }
}
