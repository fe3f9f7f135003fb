namespace ActorPm.Core.Metrics;

/// <summary>A metric's value at one moment.</summary>
/// <param name="Metric">Which.</param>
/// <param name="Value">The value, in the unit of the name.</param>
/// <param name="Labels">The values of the labels, as many as the metric has.</param>
public readonly record struct MetricSample(MetricDefinition Metric, double Value, IReadOnlyList<string> Labels);
