using ActorPm.Core.Routing;

namespace ActorPm.Core.Tests.Routing;

public sealed class BalancingPolicyTests
{
    [Fact]
    public void Round_robin_gives_each_its_turn()
    {
        var ready = Backends.Ready(3);

        var picks = Enumerable.Range(0, 6).Select(turn => new RoundRobinPolicy().Pick(ready, Backends.Ticket((uint)turn)));

        Assert.Equal([0, 1, 2, 0, 1, 2], picks);
    }

    [Fact]
    public void Round_robin_goes_on_when_the_counter_begins_again()
    {
        Assert.InRange(new RoundRobinPolicy().Pick(Backends.Ready(3), Backends.Ticket(uint.MaxValue)), 0, 2);
    }

    [Fact]
    public void Least_connections_picks_the_least_busy_wherever_it_begins_to_look()
    {
        Backend[] ready = [Backends.Of(0, active: 2), Backends.Of(1, active: 1), Backends.Of(2, active: 3)];

        Assert.All(Enumerable.Range(0, 5), turn => Assert.Equal(1, new LeastConnectionsPolicy().Pick(ready, Backends.Ticket((uint)turn))));
    }

    [Fact]
    public void Least_connections_gives_equals_their_turns()
    {
        var ready = Backends.Ready(3);

        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(turn => new LeastConnectionsPolicy().Pick(ready, Backends.Ticket((uint)turn))));
    }

    [Fact]
    public void Power_of_two_compares_two_different_ones_and_never_picks_the_busiest()
    {
        Backend[] ready = [Backends.Of(0), Backends.Of(1, active: 9), Backends.Of(2)];
        var random = new Random(7);

        var picks = Enumerable.Range(0, 1000).Select(_ => new PowerOfTwoPolicy().Pick(ready, Backends.Ticket(chance: (ulong)random.NextInt64()))).ToList();

        Assert.DoesNotContain(1, picks);
        Assert.Contains(0, picks);
        Assert.Contains(2, picks);
    }

    [Fact]
    public void Power_of_two_takes_the_only_one()
    {
        Assert.Equal(0, new PowerOfTwoPolicy().Pick(Backends.Ready(1), Backends.Ticket(chance: ulong.MaxValue)));
    }

    [Fact]
    public void A_cookie_leads_to_its_instance_whoever_else_is_ready()
    {
        Backend[] ready = [Backends.Of(1), Backends.Of(4, active: 50), Backends.Of(7)];

        Assert.Equal(1, new StickyCookiePolicy().Pick(ready, Backends.Ticket(turn: 3, key: 4)));
    }

    [Fact]
    public void Without_a_cookie_or_with_one_of_a_missing_instance_the_least_busy_is_taken()
    {
        Backend[] ready = [Backends.Of(0, active: 2), Backends.Of(1)];

        Assert.Equal(1, new StickyCookiePolicy().Pick(ready, Backends.Ticket()));
        Assert.Equal(1, new StickyCookiePolicy().Pick(ready, Backends.Ticket(key: 9)));
    }

    [Fact]
    public void An_address_stays_with_its_instance_and_only_those_of_a_lost_one_move()
    {
        var all = Backends.Ready(5);
        var fewer = all.Where(backend => backend.Ordinal != 2).ToArray();
        var policy = new StickyAddressPolicy();
        var moved = 0;
        var counts = new int[5];

        for (var client = 0; client < 2000; client++)
        {
            var key = StickyAddressPolicy.KeyOf(BitConverter.GetBytes(client));
            var before = all[policy.Pick(all, Backends.Ticket((uint)client, key: key))];
            var after = fewer[policy.Pick(fewer, Backends.Ticket(0, key: key))];
            counts[before.Ordinal]++;
            moved += before != after ? 1 : 0;
            Assert.True(before == after || before.Ordinal == 2);
        }

        Assert.Equal(counts[2], moved);
        Assert.All(counts, count => Assert.InRange(count, 300, 500));
    }

    [Fact]
    public void No_policy_allocates()
    {
        var ready = Backends.Ready(4);
        foreach (var name in Enum.GetValues<BalancingPolicy>())
        {
            var policy = BalancingPolicies.Of(name);
            policy.Pick(ready, Backends.Ticket(1, 2, 3));
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var turn = 0u; turn < 100; turn++)
            {
                policy.Pick(ready, Backends.Ticket(turn, turn * 77, turn));
            }

            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }
}
