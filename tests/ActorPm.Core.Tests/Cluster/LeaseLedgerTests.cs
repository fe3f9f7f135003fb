using ActorPm.Core.Cluster;

namespace ActorPm.Core.Tests.Cluster;

public sealed class LeaseLedgerTests
{
    private static readonly Guid Life = new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    private static readonly TimeSpan Later = FencingTimes.Default.TakeOver, Start = TimeSpan.FromHours(1);

    private long _asked;

    [Fact]
    public void A_ledger_that_has_just_begun_grants_only_what_is_held_already()
    {
        var ledger = LeaseLedger.StartingAt(Start);

        Assert.Empty(ledger.Ask(Wants("a", "x"), Start).Granted.AsEnumerable());
        Assert.Equal(["x"], ledger.Ask(Asks("a", held: ["x"]), Start).Granted.AsEnumerable());
        Assert.Equal(["x"], ledger.Ask(Wants("a", "x"), Start + Later).Granted.AsEnumerable());
    }

    [Fact]
    public void What_one_node_has_another_one_gets_only_when_it_must_have_stopped_there()
    {
        var ledger = LeaseLedger.StartingAt(TimeSpan.Zero).Ask(Wants("a", "x"), Start).Next;

        Assert.Empty(ledger.Ask(Wants("b", "x"), Start + Later - TimeSpan.FromTicks(1)).Granted.AsEnumerable());
        Assert.Empty(ledger.Ask(Asks("b", held: ["x"]), Start + TimeSpan.FromSeconds(1)).Granted.AsEnumerable());
        Assert.Equal(["x"], ledger.Ask(Wants("b", "x"), Start + Later).Granted.AsEnumerable());
        Assert.Equal(["x"], ledger.Ask(Wants("a", "x"), Start + TimeSpan.FromSeconds(1)).Granted.AsEnumerable());
    }

    [Fact]
    public void A_lease_that_is_given_up_is_free_at_once_and_only_its_holder_gives_it_up()
    {
        var ledger = LeaseLedger.StartingAt(TimeSpan.Zero).Ask(Wants("a", "x"), Start).Next;

        Assert.Empty(ledger.Ask(Asks("b", wanted: ["x"], released: ["x"]), Start).Granted.AsEnumerable());
        Assert.Equal(["x"], ledger.Ask(Asks("a", released: ["x"]), Start).Next.Ask(Wants("b", "x"), Start).Granted.AsEnumerable());
    }

    [Fact]
    public void An_asking_that_was_overtaken_by_a_later_one_counts_for_nothing()
    {
        var released = Asks("a", released: ["x"]);
        var wanted = Wants("a", "x");
        var ledger = LeaseLedger.StartingAt(TimeSpan.Zero).Ask(wanted, Start).Next;

        var (after, granted) = ledger.Ask(released, Start);

        Assert.Empty(granted);
        Assert.Empty(after.Ask(Wants("b", "x"), Start).Granted.AsEnumerable());
    }

    [Fact]
    public void A_node_that_would_stop_later_than_this_one_allows_for_is_granted_nothing()
    {
        var ledger = LeaseLedger.StartingAt(TimeSpan.Zero, FencingTimes.Default with { Lease = TimeSpan.FromSeconds(2) });

        Assert.Empty(ledger.Ask(Wants("a", "x"), Start).Granted);
        Assert.Equal(["x"], LeaseLedger.StartingAt(TimeSpan.Zero, FencingTimes.Default with { StopLimit = TimeSpan.FromSeconds(9) }).Ask(Wants("a", "x"), Start).Granted.AsEnumerable());
    }

    // Five nodes, each with its own clock, that ask, hold, lose and take over by chance; messages are late or lost, and ledgers begin anew. The holders' own idea of
    // when they hold a lease is what counts.
    [Fact]
    public void Two_nodes_never_hold_a_lease_at_one_time_nor_within_the_time_that_the_first_may_take_to_stop()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var world = new World(seed);
            for (var step = 0; step < 600; step++)
            {
                world.Step();
            }

