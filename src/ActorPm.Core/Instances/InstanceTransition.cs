using System.Collections.Immutable;

namespace ActorPm.Core.Instances;

/// <summary>The answer of <see cref="InstanceMachine.Next"/>: the next state, and what to do, in order.</summary>
public sealed record InstanceTransition(InstanceState State, ImmutableArray<InstanceEffect> Effects)
{
    /// <summary>A transition with these effects.</summary>
    public static InstanceTransition To(InstanceState state, params ReadOnlySpan<InstanceEffect> effects) => new(state, [.. effects]);
}
