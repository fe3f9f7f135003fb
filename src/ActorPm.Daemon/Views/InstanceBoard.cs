using System.Collections.Concurrent;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;

namespace ActorPm.Daemon.Views;

/// <summary>The newest facts of every instance, by slot: app actors publish, anybody reads without asking an actor.</summary>
/// <param name="changed">Hears of each change on the publisher's thread, with the facts before and after it (null: not there); must not wait.</param>
internal sealed class InstanceBoard(Action<InstanceFacts?, InstanceFacts?>? changed = null)
{
    private readonly ConcurrentDictionary<long, InstanceFacts> _facts = new();
    private TaskCompletionSource _slotAdded = NewSignal();

    /// <summary>All instances that hold their places, by ascending id.</summary>
    public IReadOnlyList<InstanceFacts> All => [.. _facts.Values.Where(facts => facts.Standing is Standing.Serving).OrderBy(facts => facts.Slot.PmId)];

    /// <summary>All instances that are neither at rest nor given up, those that come and go in a reload too, in no order.</summary>
    public IEnumerable<InstanceFacts> Living() => _facts.Values.Where(facts => facts.State is not (InstanceState.Stopped or InstanceState.Errored));

    /// <summary>The instances of an app, in no order.</summary>
    public IEnumerable<InstanceFacts> Of(AppName app) => _facts.Values.Where(facts => facts.Spec.Name == app);

    /// <summary>Completes when a slot is added after the call.</summary>
    public Task SlotAdded => _slotAdded.Task;

    /// <summary>Puts up newer facts.</summary>
    public void Publish(InstanceFacts facts)
    {
        var before = Find(facts.Slot.Serial);
        _facts[facts.Slot.Serial] = facts;
        changed?.Invoke(before, facts);
        if (before is null)
        {
            Interlocked.Exchange(ref _slotAdded, NewSignal()).TrySetResult();
        }
    }

    /// <summary>Takes down the facts of a slot that is gone.</summary>
    public void Remove(long serial)
    {
        if (_facts.TryRemove(serial, out var gone))
        {
            changed?.Invoke(gone, null);
        }
    }

    /// <summary>The facts of a slot, or null.</summary>
    public InstanceFacts? Find(long serial) => _facts.GetValueOrDefault(serial);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
