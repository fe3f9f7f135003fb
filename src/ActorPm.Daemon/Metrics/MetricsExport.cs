using System.Diagnostics.Metrics;
using ActorPm.Core.Metrics;
using ActorPm.Daemon.Settings;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace ActorPm.Daemon.Metrics;

/// <summary>Sends the metrics to a collector by OTLP: the same as on the page, as instruments of the meter <c>ActorPm</c>. Loaded only where it is turned on.</summary>
/// <param name="settings">Where to.</param>
/// <param name="reader">The metrics.</param>
internal sealed class MetricsExport(OtlpSettings settings, MetricsReader reader) : IHostedService, IDisposable
{
    private readonly Meter _meter = new(MeterName);
    private MeterProvider? _provider;

    /// <summary>The meter's name.</summary>
    public const string MeterName = "ActorPm";

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var metric in MetricDefinitions.All)
        {
            if (metric.Kind is MetricKind.Counter)
            {
                _meter.CreateObservableCounter(metric.Name, () => Measure(metric), metric.Unit, metric.Help);
            }
            else
            {
                _meter.CreateObservableGauge(metric.Name, () => Measure(metric), metric.Unit, metric.Help);
            }
        }

        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("actorpm", serviceInstanceId: Environment.MachineName))
            .AddMeter(MeterName)
            .AddOtlpExporter((exporter, metrics) =>
            {
                exporter.Endpoint = settings.Endpoint;
                exporter.Protocol = settings.Protocol is OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
                exporter.Headers = settings.Headers;
                metrics.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.Interval.TotalMilliseconds;
            })
            .Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _provider?.Dispose();
        _meter.Dispose();
    }

    // On the thread of the exporter, which has time.
    private IEnumerable<Measurement<double>> Measure(MetricDefinition metric) => reader.ReadAsync().GetAwaiter().GetResult()
        .Where(sample => sample.Metric == metric)
        .Select(sample => new Measurement<double>(sample.Value, metric.Labels.Zip(sample.Labels, (name, value) => KeyValuePair.Create(name, (object?)value))));
}
