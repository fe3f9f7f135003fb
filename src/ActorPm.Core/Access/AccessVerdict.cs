using System.Collections.Immutable;
using ActorPm.Core.Control;

namespace ActorPm.Core.Access;

/// <summary>Whether a request may be carried out.</summary>
public abstract record AccessVerdict
{
    private AccessVerdict()
    {
    }

    /// <summary>It may.</summary>
    /// <param name="Body">What is carried out in the place of the body that came: no more than what was looked at. Null for the body as it came.</param>
    public sealed record Allowed(ImmutableArray<byte>? Body) : AccessVerdict;

    /// <summary>It may not.</summary>
    /// <param name="Error">Why, and the cure.</param>
    public sealed record Refused(ControlError Error) : AccessVerdict;
}
