namespace ActorPm.Core.Metrics;

/// <summary>A metric, defined once for all ways to read it.</summary>
/// <param name="Name">Its name by Prometheus' rules: base units as a suffix, counters end in <c>_total</c>.</param>
/// <param name="Kind">How it moves.</param>
/// <param name="Help">One sentence for people, without line breaks.</param>
/// <param name="Labels">The names of its labels, in the order of <see cref="MetricSample.Labels"/>.</param>
public sealed record MetricDefinition(string Name, MetricKind Kind, string Help, IReadOnlyList<string> Labels)
{
    /// <summary>Its unit in the words of UCUM, for OpenTelemetry; empty for a plain number.</summary>
    public string Unit => Name.Replace("_total", "", StringComparison.Ordinal) switch
    {
        var name when name.EndsWith("_seconds", StringComparison.Ordinal) => "s",
        var name when name.EndsWith("_bytes", StringComparison.Ordinal) => "By",
        _ => "",
    };
}

/// <summary>How a metric moves.</summary>
public enum MetricKind
{
    /// <summary>Up and down.</summary>
    Gauge,

    /// <summary>Up only, until what it counts begins anew.</summary>
    Counter,
}
