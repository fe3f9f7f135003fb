using System.Text.Json.Serialization;

namespace ActorPm.Core.Apps;

/// <summary>Which of the caller's variables an app does not inherit (PM2's <c>filter_env</c>). Variables given for the app itself are never filtered.</summary>
/// <param name="Everything">Nothing is inherited.</param>
/// <param name="Names">Names that are not inherited.</param>
/// <param name="Parts">Variables with one of these in their name are not inherited.</param>
public sealed record EnvironmentFilter(
    bool Everything,
    [property: JsonRequired] IReadOnlyList<string> Names,
    [property: JsonRequired] IReadOnlyList<string> Parts)
{
    /// <summary>All is inherited.</summary>
    public static EnvironmentFilter None { get; } = new(false, [], []);

    /// <summary>Whether a variable is inherited.</summary>
    public bool LetsPass(string variable) =>
        !Everything && !Names.Contains(variable, StringComparer.Ordinal)
        && !Parts.Any(part => variable.Contains(part, StringComparison.Ordinal));

    // Lists compare by reference; filters are the same when they say the same.
    /// <inheritdoc/>
    public bool Equals(EnvironmentFilter? other) =>
        other is not null && Everything == other.Everything && Names.SequenceEqual(other.Names) && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Everything, Names.Count, Parts.Count);
}
