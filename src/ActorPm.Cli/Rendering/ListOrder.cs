using ActorPm.Core.Control;

namespace ActorPm.Cli.Rendering;

/// <summary>In which order a list is shown; equals stand by id.</summary>
internal sealed class ListOrder
{
    private readonly Comparison<InstanceView> _comparison;

    private ListOrder(Comparison<InstanceView> comparison) => _comparison = comparison;

    /// <summary>By name, ascending.</summary>
    public static readonly ListOrder Default = new(ByName);

    /// <summary>Reads <c>field</c>, <c>field:asc</c> or <c>field:desc</c>; null when it is none of them.</summary>
    public static ListOrder? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (field, direction) = colon < 0 ? (text, "asc") : (text[..colon], text[(colon + 1)..]);
        Comparison<InstanceView>? comparison = field switch
        {
            "name" => ByName,
            "namespace" => (a, b) => string.CompareOrdinal(a.Namespace, b.Namespace),
            "pid" => (a, b) => a.Pid.CompareTo(b.Pid),
            "id" => (a, b) => a.PmId.CompareTo(b.PmId),
            "cpu" => (a, b) => a.Cpu.CompareTo(b.Cpu),
            "memory" => (a, b) => a.Memory.CompareTo(b.Memory),
            "uptime" => (a, b) => OnlineSince(b).CompareTo(OnlineSince(a)),
            "status" => (a, b) => string.CompareOrdinal(a.Status, b.Status),
            _ => null,
        };

        return (comparison, direction) switch
        {
            (null, _) => null,
            (_, "asc") => new ListOrder(comparison),
            (_, "desc") => new ListOrder((a, b) => comparison(b, a)),
            _ => null,
        };
    }

    /// <summary>The instances in this order.</summary>
    public InstanceView[] Sort(IReadOnlyList<InstanceView> instances)
    {
        var sorted = instances.ToArray();
        Array.Sort(sorted, (a, b) => _comparison(a, b) is var order and not 0 ? order : a.PmId.CompareTo(b.PmId));
        return sorted;
    }

    private static DateTimeOffset OnlineSince(InstanceView view) =>
        view.Status == InstanceStatus.Online && view.StartedAt is { } started ? started : DateTimeOffset.MaxValue;

    private static int ByName(InstanceView a, InstanceView b) => string.CompareOrdinal(a.Name, b.Name);
}
