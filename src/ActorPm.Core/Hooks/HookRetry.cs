namespace ActorPm.Core.Hooks;

/// <summary>When a request that failed is made again.</summary>
public static class HookRetry
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromMinutes(1), MostPatience = TimeSpan.FromMinutes(5);

    /// <summary>The pause before the next attempt: 1 s, 2 s, 4 s … up to a minute, each between half and all of it.</summary>
    /// <param name="failed">How many attempts have failed, 1 or more.</param>
    /// <param name="asked">What the receiver asked for (<c>Retry-After</c>), which wins when it is longer, up to 5 min; null for nothing.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan After(int failed, TimeSpan? asked, double chance)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(failed - 1, 30)))) * (0.5 + (chance / 2));
        var wished = asked > MostPatience ? MostPatience : asked ?? TimeSpan.Zero;
        return wished > pause ? wished : pause;
    }
}
