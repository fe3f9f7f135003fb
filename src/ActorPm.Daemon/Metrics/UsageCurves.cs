using System.Collections.Concurrent;
using ActorPm.Core.Hooks;

namespace ActorPm.Daemon.Metrics;

/// <summary>What each instance used lately. Kept only where somebody wants it; written by one, read by anybody.</summary>
internal sealed class UsageCurves
{
    private readonly ConcurrentDictionary<long, UsageCurve> _curves = new();

    /// <summary>What a slot used; empty when it was never read.</summary>
    public UsageCurve Of(long serial) => _curves.GetValueOrDefault(serial) ?? UsageCurve.Empty;

    /// <summary>Adds a reading of all, and forgets slots that are gone.</summary>
    /// <param name="samples">The reading, by slot.</param>
    /// <param name="isThere">Whether a slot still is.</param>
    public void Note(IReadOnlyDictionary<long, UsageMeter.Sample> samples, Func<long, bool> isThere)
    {
        foreach (var (serial, sample) in samples.Where(pair => pair.Value.Usage.MemoryBytes > 0))
        {
            _curves[serial] = Of(serial).With(new UsagePoint(sample.Usage.At, sample.Usage.MemoryBytes, Math.Round(sample.Cpu, 1)));
        }

        foreach (var serial in _curves.Keys.Where(serial => !isThere(serial)))
        {
            _curves.TryRemove(serial, out _);
        }
    }
}
