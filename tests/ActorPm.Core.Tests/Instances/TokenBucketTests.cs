using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.Instances;

public sealed class TokenBucketTests
{
    [Fact]
    public void A_burst_passes_at_once_and_the_rest_is_spread()
    {
        var bucket = TokenBucket.Full(3, 10);
        var waits = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            (bucket, var wait) = bucket.Take(TimeSpan.FromSeconds(1));
            waits.Add(Math.Round(wait.TotalMilliseconds));
        }

        Assert.Equal([0, 0, 0, 100, 200, 300], waits);
    }

    [Fact]
    public void It_never_holds_more_than_its_capacity()
    {
        var (bucket, _) = TokenBucket.Full(2, 10).Take(TimeSpan.FromHours(5));

        Assert.Equal(1, bucket.Tokens);
    }

    [Fact]
    public void Time_that_goes_back_gives_no_tokens()
    {
        var (bucket, _) = TokenBucket.Full(1, 10).Take(TimeSpan.FromSeconds(9));
        var (_, wait) = bucket.Take(TimeSpan.FromSeconds(3));

        Assert.Equal(100, Math.Round(wait.TotalMilliseconds));
    }
}
