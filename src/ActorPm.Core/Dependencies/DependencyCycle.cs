using System.Collections.Immutable;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Dependencies;

/// <summary>Looks for apps that wait for each other, of which none would ever start.</summary>
public static class DependencyCycle
{
    /// <summary>A cycle through an app.</summary>
    /// <param name="app">The app.</param>
    /// <param name="dependenciesOf">What each app depends on; nothing for one that is not on the list.</param>
    /// <returns>The apps of a shortest cycle, from <paramref name="app"/> back to itself; empty when there is none.</returns>
    public static ImmutableArray<AppName> Through(AppName app, Func<AppName, ImmutableArray<AppDependency>> dependenciesOf)
    {
        var cameFrom = new Dictionary<AppName, AppName>();
        var next = new Queue<AppName>([app]);
        while (next.TryDequeue(out var current))
        {
            foreach (var dependency in dependenciesOf(current))
            {
                if (dependency.App == app)
                {
                    return [.. Path(app, current, cameFrom), app];
                }

                if (cameFrom.TryAdd(dependency.App, current))
                {
                    next.Enqueue(dependency.App);
                }
            }
        }

        return [];
    }

    private static IEnumerable<AppName> Path(AppName from, AppName to, Dictionary<AppName, AppName> cameFrom)
    {
        var path = new Stack<AppName>([to]);
        while (path.Peek() != from)
        {
            path.Push(cameFrom[path.Peek()]);
        }

        return path;
    }
}
