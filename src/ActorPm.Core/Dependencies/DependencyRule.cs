using ActorPm.Core.Instances;

namespace ActorPm.Core.Dependencies;

/// <summary>Whether what an app depends on stands where it has to. One instance of it is enough, but for <see cref="DependencyCondition.Completed"/>.</summary>
public static class DependencyRule
{
    /// <summary>What a launch has to wait for.</summary>
    /// <param name="dependency">The app and its condition.</param>
    /// <param name="instances">Its instances on this machine; empty when it is not on the list.</param>
    /// <returns>Null when the condition is met; else the second half of a sentence: waits for ….</returns>
    public static string? Missing(AppDependency dependency, IReadOnlyCollection<DependencyFacts> instances)
    {
        if (instances.Count == 0)
        {
            return $"{Wanted(dependency)}, which is not on the list";
        }

        return dependency.Condition switch
        {
            DependencyCondition.Started => instances.Any(Runs) ? null : $"{Wanted(dependency)}; {Standing(instances)}",
            DependencyCondition.Ready => instances.Any(IsReady) ? null : $"{Wanted(dependency)}; {Standing(instances)}",
            DependencyCondition.Healthy when instances.All(instance => !instance.HasProbe) => $"{Wanted(dependency)}, which nothing asks about: it has no probe",
            DependencyCondition.Healthy => instances.Any(instance => instance.HasProbe && IsReady(instance)) ? null : $"{Wanted(dependency)}; {Standing(instances)}",
            DependencyCondition.Completed => instances.All(HasCompleted) ? null : $"{Wanted(dependency)}; {Standing(instances)}",
            _ => throw new ArgumentOutOfRangeException(nameof(dependency), dependency, "Not a condition."),
        };
    }

    private static string Wanted(AppDependency dependency) => dependency.Condition switch
    {
        DependencyCondition.Started => $"{dependency.App} to be started",
        DependencyCondition.Ready => $"{dependency.App} to be ready",
        DependencyCondition.Healthy => $"{dependency.App} to be healthy",
        DependencyCondition.Completed => $"{dependency.App} to end with exit code 0",
        _ => throw new ArgumentOutOfRangeException(nameof(dependency), dependency, "Not a condition."),
    };

    private static bool Runs(DependencyFacts instance) => instance.State is InstanceState.Online or InstanceState.AwaitingReady;

    private static bool IsReady(DependencyFacts instance) => instance.State is InstanceState.Online { IsReady: true };

    private static bool HasCompleted(DependencyFacts instance) => instance is { State: InstanceState.Stopped, LastExit.IsSuccess: true };

    // The one that says most: what has failed, then what comes, then what rests.
    private static string Standing(IReadOnlyCollection<DependencyFacts> instances) =>
        instances.Any(instance => instance.State is InstanceState.Errored) ? "it is errored"
        : instances.Any(instance => instance.State is InstanceState.Online { IsReady: true }) ? "it runs"
        : instances.Any(Runs) ? "it is not ready yet"
        : instances.FirstOrDefault(instance => instance is { State: InstanceState.Stopped, LastExit: not null }) is { LastExit: { } exit } ? $"it is stopped and {exit}"
        : instances.Any(instance => instance.State is InstanceState.Stopped) ? "it is stopped"
        : "it is about to start";
}
