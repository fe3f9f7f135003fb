using System.Text.Json;
using System.Text.RegularExpressions;
using ActorPm.Core.Messages;
using ActorPm.Core.Metrics;

namespace ActorPm.Core.Tests.Metrics;

public sealed class PrometheusTextTests
{
    private static readonly MetricDefinition _plain = new("apm_x_seconds", MetricKind.Gauge, "Says \\ and\nmore.", []);
    private static readonly MetricDefinition _labelled = new("apm_y_total", MetricKind.Counter, "Counts.", ["app", "cause"]);

    [Fact]
    public void Each_metric_has_its_help_and_type_once_then_its_samples() => Assert.Equal(
        "# HELP apm_y_total Counts.\n# TYPE apm_y_total counter\napm_y_total{app=\"web\",cause=\"exit\"} 3\napm_y_total{app=\"api\",cause=\"exit\"} 1\n"
        + "# HELP apm_x_seconds Says \\\\ and\\nmore.\n# TYPE apm_x_seconds gauge\napm_x_seconds 0.25\n",
        PrometheusText.Of([Counted(3, "web"), new MetricSample(_plain, 0.25, []), Counted(1, "api")]));

    [Fact]
    public void Values_of_labels_are_escaped_and_a_sample_that_occurs_twice_is_written_once() => Assert.Equal(
        "# HELP apm_y_total Counts.\n# TYPE apm_y_total counter\napm_y_total{app=\"a\\\\b\\\"c\\nd\",cause=\"exit\"} 1\n",
        PrometheusText.Of([Counted(1, "a\\b\"c\nd"), Counted(2, "a\\b\"c\nd")]));

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(1e21, "1E+21")]
    [InlineData(123456789012, "123456789012")]
    public void Numbers_are_written_as_Prometheus_reads_them(double value, string text) =>
        Assert.EndsWith($"apm_x_seconds {text}\n", PrometheusText.Of([new MetricSample(_plain, value, [])]), StringComparison.Ordinal);

    [Fact]
    public void Names_follow_the_rules_of_Prometheus()
    {
        Assert.Equal(MetricDefinitions.All.Count, MetricDefinitions.All.Select(metric => metric.Name).Distinct().Count());
        Assert.All(MetricDefinitions.All, metric =>
        {
            Assert.Matches("^apm_[a-z][a-z0-9_]*$", metric.Name);
            Assert.Equal(metric.Kind is MetricKind.Counter, metric.Name.EndsWith("_total", StringComparison.Ordinal));
            Assert.All(metric.Labels, label => Assert.Matches("^(?!(instance|job)$)[a-z]+$", label)); // Prometheus' own.
            Assert.EndsWith(".", metric.Help, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void What_the_README_and_the_dashboard_name_is_there_and_all_that_is_there_the_README_names()
    {
        var root = RepositoryRoot();
        var known = MetricDefinitions.All.Select(metric => metric.Name).ToHashSet(StringComparer.Ordinal);

        var readme = Names(File.ReadAllText(Path.Combine(root, "README.md")));
        Assert.Empty(readme.Except(known));
        Assert.Empty(known.Except(readme));
        var rows = File.ReadAllLines(Path.Combine(root, "README.md")).Where(line => line.StartsWith("| `apm_", StringComparison.Ordinal));
        Assert.Equal(MetricDefinitions.All.Select(metric => $"| `{metric.Name}` | {(metric.Kind is MetricKind.Counter ? "counter" : "gauge")} | {string.Join(", ", metric.Labels)} | {metric.Help} |"), rows);
        Assert.Empty(Names(File.ReadAllText(Path.Combine(root, "docker", "grafana-dashboard.json"))).Except(known));
    }

    [Fact]
    public void Of_what_an_app_says_its_numbers_are_passed_on_and_not_too_many()
    {
        using var metrics = JsonDocument.Parse("""{"Latency": {"value": "12.5 ms"}, "Users": {"value": 3, "historic": true}, "Tiny": {"value": "1.5e-7"}, "Huge": "1e+21", "Cost": "3eur", "Mood": {"value": "good"}, "On": true, "Plain": 7, "Nothing": {"value": null}}""");
        var state = AxmState.Empty.After(new AppMessage.Metrics(metrics.RootElement));
        Assert.Equal([("Latency", 12.5), ("Users", 3), ("Tiny", 1.5e-7), ("Huge", 1e21), ("Cost", 3), ("On", 1), ("Plain", 7)], AxmNumbers.Of(state));

        using var many = JsonDocument.Parse($"{{{string.Join(',', Enumerable.Range(0, 250).Select(n => $"\"m{n}\": {n}"))}}}");
        Assert.Equal(AxmNumbers.Most, AxmNumbers.Of(AxmState.Empty.After(new AppMessage.Metrics(many.RootElement))).Count());
    }

    private static MetricSample Counted(double value, string app) => new(_labelled, value, [app, "exit"]);

    private static HashSet<string> Names(string text) =>
        [.. Regex.Matches(text, @"\bapm_[a-z_]+\b").Select(match => match.Value).Where(name => name is not "apm_" && !name.EndsWith('_'))];

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "ActorPm.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
