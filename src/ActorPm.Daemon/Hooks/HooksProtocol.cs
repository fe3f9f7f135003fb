using Akka.Actor;
using ActorPm.Core.Hooks;
using ActorPm.Daemon.History;

namespace ActorPm.Daemon.Hooks;

/// <summary>What hooks are told.</summary>
internal static class HooksProtocol
{
    /// <summary>A fact was noted.</summary>
    internal sealed record Noted(PendingFact Fact) : INoSerializationVerificationNeeded;

    /// <summary>The cluster has given up a node, and this node is the one that tells it.</summary>
    internal sealed record NodeLost(string Node) : INoSerializationVerificationNeeded;

    /// <summary>The list has been replayed: how the instances stand is known.</summary>
    internal sealed class Replayed : INoSerializationVerificationNeeded
    {
        /// <summary>The only one.</summary>
        public static Replayed Instance { get; } = new();
    }

    /// <summary>Something that a hook wants has happened.</summary>
    /// <param name="Occurrence">What.</param>
    /// <param name="Errors">What the process wrote to standard error; null for nothing.</param>
    /// <param name="Output">The same of standard output.</param>
    /// <param name="Curve">What the instance used.</param>
    internal sealed record Happened(HookOccurrence Occurrence, LogSpan? Errors, LogSpan? Output, UsageCurve Curve) : INoSerializationVerificationNeeded;

    /// <summary>A hook is to be tried once, past its gate and its queue; answered by a <see cref="HookTestReply"/>.</summary>
    internal sealed record Try(string Hook) : INoSerializationVerificationNeeded;
}
