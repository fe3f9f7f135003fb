using System.Collections.Immutable;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Dependencies;

/// <summary>The order in which all apps are stopped: whoever depends on another goes before it.</summary>
public static class StopOrder
{
    /// <summary>The apps in rounds; those of one round may be stopped at the same time.</summary>
    /// <param name="apps">All apps with what they depend on.</param>
    public static ImmutableArray<ImmutableArray<AppName>> Of(IReadOnlyDictionary<AppName, ImmutableArray<AppDependency>> apps)
    {
        var rounds = ImmutableArray.CreateBuilder<ImmutableArray<AppName>>();
        var left = apps.Keys.ToHashSet();
        while (left.Count > 0)
        {
            var needed = left.SelectMany(app => apps[app].Where(dependency => dependency.App != app).Select(dependency => dependency.App)).ToHashSet();
            var free = left.Where(app => !needed.Contains(app)).ToImmutableArray();
            // A circle is refused when it comes to the list; one that is there all the same ends at once.
            var round = free.IsEmpty ? [.. left] : free;
            rounds.Add(round);
            left.ExceptWith(round);
        }

        return rounds.ToImmutable();
    }
}
