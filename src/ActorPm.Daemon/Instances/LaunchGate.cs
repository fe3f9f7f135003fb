using ActorPm.Core.Instances;

namespace ActorPm.Daemon.Instances;

/// <summary>Spreads the launches of all apps, so that a thousand that start at once do not take the machine from those that run.</summary>
/// <param name="bucket">How many at once, and how many each second.</param>
/// <param name="clock">Gives the time.</param>
internal sealed class LaunchGate(TokenBucket bucket, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly long _origin = clock.GetTimestamp();
    private TokenBucket _bucket = bucket;

    /// <summary>How long the next launch has to wait for its turn; the turn is taken by asking.</summary>
    public TimeSpan Reserve()
    {
        lock (_gate)
        {
            (_bucket, var wait) = _bucket.Take(clock.GetElapsedTime(_origin));
            return wait;
        }
    }
}
