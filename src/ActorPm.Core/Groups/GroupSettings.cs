namespace ActorPm.Core.Groups;

/// <summary>How the apps of a namespace stand together. Each app carries it; what counts is what the app says that crashed.</summary>
/// <param name="Strategy">Who is restarted with it. Default one for one.</param>
/// <param name="Intensity">So many crashes of the whole namespace within <paramref name="Period"/> are borne; one more gives all of it up. At least 0; null, the default, bears any number.</param>
/// <param name="Period">The time in which they are counted; more than 0, default 1 minute.</param>
public sealed record GroupSettings(GroupStrategy Strategy, int? Intensity, TimeSpan Period)
{
    /// <summary>Each app for itself.</summary>
    public static GroupSettings None { get; } = new(GroupStrategy.OneForOne, null, TimeSpan.FromMinutes(1));

    /// <summary>The strategy for a word; null for another word.</summary>
    public static GroupStrategy? StrategyOf(string word) => word switch
    {
        "one_for_one" => GroupStrategy.OneForOne,
        "one_for_all" => GroupStrategy.OneForAll,
        "rest_for_one" => GroupStrategy.RestForOne,
        _ => null,
    };

    /// <summary>The word for a strategy.</summary>
    public static string WordOf(GroupStrategy strategy) => strategy switch
    {
        GroupStrategy.OneForOne => "one_for_one",
        GroupStrategy.OneForAll => "one_for_all",
        GroupStrategy.RestForOne => "rest_for_one",
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "Not a strategy."),
    };
}
