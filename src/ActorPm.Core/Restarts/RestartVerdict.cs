namespace ActorPm.Core.Restarts;

/// <summary>The policy's answer to an exit that nobody asked for.</summary>
public abstract record RestartVerdict
{
    private RestartVerdict(RestartHistory history) => History = history;

    /// <summary>What to remember from now on.</summary>
    public RestartHistory History { get; }

    /// <summary>Start it again.</summary>
    /// <param name="Delay">After this pause; zero for at once.</param>
    /// <param name="History">What to remember from now on.</param>
    public sealed record Restart(TimeSpan Delay, RestartHistory History) : RestartVerdict(History);

    /// <summary>It has ended as it should and rests (<c>stopped</c>).</summary>
    /// <param name="History">What to remember from now on.</param>
    public sealed record Rest(RestartHistory History) : RestartVerdict(History);

    /// <summary>Starting it again is of no use (<c>errored</c>).</summary>
    /// <param name="Reason">One sentence for the user.</param>
    /// <param name="History">What to remember from now on.</param>
    public sealed record GiveUp(string Reason, RestartHistory History) : RestartVerdict(History);
}
