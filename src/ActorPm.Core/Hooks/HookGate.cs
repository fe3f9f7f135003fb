using System.Collections.Immutable;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Hooks;

/// <summary>What a hook is spared: the same again within a while, and more than its limit. A value: each question gives the next one.</summary>
public sealed record HookGate
{
    // What is remembered of different causes; the oldest are forgotten first.
    private const int MostKeys = 1000;

    private readonly TimeSpan _deduplicate;
    private TokenBucket _bucket;
    private ImmutableDictionary<HookKey, Told> _told = ImmutableDictionary<HookKey, Told>.Empty;
    private int _heldBack;

    private HookGate(TimeSpan deduplicate, TokenBucket bucket)
    {
        _deduplicate = deduplicate;
        _bucket = bucket;
    }

    /// <summary>The gate of a hook that was told nothing yet.</summary>
    public static HookGate Of(HookSettings settings) =>
        new(settings.Deduplicate, TokenBucket.Full(settings.Limit.Count, settings.Limit.Count / settings.Limit.Per.TotalSeconds));

    /// <summary>Decides about something that the hook wants.</summary>
    /// <param name="occurrence">What.</param>
    /// <param name="now">The time, since any fixed instant.</param>
    public (HookGate Next, HookVerdict Verdict) Ask(HookOccurrence occurrence, TimeSpan now)
    {
        var key = occurrence.Key;
        var known = _told.GetValueOrDefault(key);
        if (known is not null && now < known.At + _deduplicate)
        {
            return (this with { _told = _told.SetItem(key, known with { Repeated = known.Repeated + 1 }) }, new HookVerdict.Repeated());
        }

        var (bucket, wait) = _bucket.Take(now);
        if (wait > TimeSpan.Zero)
        {
            return (this with { _heldBack = _heldBack + 1 }, new HookVerdict.HeldBack());
        }

        return (this with { _bucket = bucket, _heldBack = 0, _told = Remember(key, now) }, new HookVerdict.Deliver(known?.Repeated ?? 0, _heldBack));
    }

    /// <summary>Deliveries that came to nothing for want of room are told like those that were held back.</summary>
    public HookGate Dropped(int count) => this with { _heldBack = _heldBack + count };

    // Whoever was told that an app is in trouble hears of its recovery, however short the last one is ago.
    private ImmutableDictionary<HookKey, Told> Remember(HookKey key, TimeSpan now)
    {
        var told = key.Event is HookEvent.Crash or HookEvent.Errored ? _told.Remove(new HookKey(HookEvent.Recovered, key.Subject, "")) : _told;
        if (told.Count >= MostKeys)
        {
            told = told.Remove(told.MinBy(pair => pair.Value.At).Key);
        }

        return told.SetItem(key, new Told(now, 0));
    }

    private sealed record Told(TimeSpan At, int Repeated);
}

/// <summary>What becomes of something that a hook wants.</summary>
public abstract record HookVerdict
{
    private HookVerdict()
    {
    }

    /// <summary>It is delivered.</summary>
    /// <param name="RepeatedBefore">How often the same has happened since it was last delivered, without being told.</param>
    /// <param name="HeldBackBefore">How many others the limit, or a full queue, has held back since the delivery before.</param>
    public sealed record Deliver(int RepeatedBefore, int HeldBackBefore) : HookVerdict;

    /// <summary>The same was delivered a short while ago: it is counted.</summary>
    public sealed record Repeated : HookVerdict;

    /// <summary>The limit is reached: it is counted.</summary>
    public sealed record HeldBack : HookVerdict;
}
