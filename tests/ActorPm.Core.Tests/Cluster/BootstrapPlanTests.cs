using ActorPm.Core.Cluster;

namespace ActorPm.Core.Tests.Cluster;

public sealed class BootstrapPlanTests
{
    private static readonly NodeName A = NodeName.Parse("a"), B = NodeName.Parse("b"), C = NodeName.Parse("c");

    [Fact]
    public void A_cluster_that_is_there_is_joined_whoever_votes()
    {
        var step = BootstrapPlan.Decide(3, votesSelf: true, [new(C, IsMember: true, GivesVote: true), new(B, IsMember: true, GivesVote: true)]);

        Assert.Equal([B, C], Assert.IsType<BootstrapStep.Join>(step).Members.AsEnumerable());
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 0, false)]
    [InlineData(2, 1, true)]
    [InlineData(3, 0, false)]
    [InlineData(3, 1, true)]
    [InlineData(4, 1, false)]
    [InlineData(4, 2, true)]
    [InlineData(5, 2, true)]
    public void It_is_begun_with_the_votes_of_more_than_half(int known, int others, bool begins)
    {
        var answers = Enumerable.Range(0, others).Select(number => new PeerAnswer(NodeName.Parse($"n{number}"), IsMember: false, GivesVote: true)).ToList();

        Assert.Equal(begins, BootstrapPlan.Decide(known, votesSelf: true, answers) is BootstrapStep.Begin);
        Assert.IsType<BootstrapStep.Wait>(BootstrapPlan.Decide(known, votesSelf: false, answers));
    }

    [Fact]
    public void Who_waits_says_how_many_votes_there_are() =>
        Assert.Equal("1 of 3 nodes would begin with it, and 2 are needed", Assert.IsType<BootstrapStep.Wait>(BootstrapPlan.Decide(3, true, [new(B, false, false)])).Reason);

    [Fact]
    public void Of_those_that_answer_the_first_by_name_asks()
    {
        Assert.True(BootstrapPlan.Leads(A, []));
        Assert.True(BootstrapPlan.Leads(A, [new(B, false, false), new(C, false, false)]));
        Assert.False(BootstrapPlan.Leads(B, [new(A, false, false), new(C, false, false)]));
    }

    /// <summary>
    /// Any number of nodes that see any part of each other ask at any time and in any order: at most one begins within the time for which a vote lasts.
    /// </summary>
    [Fact]
    public void Two_halves_never_begin_a_cluster_each()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(2, 8);
            var now = DateTimeOffset.UnixEpoch;
            var votes = new VoteLedger[count];
            var begins = new List<(int Node, DateTimeOffset At)>();
            for (var round = 0; round < 40; round++)
            {
                now += TimeSpan.FromMilliseconds(random.Next(0, 400));
                var asker = random.Next(count);
                var name = NodeName.Parse($"n{asker}");
                var votesSelf = votes[asker].TryGive(name, now, out votes[asker]);
                var answers = new List<PeerAnswer>();
                for (var other = 0; other < count && votesSelf; other++)
                {
                    if (other != asker && random.Next(3) > 0)
                    {
                        answers.Add(new PeerAnswer(NodeName.Parse($"n{other}"), IsMember: false, votes[other].TryGive(name, now, out votes[other])));
                    }
                }

                if (BootstrapPlan.Decide(count, votesSelf, answers) is BootstrapStep.Begin)
                {
                    begins.Add((asker, now));
                }
            }

            Assert.True(begins.Select(begin => begin.Node).Distinct().Count() <= 1 || begins.Zip(begins.Skip(1)).All(pair => pair.First.Node == pair.Second.Node || pair.Second.At - pair.First.At >= VoteLedger.Lease - VoteLedger.Use), $"seed {seed}");
        }
    }
}
