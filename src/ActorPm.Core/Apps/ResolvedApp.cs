using System.Collections.Immutable;
using ActorPm.Core.Control;

namespace ActorPm.Core.Apps;

/// <summary>The outcome of resolving an app request.</summary>
public abstract record ResolvedApp
{
    private ResolvedApp()
    {
    }

    /// <summary>All is well.</summary>
    /// <param name="Spec">What the journal shall keep.</param>
    public sealed record Resolved(AppSpec Spec) : ResolvedApp;

    /// <summary>All problems at once.</summary>
    /// <param name="Problems">At least one.</param>
    public sealed record Invalid(ImmutableArray<ControlError> Problems) : ResolvedApp
    {
        /// <summary>All problems as one: the first one's code, every sentence.</summary>
        public ControlError AsOne => new(Problems[0].Code, string.Join(' ', Problems.Select(problem => problem.Message)));
    }
}
