using System.Globalization;
using System.Text;

namespace ActorPm.Core.Metrics;

/// <summary>Writes metrics as Prometheus reads them: its text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).</summary>
public static class PrometheusText
{
    /// <summary>What the text is, for HTTP.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The text: each metric with its help and type, then its samples. Of two samples with the same labels the first counts, since Prometheus takes no page with both.</summary>
    /// <param name="samples">The samples, in any order.</param>
    public static string Of(IEnumerable<MetricSample> samples)
    {
        var text = new StringBuilder();
        foreach (var samplesOfOne in samples.GroupBy(sample => sample.Metric))
        {
            var metric = samplesOfOne.Key;
            text.Append("# HELP ").Append(metric.Name).Append(' ').Append(Escaped(metric.Help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(metric.Name).Append(' ').Append(metric.Kind is MetricKind.Counter ? "counter" : "gauge").Append('\n');
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var sample in samplesOfOne)
            {
                var labels = LabelsOf(sample);
                if (seen.Add(labels))
                {
                    text.Append(metric.Name).Append(labels).Append(' ').Append(Number(sample.Value)).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static string LabelsOf(MetricSample sample) => sample.Labels.Count == 0 ? ""
        : $"{{{string.Join(',', sample.Metric.Labels.Zip(sample.Labels, (name, value) => $"{name}=\"{Escaped(value, quotes: true)}\""))}}}";

    private static string Escaped(string text, bool quotes)
    {
        var escaped = text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
