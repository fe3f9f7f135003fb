using System.Runtime.InteropServices;
using System.Text;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Watching;

/// <summary>One inotify queue of the kernel.</summary>
internal sealed unsafe class Inotify : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    // struct inotify_event: watch (4), mask (4), cookie (4), length of the name (4), the name with zeros behind it.
    private const int HeaderBytes = 16;

    private readonly byte* _buffer = (byte*)NativeMemory.Alloc(BufferBytes);
    private readonly int _descriptor;

    private Inotify(int descriptor) => _descriptor = descriptor;

    /// <summary>The descriptor, for poll(2).</summary>
    public int Descriptor => _descriptor;

    /// <summary>Opens a queue.</summary>
    /// <param name="errno">Why there is none.</param>
    public static Inotify? TryOpen(out int errno)
    {
        var descriptor = LibC.inotify_init1(LibC.IN_CLOEXEC | LibC.IN_NONBLOCK);
        errno = descriptor < 0 ? LibC.Errno : 0;
        return descriptor < 0 ? null : new Inotify(descriptor);
    }

    /// <summary>Watches a directory, or widens a watch of it.</summary>
    /// <returns>The number of the watch, the same for the same directory; negative with <paramref name="errno"/> when there is none.</returns>
    public int Add(string path, uint mask, out int errno)
    {
        var watch = LibC.inotify_add_watch(_descriptor, path, mask | LibC.IN_MASK_ADD);
        errno = watch < 0 ? LibC.Errno : 0;
        return watch;
    }

    /// <summary>Ends a watch. One that the kernel has ended itself is no error.</summary>
    public void Remove(int watch) => _ = LibC.inotify_rm_watch(_descriptor, watch);

    /// <summary>Hands out what there is, at most one buffer full; false when there is nothing.</summary>
    public bool Read(Action<InotifyEvent> handle)
    {
        var bytes = (int)LibC.read(_descriptor, _buffer, BufferBytes);
        if (bytes <= 0)
        {
            return false;
        }

        for (var at = 0; at + HeaderBytes <= bytes;)
        {
            var length = *(int*)(_buffer + at + 12);
            var name = new ReadOnlySpan<byte>(_buffer + at + HeaderBytes, length);
            var end = name.IndexOf((byte)0);
            handle(new InotifyEvent(*(int*)(_buffer + at), *(uint*)(_buffer + at + 4), Encoding.UTF8.GetString(end < 0 ? name : name[..end])));
            at += HeaderBytes + length;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = LibC.close(_descriptor);
        NativeMemory.Free(_buffer);
    }
}

/// <summary>One message of the kernel.</summary>
/// <param name="Watch">Of which watch; -1 for the queue itself.</param>
/// <param name="Mask">What happened.</param>
/// <param name="Name">To which entry of the directory; empty for the directory itself.</param>
internal readonly record struct InotifyEvent(int Watch, uint Mask, string Name)
{
    /// <summary>Whether any of these happened.</summary>
    public bool Has(uint mask) => (Mask & mask) != 0;
}
