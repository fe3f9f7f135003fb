using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Rollouts;

namespace ActorPm.Daemon.Apps;

/// <summary>What an app actor and the actor of its reload say to each other.</summary>
internal static class RolloutProtocol
{
    /// <summary>Up: start the new instance beside the old one.</summary>
    /// <param name="Replacement">Which.</param>
    public sealed record StartNew(Replacement Replacement) : INoSerializationVerificationNeeded;

    /// <summary>Up: end an old instance; it has finished what was under way.</summary>
    /// <param name="Serial">Its slot.</param>
    public sealed record EndOld(long Serial) : INoSerializationVerificationNeeded;

    /// <summary>Up: end a new instance and forget it.</summary>
    /// <param name="Serial">Its slot.</param>
    public sealed record Discard(long Serial) : INoSerializationVerificationNeeded;

    /// <summary>Up: nothing more is to be done; to be journaled.</summary>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="Step">What to tell the list.</param>
    public sealed record Over(ReloadOutcome Outcome, RolloutStep Step) : INoSerializationVerificationNeeded;

    /// <summary>Down: how a new instance stands.</summary>
    /// <param name="Serial">Its slot.</param>
    /// <param name="IsReady">Whether it can take requests, as far as it says itself.</param>
    /// <param name="Reason">Why not, as far as is known; null when it can.</param>
    public sealed record Stands(long Serial, bool IsReady, string? Reason) : INoSerializationVerificationNeeded;

    /// <summary>Down: a new instance ended, or will never be ready.</summary>
    /// <param name="Serial">Its slot.</param>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Failed(long Serial, string Reason) : INoSerializationVerificationNeeded;

    /// <summary>Down: the exchange is in the journal.</summary>
    /// <param name="New">The slot that came.</param>
    public sealed record Recorded(long New) : INoSerializationVerificationNeeded;

    /// <summary>Down: a slot is gone.</summary>
    /// <param name="Serial">The slot.</param>
    public sealed record Gone(long Serial) : INoSerializationVerificationNeeded;

    /// <summary>Down: the user takes it back.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Cancel(string Reason) : INoSerializationVerificationNeeded;
}

/// <summary>How a reload of an app ended.</summary>
/// <param name="App">The app.</param>
/// <param name="Kind">How.</param>
/// <param name="Replaced">How many instances have been replaced and stay so.</param>
/// <param name="Total">How many were to be.</param>
/// <param name="Reason">Why it did not complete, in one sentence; null when it did.</param>
/// <param name="FailedSerial">The new instance that failed; null when none did.</param>
internal sealed record ReloadOutcome(AppName App, ReloadEnd Kind, int Replaced, int Total, string? Reason, long? FailedSerial) : INoSerializationVerificationNeeded
{
    /// <summary>The place for which the one that failed was meant; null when none failed.</summary>
    public Slot? FailedSlot { get; init; }
}

/// <summary>How a reload ended.</summary>
internal enum ReloadEnd
{
    /// <summary>All instances are new.</summary>
    Completed,

    /// <summary>A share is new; the user decides.</summary>
    Paused,

    /// <summary>It failed or was taken back; the proven spec is the app's.</summary>
    Failed,
}
