using ActorPm.Core.Cluster;

namespace ActorPm.Core.Tests.Cluster;

public sealed class VoteLedgerTests
{
    private static readonly NodeName A = NodeName.Parse("a"), B = NodeName.Parse("b");
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_has_the_vote_until_it_ends_and_renews_it_by_asking_again()
    {
        Assert.True(default(VoteLedger).TryGive(A, Noon, out var vote));
        Assert.False(vote.TryGive(B, Noon + VoteLedger.Lease - TimeSpan.FromTicks(1), out var same));
        Assert.Equal(vote, same);
        Assert.True(vote.TryGive(A, Noon + TimeSpan.FromSeconds(10), out var renewed));
        Assert.False(renewed.TryGive(B, Noon + VoteLedger.Lease, out _));
        Assert.True(renewed.TryGive(B, Noon + TimeSpan.FromSeconds(10) + VoteLedger.Lease, out _));
    }

    [Fact]
    public void A_vote_is_used_long_before_it_ends() => Assert.True(VoteLedger.Use * 2 < VoteLedger.Lease);
}
