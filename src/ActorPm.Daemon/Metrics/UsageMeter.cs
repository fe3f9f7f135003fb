using System.Collections.Frozen;
using ActorPm.Core.Metrics;
using ActorPm.Processes.Usage;

namespace ActorPm.Daemon.Metrics;

/// <summary>
/// What the apps use, as fresh as a reader needs it: one pass over /proc serves all who ask within a second.
/// </summary>
internal sealed class UsageMeter(IUsageReader reader, TimeProvider clock)
{
    // Readers who ask in quick succession share a reading.
    private static readonly TimeSpan SharedFor = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private FrozenDictionary<long, Sample> _samples = FrozenDictionary<long, Sample>.Empty;
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    /// <summary>The samples by slot, at most a second old; read anew when a slot in <paramref name="needed"/> has none yet.</summary>
    /// <param name="needed">The slots with a live process.</param>
    public IReadOnlyDictionary<long, Sample> Read(IReadOnlyCollection<long> needed) => Read(needed, SharedFor);

    /// <summary>As <see cref="Read(IReadOnlyCollection{long})"/>, for a reader who needs them fresher than that.</summary>
    /// <param name="needed">The slots with a live process.</param>
    /// <param name="atMostOld">The greatest age of the samples.</param>
    public IReadOnlyDictionary<long, Sample> Read(IReadOnlyCollection<long> needed, TimeSpan atMostOld)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (needed.Count > 0 && (now - _readAt > atMostOld || needed.Any(LacksSample)))
            {
                var before = _samples;
                _samples = reader.Read().ToFrozenDictionary(
                    pair => pair.Key,
                    pair => new Sample(pair.Value, Percent(before.GetValueOrDefault(pair.Key), pair.Value)));
                _readAt = now;
            }

            return _samples;
        }
    }

    /// <summary>What a slot used when it was last looked at; null when it never was. Does not look.</summary>
    public ResourceUsage? Newest(long serial) => Volatile.Read(ref _samples).GetValueOrDefault(serial)?.Usage;

    // No program runs without memory: a reading without any met the process between its fork and its program.
    private bool LacksSample(long serial) => !_samples.TryGetValue(serial, out var sample) || sample.Usage.MemoryBytes == 0;

    // Two readings that lie too close together measure the clock's grain rather than the app.
    private static double Percent(Sample? before, ResourceUsage usage) => before switch
    {
        null => 0,
        _ when usage.At - before.Usage.At < TimeSpan.FromMilliseconds(200) => before.Cpu,
        _ => CpuMeter.Percent(before.Usage, usage),
    };

    /// <summary>A reading of one slot.</summary>
    /// <param name="Usage">What its tree used by then.</param>
    /// <param name="Cpu">Percent of one core since the reading before.</param>
    public sealed record Sample(ResourceUsage Usage, double Cpu);
}
