using ActorPm.Core.Guard;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Descriptors;

/// <summary>
/// The descriptors that outlive the daemon: pipes, channels, listening sockets. Whoever opens one says so here before it is used, and whoever closes one
/// says so before it is closed; a keeper outside this process (the guard) gets duplicates. What an earlier daemon had is here at the start, and waits
/// to be taken by whoever needs it. Any thread.
/// </summary>
/// <remarks>
/// The keeper is told what is true now, not what happened: for each key of which something has changed, that it stands for this descriptor, or for none.
/// So nothing needs to be remembered while the keeper is busy or gone, and a new keeper is told all.
/// </remarks>
public sealed class DescriptorStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<DescriptorKey, int> _held = [];
    private readonly Dictionary<DescriptorKey, int> _inherited = [];
    private readonly HashSet<DescriptorKey> _untold = [];
    private IDescriptorKeeper? _keeper;
    private long _droppedAt = long.MinValue / 2;
    private Phase _phase = Phase.Open;

    private enum Phase
    {
        /// <summary>Descriptors come and go.</summary>
        Open,

        /// <summary>They were handed on: what their owners close now is closed for this program only.</summary>
        HandedOn,
    }

    /// <summary>Whether the descriptors have been handed on to another program in this process, so that nothing that belongs to them may be removed.</summary>
    public bool IsHandedOn
    {
        get
        {
            lock (_gate)
            {
                return _phase is Phase.HandedOn;
            }
        }
    }

    /// <summary>Whether a socket was closed here so short a time ago that its duplicate at the keeper may be open still.</summary>
    internal bool HasJustDropped(TimeSpan within)
    {
        lock (_gate)
        {
            return _keeper is not null && Environment.TickCount64 - _droppedAt < within.TotalMilliseconds;
        }
    }

    /// <summary>Keeps descriptors, which stay their owner's.</summary>
    internal void Keep(params ReadOnlySpan<(DescriptorKey Key, int Descriptor)> descriptors)
    {
        lock (_gate)
        {
            if (_phase is Phase.HandedOn)
            {
                return;
            }

            foreach (var (key, descriptor) in descriptors)
            {
                if (descriptor >= 0)
                {
                    if (_inherited.Remove(key, out var waiting))
                    {
                        // An own one has its place now.
                        _ = LibC.close(waiting);
                    }

                    _held[key] = descriptor;
                    _untold.Add(key);
                }
            }

            TellLocked();
        }
    }

    /// <summary>A descriptor is about to be closed. Does nothing when another one has taken its key, or the key is unknown.</summary>
    internal void Drop(DescriptorKey key, int descriptor)
    {
        lock (_gate)
        {
            if (_phase is Phase.Open && _held.TryGetValue(key, out var held) && held == descriptor)
            {
                _held.Remove(key);
                _untold.Add(key);
                _droppedAt = key.IsSocket ? Environment.TickCount64 : _droppedAt;
                TellLocked();
            }
        }
    }

    /// <summary>An earlier daemon's descriptor, which is the caller's from now on; -1 when there is none.</summary>
    internal int Take(DescriptorKey key)
    {
        lock (_gate)
        {
            return _inherited.Remove(key, out var descriptor) ? descriptor : -1;
        }
    }

    /// <summary>What was taken is closed, and nobody keeps anything in its place: the keeper may close it too.</summary>
    internal void Forget(DescriptorKey key)
    {
        lock (_gate)
        {
            _untold.Add(key);
            TellLocked();
        }
    }

    /// <summary>Whether an earlier daemon's descriptor waits here.</summary>
    internal bool Has(DescriptorKey key)
    {
        lock (_gate)
        {
            return _inherited.ContainsKey(key);
        }
    }

    /// <summary>An earlier daemon's listening socket that fits, which is the caller's from now on; -1 when none does.</summary>
    internal int TakeSocket(Func<int, bool> fits)
    {
        lock (_gate)
        {
            foreach (var (key, descriptor) in _inherited.Where(pair => pair.Key.IsSocket))
            {
                if (fits(descriptor))
                {
                    _inherited.Remove(key);
                    return descriptor;
                }
            }

            return -1;
        }
    }

    /// <summary>Takes over what an earlier daemon had; of two with one key, the one that was here first.</summary>
    internal void Inherit(IEnumerable<(DescriptorKey Key, int Descriptor)> descriptors)
    {
        lock (_gate)
        {
            foreach (var (key, descriptor) in descriptors)
            {
                if (!_inherited.TryAdd(key, descriptor))
                {
                    _ = LibC.close(descriptor);
                }
            }
        }
    }

    /// <summary>Closes what an earlier daemon had and nobody has taken, here and at the keeper.</summary>
    /// <returns>How many those were.</returns>
    public int ForgetInherited() => ForgetInherited(static _ => true);

    /// <summary>The same for what belonged to slots that are no more, and for that only.</summary>
    /// <param name="isSlot">Whether there is a slot with a number.</param>
    /// <returns>How many those were.</returns>
    internal int ForgetInheritedBut(Func<long, bool> isSlot) => ForgetInherited(key => key.Serial is { } serial && !isSlot(serial));

    private int ForgetInherited(Func<DescriptorKey, bool> isOver)
    {
        lock (_gate)
        {
            var over = _inherited.Keys.Where(isOver).ToList();
            CloseInherited(over);
            TellLocked();
            return over.Count;
        }
    }

    /// <summary>From now on this keeper is told; it knows what was inherited and nothing else, or nothing at all.</summary>
    internal void Tell(IDescriptorKeeper? keeper, KeeperMemory memory)
    {
        lock (_gate)
        {
            _keeper = keeper;
            _untold.UnionWith(_held.Keys);
            if (memory is KeeperMemory.Nothing)
            {
                // It shall have what waits here to be taken, too: this daemon may die before that.
                _untold.UnionWith(_inherited.Keys);
            }

            TellLocked();
        }
    }

    /// <summary>Tells the keeper what it could not take before.</summary>
    internal void TellOn()
    {
        lock (_gate)
        {
            TellLocked();
        }
    }

    /// <summary>
    /// Duplicates of all that outlives this program, for another program in this process. From now on owners may close what is theirs, and nothing is
    /// said to the keeper any more.
    /// </summary>
    internal IReadOnlyList<(DescriptorKey Key, int Descriptor)> HandOn()
    {
        lock (_gate)
        {
            _phase = Phase.HandedOn;
            _keeper = null;
            return
            [
                .. _held.Concat(_inherited)
                    .Select(pair => (pair.Key, Descriptor: LibC.fcntl(pair.Value, LibC.F_DUPFD_CLOEXEC, 3)))
                    .Where(pair => pair.Descriptor >= 0),
            ];
        }
    }

    /// <summary>Closes what nobody has taken, in this process only: the keeper keeps it for the next daemon.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _keeper = null;
            CloseInherited([.. _inherited.Keys]);
        }
    }

    private void CloseInherited(List<DescriptorKey> keys)
    {
        foreach (var key in keys)
        {
            _inherited.Remove(key, out var descriptor);
            _ = LibC.close(descriptor);
            _untold.Add(key);
        }
    }

    private void TellLocked()
    {
        if (_keeper is null)
        {
            return;
        }

        while (_untold.Count > 0)
        {
            var some = _untold.Take(GuardMessage.MostKeys).ToList();
            var kept = some.Select(key => (Key: key, Descriptor: DescriptorOf(key))).Where(pair => pair.Descriptor >= 0).ToList();
            if ((kept.Count > 0 && !_keeper.Keep(kept)) || (kept.Count < some.Count && !_keeper.Drop([.. some.Where(key => DescriptorOf(key) < 0)])))
            {
                return;
            }

            _untold.ExceptWith(some);
        }
    }

    private int DescriptorOf(DescriptorKey key) => _held.TryGetValue(key, out var held) ? held : _inherited.GetValueOrDefault(key, -1);
}

/// <summary>What a keeper knows when it is told for the first time.</summary>
internal enum KeeperMemory
{
    /// <summary>What was inherited came from it.</summary>
    Inherited,

    /// <summary>It has just begun.</summary>
    Nothing,
}
