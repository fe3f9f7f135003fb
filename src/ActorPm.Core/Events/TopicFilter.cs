namespace ActorPm.Core.Events;

/// <summary>Which topics a reader wants: words in which <c>*</c> stands for any text. The output of apps is given only to those who name it.</summary>
public sealed class TopicFilter
{
    private readonly IReadOnlyList<string> _patterns;

    private TopicFilter(IReadOnlyList<string> patterns) => _patterns = patterns;

    /// <summary>All but the output of apps.</summary>
    public static TopicFilter Default { get; } = new([]);

    /// <summary>All, the output of apps included.</summary>
    public static TopicFilter Everything { get; } = new(["*"]);

    /// <summary>Whether the output of apps is wanted.</summary>
    public bool WantsLogs => Matches(BusTopics.Out) || Matches(BusTopics.Error);

    /// <summary>Reads a list such as <c>process:*,log:out</c>; an empty one is <see cref="Default"/>.</summary>
    public static TopicFilter Parse(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } patterns ? new(patterns) : Default;

    /// <summary>Whether a topic is wanted.</summary>
    public bool Matches(string topic) => _patterns.Count == 0
        ? topic is not (BusTopics.Out or BusTopics.Error)
        : topic == BusTopics.Dropped || _patterns.Any(pattern => Wildcard.Matches(pattern, topic));
}
