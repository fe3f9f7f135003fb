using ActorPm.Core.Hooks;

namespace ActorPm.Daemon.Hooks;

/// <summary>Carries deliveries to where a hook wants them.</summary>
internal interface IHookSender
{
    /// <summary>Tries once; ends within the hook's timeout.</summary>
    /// <exception cref="OperationCanceledException">The daemon ends.</exception>
    Task<HookAttempt> SendAsync(HookDelivery delivery, CancellationToken cancellation);
}

/// <summary>Something to deliver.</summary>
/// <param name="Body">What it says.</param>
/// <param name="Json">The same as bytes, which are the same in each attempt.</param>
internal sealed record HookDelivery(HookBody Body, byte[] Json)
{
    /// <summary>Of a body.</summary>
    public static HookDelivery Of(HookBody body) => new(body, body.ToJson());
}

/// <summary>How an attempt ended.</summary>
internal abstract record HookAttempt
{
    private HookAttempt()
    {
    }

    /// <summary>It arrived.</summary>
    /// <param name="Answer">What came back, as the end of a sentence.</param>
    public sealed record Arrived(string Answer) : HookAttempt;

    /// <summary>It did not, and another attempt may.</summary>
    /// <param name="Reason">Why, as the end of a sentence.</param>
    /// <param name="After">How long the receiver wants to be left alone; null when it did not say.</param>
    public sealed record FailedForNow(string Reason, TimeSpan? After) : HookAttempt;

    /// <summary>It did not, and the same again would not either.</summary>
    /// <param name="Reason">Why, as the end of a sentence.</param>
    public sealed record FailedForGood(string Reason) : HookAttempt;
}
