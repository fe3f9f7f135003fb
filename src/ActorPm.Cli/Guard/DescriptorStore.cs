using System.Collections.Immutable;
using ActorPm.Core.Guard;
using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>The descriptors that outlive the daemon, each under its key. It holds so many at most, and counts what it had to turn away.</summary>
internal sealed class DescriptorStore : IDisposable
{
    /// <summary>The most keys.</summary>
    public const int Most = 64 * 1024;

    private readonly Dictionary<DescriptorKey, int> _kept = [];

    /// <summary>How many were turned away.</summary>
    public long Refused { get; private set; }

    /// <summary>The keys, as they are now.</summary>
    public DescriptorKey[] Keys => [.. _kept.Keys];

    /// <summary>Takes descriptors over; those of known keys take the place of the old ones.</summary>
    public void Keep(ImmutableArray<DescriptorKey> keys, ReadOnlySpan<int> descriptors)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (_kept.Remove(keys[i], out var old))
            {
                _ = close(old);
            }

            if (_kept.Count == Most)
            {
                _ = close(descriptors[i]);
                Refused++;
                continue;
            }

            _kept[keys[i]] = descriptors[i];
        }
    }

    /// <summary>Closes what nobody needs any longer.</summary>
    public void Drop(ImmutableArray<DescriptorKey> keys)
    {
        foreach (var key in keys)
        {
            if (_kept.Remove(key, out var old))
            {
                _ = close(old);
            }
        }
    }

    /// <summary>What is kept under a key; null when nothing is.</summary>
    public int? Find(DescriptorKey key) => _kept.TryGetValue(key, out var descriptor) ? descriptor : null;

    public void Dispose()
    {
        foreach (var descriptor in _kept.Values)
        {
            _ = close(descriptor);
        }

        _kept.Clear();
    }
}
