using Akka.Actor;
using ActorPm.Core.Control;
using ActorPm.Core.Operators;

namespace ActorPm.Daemon.Operators;

/// <summary>The palette <c>actor</c>: reads the tree of actors, and asks none of them.</summary>
internal sealed class ActorVerbs(Func<ActorSystem> system)
{
    // A tree of a thousand apps has thousands of actors: nobody reads more.
    private const int MostActors = 10_000;

    /// <summary>Carries a verb out.</summary>
    public IReadOnlyList<string> Tell(OperatorCall call) => call.Verb.Name switch
    {
        "hierarchy" => Tree(call.Number("depth")),
        "info" => Info(),
        _ => throw new InvalidOperationException($"Nobody knows {call.Name}."),
    };

    private IReadOnlyList<string> Tree(int depth)
    {
        var lines = new List<string>();
        foreach (var (actor, level) in All(Root).TakeWhile(_ => lines.Count < MostActors))
        {
            if (level <= depth)
            {
                lines.Add($"{new string(' ', level * 2)}{(level == 0 ? actor.Path.ToString() : "/" + actor.Path.Name)}");
            }
        }

        return lines;
    }

    private IReadOnlyList<string> Info()
    {
        var known = (ExtendedActorSystem)system();
        return TextColumns.Of([
            ["system", known.Name],
            ["actors", Quantities.Number(All(Root).Count())],
            ["below /user", Quantities.Number(All(known.Guardian).Count() - 1)],
            ["uptime", Quantities.Age(known.Uptime)],
            ["akka", typeof(ActorSystem).Assembly.GetName().Version?.ToString(3) ?? "unknown"],
            ["scheduler", known.Scheduler.GetType().Name],
            ["log level", known.Settings.LogLevel],
        ]);
    }

    private IActorRef Root => ((ExtendedActorSystem)system()).Provider.RootGuardian;

    // Each actor before its children, with its level below the first one.
    private static IEnumerable<(IActorRef Actor, int Level)> All(IActorRef first)
    {
        var left = new Stack<(IActorRef Actor, int Level)>([(first, 0)]);
        while (left.TryPop(out var next))
        {
            yield return next;
            if (next.Actor is ActorRefWithCell { Children: var children })
            {
                foreach (var child in children.OrderByDescending(child => child.Path.Name, StringComparer.Ordinal))
                {
                    left.Push((child, next.Level + 1));
                }
            }
        }
    }
}
