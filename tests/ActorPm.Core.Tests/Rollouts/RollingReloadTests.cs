using ActorPm.Core.Rollouts;
using static ActorPm.Core.Rollouts.RollingEffect;
using static ActorPm.Core.Rollouts.RollingInput;
using Record = ActorPm.Core.Rollouts.RollingEffect.Record;

namespace ActorPm.Core.Tests.Rollouts;

public sealed class RollingReloadTests
{
    private static readonly ReloadOptions _atOnce = new(null, null, TimeSpan.Zero);

    [Fact]
    public void An_old_one_leaves_only_when_its_successor_is_ready_and_the_exchange_is_journaled()
    {
        var reload = Of(2, _atOnce);

        Assert.Equal([new Start(new(1, 11))], reload.Feed(new Begun()));
        Assert.Equal([new Record(new(1, 11))], reload.Feed(new BecameReady(11)));
        Assert.Equal([new Retire(1)], reload.Feed(new Recorded(11)));
        Assert.Equal([new Start(new(2, 12))], reload.Feed(new OldGone(1)));
        Assert.Equal([new Record(new(2, 12))], reload.Feed(new BecameReady(12)));
        Assert.Equal([new Retire(2)], reload.Feed(new Recorded(12)));
        Assert.Equal([new Finish(RollingOutcome.Completed)], reload.Feed(new OldGone(2)));
        Assert.Empty(reload.Feed(new NewFailed(12, "too late")));
    }

    [Fact]
    public void The_first_one_is_watched_for_three_seconds_when_nobody_said_how_long()
    {
        var reload = Of(2, ReloadOptions.None);
        reload.Feed(new Begun());

        Assert.Equal([new ArmBake(11, TimeSpan.FromSeconds(3))], reload.Feed(new BecameReady(11)));
        Assert.Equal([new Record(new(1, 11))], reload.Feed(new Baked(11)));
        reload.Feed(new Recorded(11));
        reload.Feed(new OldGone(1));
        Assert.Equal([new Record(new(2, 12))], reload.Feed(new BecameReady(12)));
    }

    [Fact]
    public void A_bake_begins_anew_when_readiness_is_lost()
    {
        var reload = Of(1, new ReloadOptions(null, null, TimeSpan.FromSeconds(5)));
        reload.Feed(new Begun());
        reload.Feed(new BecameReady(11));

        Assert.Empty(reload.Feed(new LostReadiness(11)));
        Assert.Empty(reload.Feed(new Baked(11)));
        Assert.Equal([new ArmBake(11, TimeSpan.FromSeconds(5))], reload.Feed(new BecameReady(11)));
    }

    [Fact]
    public void A_failure_discards_what_is_not_journaled_and_begins_nothing_more()
    {
        var reload = Of(3, _atOnce with { Surge = new Surge(2, null) });
        Assert.Equal([new Start(new(1, 11)), new Start(new(2, 12))], reload.Feed(new Begun()));
        reload.Feed(new BecameReady(11));

        Assert.Equal([new Discard(12)], reload.Feed(new NewFailed(12, "it exited with code 3")));
        Assert.Equal([new Retire(1)], reload.Feed(new Recorded(11)));
        Assert.Equal([new Finish(RollingOutcome.Failed)], reload.Feed(new OldGone(1)));
        Assert.Equal(("it exited with code 3", 1), (reload.State.Failure, reload.State.Replaced));
    }

    [Fact]
    public void One_that_fails_after_it_took_its_place_ends_the_reload()
    {
        var reload = Of(3, _atOnce);
        reload.Feed(new Begun());
        reload.Feed(new BecameReady(11));
        reload.Feed(new Recorded(11));
        reload.Feed(new OldGone(1));

        Assert.Equal([new Discard(12), new Finish(RollingOutcome.Failed)], reload.Feed(new NewFailed(11, "it exited with code 3")));
    }

    [Fact]
    public void A_stranger_changes_nothing()
    {
        var reload = Of(2, _atOnce);
        reload.Feed(new Begun());

        Assert.Empty(reload.Feed(new NewFailed(12, "it has not begun")));
        Assert.Empty(reload.Feed(new BecameReady(99)));
        Assert.Empty(reload.Feed(new OldGone(2)));
        Assert.Empty(reload.Feed(new Recorded(11)));
        Assert.Null(reload.State.Failure);
    }

