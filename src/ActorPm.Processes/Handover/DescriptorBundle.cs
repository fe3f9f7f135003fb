using ActorPm.Core.Guard;
using ActorPm.Processes.Native;
using Microsoft.Win32.SafeHandles;

namespace ActorPm.Processes.Handover;

/// <summary>
/// Descriptors on their way from one daemon to the next, each under its key. Holds duplicates of its own, so that whoever opened a descriptor may close it,
/// and whoever takes one over may do so too: until the bundle is let go of, all of it can be handed on once more. Any thread.
/// </summary>
public sealed unsafe class DescriptorBundle : IDisposable
{
    private const int FirstNumber = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<DescriptorKey, (int Number, bool IsTaken)> _held = [];

    /// <summary>What it holds.</summary>
    public IReadOnlyList<HandedDescriptor> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _held.Select(pair => new HandedDescriptor(pair.Key, pair.Value.Number))];
            }
        }
    }

    /// <summary>Keeps a duplicate of a descriptor, in place of the one that it had under this key.</summary>
    /// <returns>False when there is no such descriptor, or no room for another.</returns>
    public bool Add(DescriptorKey key, int descriptor)
    {
        var copy = LibC.fcntl(descriptor, LibC.F_DUPFD_CLOEXEC, FirstNumber);
        if (copy >= 0)
        {
            Own(key, copy);
        }

        return copy >= 0;
    }

    /// <summary>Keeps a text, as a file in memory.</summary>
    public void Add(DescriptorKey key, string text)
    {
        var file = MemoryFile.Create(text);
        if (file >= 0)
        {
            _ = LibC.fcntl(file, LibC.F_SETFD, LibC.FD_CLOEXEC);
            Own(key, file);
        }
    }

    /// <summary>A duplicate of a descriptor for whoever goes on with it; -1 when there is none under this key.</summary>
    public int Take(DescriptorKey key)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue(key, out var held))
            {
                return -1;
            }

            var copy = LibC.fcntl(held.Number, LibC.F_DUPFD_CLOEXEC, FirstNumber);
            if (copy >= 0)
            {
                _held[key] = held with { IsTaken = true };
            }

            return copy;
        }
    }

    /// <summary>A duplicate of a file that is handed over, if it is the one at a path; else null.</summary>
    public SafeFileHandle? TakeFile(DescriptorKey key, string path)
    {
        var descriptor = Take(key);
        if (descriptor < 0)
        {
            return null;
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (FileIdentity.Of(descriptor) == FileIdentity.Of(path))
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    /// <summary>The text under a key; null when there is none.</summary>
    public string? TakeText(DescriptorKey key)
    {
        lock (_gate)
        {
            return _held.TryGetValue(key, out var held) ? MemoryFile.Read(held.Number) : null;
        }
    }

    /// <summary>
    /// The next daemon works: what it took it has, and what it did not want is closed, except for listening sockets. An app that is only just coming back may
    /// ask for those, and who connects meanwhile waits in their backlog; <see cref="Dispose"/> closes them too.
    /// </summary>
    public void Settle()
    {
        lock (_gate)
        {
            foreach (var (key, held) in _held.Where(pair => pair.Value.IsTaken || !pair.Key.IsSocket).ToList())
            {
                _ = LibC.close(held.Number);
                _held.Remove(key);
            }
        }
    }

    /// <summary>Closes all that it holds.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var (number, _) in _held.Values)
            {
                _ = LibC.close(number);
            }

            _held.Clear();
        }
    }

    /// <summary>Takes possession of a descriptor itself.</summary>
    internal void Own(DescriptorKey key, int descriptor)
    {
        lock (_gate)
        {
            if (_held.Remove(key, out var old))
            {
                _ = LibC.close(old.Number);
            }

            _held[key] = (descriptor, false);
        }
    }
}
