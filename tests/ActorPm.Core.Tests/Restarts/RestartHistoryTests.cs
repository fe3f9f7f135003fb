using ActorPm.Core.Restarts;

namespace ActorPm.Core.Tests.Restarts;

public sealed class RestartHistoryTests
{
    private static readonly RestartHistory _worn = new(5, 3, TimeSpan.FromSeconds(2), Specs.Noon);

    [Fact]
    public void A_restart_by_the_user_counts_and_the_policy_forgets()
    {
        Assert.Equal(new RestartHistory(6, 0, TimeSpan.Zero, Specs.Noon), _worn.AfterRestartByUser());
    }

    [Fact]
    public void A_start_by_the_user_does_not_count_and_the_policy_forgets()
    {
        Assert.Equal(new RestartHistory(5, 0, TimeSpan.Zero, Specs.Noon), _worn.AfterStartByUser());
    }
}