    [Theory]
    [InlineData(4, 25, 1)]
    [InlineData(4, 50, 2)]
    [InlineData(3, 10, 1)]
    [InlineData(10, 99, 10)]
    public void A_canary_pauses_after_its_share(int instances, int percent, int replaced)
    {
        var reload = Of(instances, new ReloadOptions(null, percent, TimeSpan.Zero));
        var effects = RunToEnd(reload);

        Assert.Equal(replaced, effects.OfType<Retire>().Count());
        Assert.Equal(replaced == instances ? RollingOutcome.Completed : RollingOutcome.Paused, effects.OfType<Finish>().Single().Outcome);
    }

    [Theory]
    [InlineData("1", 8, 1)]
    [InlineData("3", 8, 3)]
    [InlineData("25%", 8, 2)]
    [InlineData("100%", 8, 8)]
    [InlineData("1%", 8, 1)]
    [InlineData("9", 4, 4)]
    public void No_more_than_the_surge_are_under_way_at_a_time(string text, int instances, int most)
    {
        Assert.True(Surge.TryParse(text, out var surge));
        var reload = Of(instances, _atOnce with { Surge = surge });

        RunToEnd(reload);

        Assert.Equal(most, reload.MostActive);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("101%")]
    [InlineData("many")]
    public void What_is_no_surge_is_refused(string text) => Assert.False(Surge.TryParse(text, out _));

    [Fact]
    public void Whatever_happens_in_whatever_order_no_old_one_leaves_without_a_proven_successor()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(1, 6);
            var reload = Of(count, new ReloadOptions(new Surge(random.Next(1, 4), null), null, TimeSpan.FromSeconds(random.Next(2))));
            var ready = new HashSet<long>();
            var recorded = new HashSet<long>();
            reload.Feed(new Begun());
            for (var step = 0; step < 200; step++)
            {
                var serial = random.Next(count) + 1;
                var input = (RollingInput)(random.Next(12) switch
                {
                    0 => new NewFailed(serial + 10, "seed"),
                    1 => new LostReadiness(serial + 10),
                    2 or 3 or 4 => new BecameReady(serial + 10),
                    5 or 6 => new Baked(serial + 10),
                    7 or 8 => new Recorded(serial + 10),
                    9 or 10 => new OldGone(serial),
                    _ => step < 150 ? new BecameReady(serial + 10) : new Cancelled("seed"),
                });
                if (input is BecameReady)
                {
                    ready.Add(serial + 10);
                }

                foreach (var effect in reload.Feed(input))
                {
                    if (effect is Record record)
                    {
                        Assert.Contains(record.Replacement.New, ready);
                        recorded.Add(record.Replacement.New);
                    }

                    if (effect is Retire retire)
                    {
                        Assert.Contains(retire.Old + 10, recorded);
                    }

                    if (effect is Discard discard)
                    {
                        Assert.DoesNotContain(discard.New, recorded);
                    }
                }

                Assert.True(reload.State.Steps.Count(one => one.Phase is not (RollingPhase.Waiting or RollingPhase.Done)) <= reload.State.Surge, $"seed {seed}");
            }
        }
    }

    private static Run Of(int count, ReloadOptions options) =>
        new(RollingReload.Of([.. Enumerable.Range(1, count).Select(n => new Replacement(n, n + 10))], ReloadSettings.Default, options));

    // Everything goes well.
    private static List<RollingEffect> RunToEnd(Run reload)
    {
        var all = new List<RollingEffect>();
        var effects = new Queue<RollingEffect>(reload.Feed(new Begun()));
        while (effects.TryDequeue(out var effect))
        {
            all.Add(effect);
            var answer = (RollingInput?)(effect switch
            {
                Start start => new BecameReady(start.Replacement.New),
                ArmBake bake => new Baked(bake.New),
                Record record => new Recorded(record.Replacement.New),
                Retire retire => new OldGone(retire.Old),
                _ => null,
            });
            if (answer is not null)
            {
                foreach (var further in reload.Feed(answer))
                {
                    effects.Enqueue(further);
                }
            }
        }

        return all;
    }

    private sealed class Run(RollingReload reload)
    {
        public RollingReload State { get; private set; } = reload;

        public int MostActive { get; private set; }

        public IReadOnlyList<RollingEffect> Feed(RollingInput input)
        {
            (State, var effects) = State.Next(input);
            MostActive = Math.Max(MostActive, State.Steps.Count(step => step.Phase is not (RollingPhase.Waiting or RollingPhase.Done)));
            return [.. effects.AsEnumerable()];
        }
    }
}
