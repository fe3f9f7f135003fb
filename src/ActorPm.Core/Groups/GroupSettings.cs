using System.Collections.Immutable;

namespace ActorPm.Core.Groups;

/// <summary>How the apps of a namespace stand together. Each app carries it; what counts is what the app says that crashed.</summary>
/// <param name="Strategy">Who is restarted with it. Default one for one.</param>
/// <param name="Intensity">So many crashes of the whole namespace within <paramref name="Period"/> are borne; one more gives all of it up. At least 0; null, the default, bears any number.</param>
/// <param name="Period">The time in which they are counted; more than 0, default 1 minute.</param>
public sealed record GroupSettings(GroupStrategy Strategy, int? Intensity, TimeSpan Period)
{
    /// <summary>Each app for itself.</summary>
    public static GroupSettings None { get; } = new(GroupStrategy.OneForOne, null, TimeSpan.FromMinutes(1));

    private const string OneForOne = "one_for_one", OneForAll = "one_for_all", RestForOne = "rest_for_one";

    /// <summary>All words for strategies.</summary>
    public static ImmutableArray<string> Words { get; } = [OneForOne, OneForAll, RestForOne];

    /// <summary>The strategy for a word; null for another word.</summary>
    public static GroupStrategy? StrategyOf(string word) => word switch
    {
        OneForOne => GroupStrategy.OneForOne,
        OneForAll => GroupStrategy.OneForAll,
        RestForOne => GroupStrategy.RestForOne,
        _ => null,
    };

    /// <summary>The word for a strategy.</summary>
    public static string WordOf(GroupStrategy strategy) => strategy switch
    {
        GroupStrategy.OneForOne => OneForOne,
        GroupStrategy.OneForAll => OneForAll,
        GroupStrategy.RestForOne => RestForOne,
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "Not a strategy."),
    };
}