            Assert.True(world.Conflict is null, $"seed {seed}: {world.Conflict}");
        }
    }

    [Fact]
    public void A_term_ends_a_lease_after_the_asking_that_made_the_majority_full()
    {
        var seconds = (int number) => TimeSpan.FromSeconds(number);

        Assert.Equal(seconds(12), LeaseTerm.EndOf([seconds(3), seconds(9), seconds(8)], 3, seconds(4)));
        Assert.Null(LeaseTerm.EndOf([seconds(9)], 2, seconds(4)));
        Assert.Equal(seconds(13), LeaseTerm.EndOf([seconds(9)], 1, seconds(4)));
        Assert.Null(LeaseTerm.EndOf([seconds(1), seconds(2)], 5, seconds(4)));
    }

    private LeaseAsking Wants(string node, string app) => Asks(node, wanted: [app]);

    private LeaseAsking Asks(string node, string[]? held = null, string[]? wanted = null, string[]? released = null) =>
        new(node, new AskingMark(Life, ++_asked), Later.TotalMilliseconds, held ?? [], wanted ?? [], released ?? []);

    private sealed class World
    {
        private const int Nodes = 5;
        private const string App = "x";

        private readonly Random _random;
        private readonly LeaseLedger[] _ledgers = new LeaseLedger[Nodes];
        private readonly Dictionary<int, TimeSpan>[] _grants = [.. Enumerable.Range(0, Nodes).Select(_ => new Dictionary<int, TimeSpan>())];
        private readonly TimeSpan[] _runsUntil = new TimeSpan[Nodes];
        private readonly List<(int From, int To, LeaseAsking Asking, TimeSpan AskedAt)> _underWay = [];
        private TimeSpan _now = TimeSpan.FromHours(1);
        private long _number;

        public World(int seed)
        {
            _random = new Random(seed);
            Array.Fill(_ledgers, LeaseLedger.StartingAt(TimeSpan.Zero));
        }

        public string? Conflict { get; private set; }

        public void Step()
        {
            _now += TimeSpan.FromMilliseconds(_random.Next(0, 700));
            if (_random.Next(60) == 0)
            {
                // A daemon comes back: its ledger knows nothing.
                _ledgers[_random.Next(Nodes)] = LeaseLedger.StartingAt(_now);
            }

            var node = _random.Next(Nodes);
            var holds = Holds(node);
            var asking = new LeaseAsking($"n{node}", new AskingMark(Life, ++_number), Later.TotalMilliseconds, holds ? [App] : [], holds ? [] : [App], []);
            for (var to = 0; to < Nodes; to++)
            {
                if (_random.Next(3) > 0)
                {
                    _underWay.Add((node, to, asking, _now));
                }
            }

            for (var deliveries = _random.Next(8); deliveries > 0 && _underWay.Count > 0; deliveries--)
            {
                var index = _random.Next(_underWay.Count);
                var (from, to, late, askedAt) = _underWay[index];
                _underWay.RemoveAt(index);
                (_ledgers[to], var granted) = _ledgers[to].Ask(late, _now);
                if (granted.Length > 0 && _random.Next(4) > 0)
                {
                    _grants[from][to] = askedAt;
                }
            }

            for (var each = 0; each < Nodes; each++)
            {
                if (Holds(each))
                {
                    _runsUntil[each] = LeaseTerm.EndOf(_grants[each].Values, Nodes, FencingTimes.Default.Lease)!.Value + FencingTimes.Default.StopLimit;
                    for (var other = 0; other < Nodes; other++)
                    {
                        if (other != each && _now < _runsUntil[other])
                        {
                            Conflict ??= $"n{each} holds the lease at {_now}, and what n{other} ran may live until {_runsUntil[other]}";
                        }
                    }
                }
            }
        }

        private bool Holds(int node) => LeaseTerm.EndOf(_grants[node].Values, Nodes, FencingTimes.Default.Lease) is { } end && _now < end;
    }
}
