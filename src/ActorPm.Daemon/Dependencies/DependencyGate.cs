using System.Collections.Concurrent;
using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Dependencies;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Dependencies;

/// <summary>Holds launches back until the apps that they depend on stand where they have to. Any thread.</summary>
internal sealed class DependencyGate
{
    private readonly ConcurrentDictionary<long, Waiting> _waiting = new();

    /// <summary>The board on which all apps' facts are; set before the first launch.</summary>
    public InstanceBoard? Board { get; set; }

    /// <summary>What a launch has to wait for. While it waits, its actor is told <see cref="DependencyTurn"/> each time something may have changed, and asks again.</summary>
    /// <param name="spec">What is to be launched.</param>
    /// <param name="serial">Its slot.</param>
    /// <param name="attempt">The launch.</param>
    /// <param name="actor">Who launches.</param>
    /// <returns>The second half of a sentence: waits for …; null when nothing is missing.</returns>
    public string? Missing(AppSpec spec, long serial, int attempt, IActorRef actor)
    {
        if (spec.DependsOn.IsEmpty)
        {
            return null;
        }

        // Before the look at the board: what changes after it is told.
        _waiting[serial] = new Waiting(spec, attempt, actor);
        foreach (var dependency in spec.DependsOn)
        {
            if (DependencyRule.Missing(dependency, FactsOf(dependency.App)) is { } missing)
            {
                return missing;
            }
        }

        Forget(serial);
        return null;
    }

    /// <summary>A slot waits no longer.</summary>
    public void Forget(long serial) => _waiting.TryRemove(serial, out _);

    /// <summary>The facts of an instance have changed; called behind the board's own change.</summary>
    public void Changed(InstanceFacts? before, InstanceFacts? after)
    {
        if (_waiting.IsEmpty || (after ?? before)?.Spec.Name is not { } app)
        {
            return;
        }

        foreach (var waiting in _waiting.Values.Where(waiting => waiting.Spec.DependsOn.Any(dependency => dependency.App == app)))
        {
            waiting.Actor.Tell(new DependencyTurn(waiting.Attempt), ActorRefs.NoSender);
        }
    }

    // Those that come in a reload have to prove themselves first; until then the old ones speak for the app.
    private List<DependencyFacts> FactsOf(AppName app) =>
    [
        .. (Board?.Of(app) ?? []).Where(facts => facts.Standing is Standing.Serving)
            .Select(facts => new DependencyFacts(facts.State, facts.LastExit, facts.Spec.Health is not { Startup: null, Readiness: null, Liveness: null })),
    ];

    private sealed record Waiting(AppSpec Spec, int Attempt, IActorRef Actor);
}

/// <summary>To an instance actor whose launch waits: look again.</summary>
/// <param name="Attempt">The launch.</param>
internal sealed record DependencyTurn(int Attempt) : INoSerializationVerificationNeeded;
