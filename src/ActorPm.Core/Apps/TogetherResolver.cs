using System.Collections.Immutable;
using ActorPm.Core.Control;
using ActorPm.Core.Dependencies;
using ActorPm.Core.Groups;

namespace ActorPm.Core.Apps;

/// <summary>The part of <see cref="SettingsResolver"/> about other apps: those that have to stand first, and those that are restarted together.</summary>
/// <param name="request">What the user wrote.</param>
/// <param name="refusals">Gets what is wrong.</param>
internal sealed class TogetherResolver(AppRequest request, Refusals refusals)
{
    /// <summary>The spec with what the request says.</summary>
    public AppSpec ApplyTo(AppSpec spec) => spec with
    {
        DependsOn = request.DependsOn is { } words ? Dependencies(words, spec.Name) : spec.DependsOn,
        Group = new GroupSettings(
            request.GroupStrategy is not { } strategy ? spec.Group.Strategy
                : GroupSettings.StrategyOf(strategy) ?? refusals.Add(spec.Group.Strategy, $"'{strategy}' is no strategy of a group; give one_for_one, one_for_all or rest_for_one (--group-strategy)."),
            request.GroupIntensity is null ? spec.Group.Intensity : refusals.Number(request.GroupIntensity, 0, "group_intensity", 0),
            refusals.Pause(request.GroupPeriodMs, spec.Group.Period, "group_period")),
    };

    private ImmutableArray<AppDependency> Dependencies(IReadOnlyList<string> words, AppName name)
    {
        var dependencies = ImmutableArray.CreateBuilder<AppDependency>(words.Count);
        foreach (var word in words)
        {
            if (!AppDependency.TryParse(word, out var dependency, out _))
            {
                refusals.Add($"'{word}' is no app to depend on; give its name, and a condition if it is another than ready: db:{AppDependency.WordOf(DependencyCondition.Healthy)} ({AppDependency.Words}; --depends-on).");
            }
            else if (dependency.App == name)
            {
                refusals.Add($"{name} cannot wait for itself (--depends-on).");
            }
            else if (dependencies.Any(other => other.App == dependency.App))
            {
                refusals.Add($"{dependency.App} occurs twice; one condition says all (--depends-on).");
            }
            else
            {
                dependencies.Add(dependency);
            }
        }

        return dependencies.ToImmutable();
    }
}
