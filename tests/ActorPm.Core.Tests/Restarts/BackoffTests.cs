using ActorPm.Core.Restarts;

namespace ActorPm.Core.Tests.Restarts;

public sealed class BackoffTests
{
    private static readonly Backoff _backoff = Backoff.Exponential(TimeSpan.FromMilliseconds(100));

    [Fact]
    public void Pauses_grow_by_half_in_whole_milliseconds_up_to_the_cap()
    {
        var pauses = new List<double>();
        for (var pause = TimeSpan.Zero; pauses.Count < 15;)
        {
            pause = _backoff.After(pause, TimeSpan.Zero);
            pauses.Add(pause.TotalMilliseconds);
        }

        Assert.Equal([100, 150, 225, 337, 505, 757, 1135, 1702, 2553, 3829, 5743, 8614, 12921, 15000, 15000], pauses);
    }

    [Fact]
    public void A_run_longer_than_30_seconds_begins_anew()
    {
        var long30 = TimeSpan.FromSeconds(30);

        Assert.Equal(TimeSpan.FromMilliseconds(7500), _backoff.After(TimeSpan.FromSeconds(5), long30));
        Assert.Equal(TimeSpan.FromMilliseconds(100), _backoff.After(TimeSpan.FromSeconds(5), long30 + TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void A_first_pause_above_the_cap_is_cut_to_it()
    {
        var patient = Backoff.Exponential(TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.FromSeconds(15), patient.After(TimeSpan.Zero, TimeSpan.Zero));
    }
}
