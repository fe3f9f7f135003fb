using ActorPm.Core.Apps;

namespace ActorPm.Core.Dependencies;

/// <summary>An app that has to stand somewhere before another is started.</summary>
/// <param name="App">Which; it need not be on the list yet.</param>
/// <param name="Condition">Where it has to stand.</param>
public sealed record AppDependency(AppName App, DependencyCondition Condition)
{
    /// <summary>The words for conditions, for messages.</summary>
    public const string Words = "started, ready, healthy or completed";

    /// <summary>Reads <c>db</c> or <c>db:healthy</c>.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="dependency">What it means; without a condition: ready.</param>
    /// <param name="problem">A sentence, when it means nothing.</param>
    public static bool TryParse(string text, out AppDependency dependency, out string? problem)
    {
        // Names may hold colons.
        var colon = text.LastIndexOf(':');
        var condition = colon < 0 ? null : ConditionOf(text[(colon + 1)..]);
        var name = condition is null ? text : text[..colon];
        var isName = AppName.TryParse(name, out var app, out problem);
        dependency = new AppDependency(app, condition ?? DependencyCondition.Ready);
        return isName;
    }

    /// <summary>The condition for a word, ours or docker compose's; null for another word.</summary>
    public static DependencyCondition? ConditionOf(string word) => word switch
    {
        "started" or "service_started" => DependencyCondition.Started,
        "ready" => DependencyCondition.Ready,
        "healthy" or "service_healthy" => DependencyCondition.Healthy,
        "completed" or "service_completed_successfully" => DependencyCondition.Completed,
        _ => null,
    };

    /// <summary>The word for a condition.</summary>
    public static string WordOf(DependencyCondition condition) => condition switch
    {
        DependencyCondition.Started => "started",
        DependencyCondition.Ready => "ready",
        DependencyCondition.Healthy => "healthy",
        DependencyCondition.Completed => "completed",
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "Not a condition."),
    };

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => $"{App}:{WordOf(Condition)}";
}
