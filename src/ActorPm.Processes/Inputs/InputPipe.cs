using ActorPm.Processes.Descriptors;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Inputs;

/// <summary>
/// The daemon's end of an app's standard input. The pipe has no name: the app holds it open for reading and writing, so it has no end when the
/// daemon dies, and a later daemon opens it through /proc.
/// </summary>
internal sealed unsafe class InputPipe : IDisposable
{
    private readonly Lock _gate = new();
    private readonly KeptDescriptor _kept;
    private int _descriptor;

    /// <summary>For the writing end, which does not block and belongs to this from now on.</summary>
    public InputPipe(int descriptor, KeptDescriptor kept)
    {
        _descriptor = descriptor;
        _kept = kept;
    }

    /// <summary>Takes over what an earlier daemon had, or opens the standard input of a process for writing.</summary>
    /// <param name="pid">The process; verified, and not reaped while this runs.</param>
    /// <param name="identity">Which pipe it must be.</param>
    /// <param name="kept">Its place among the descriptors that outlive the daemon.</param>
    /// <returns>Null when its input is another by now, or may not be opened.</returns>
    public static InputPipe? Reopen(int pid, FileIdentity identity, KeptDescriptor kept)
    {
        var handed = kept.Take();
        if (handed >= 0)
        {
            if (FileIdentity.Of(handed) == identity)
            {
                return new InputPipe(handed, kept);
            }

            _ = LibC.close(handed);
        }

        var path = $"/proc/{pid}/fd/0";

        // Before it is opened too: to open a terminal or a device that an app put there may have effects.
        if (FileIdentity.Of(path) != identity)
        {
            return null;
        }

        var descriptor = LibC.open(path, LibC.O_WRONLY | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0);
        if (descriptor < 0)
        {
            return null;
        }

        if (FileIdentity.Of(descriptor) == identity)
        {
            return new InputPipe(descriptor, kept);
        }

        _ = LibC.close(descriptor);
        return null;
    }

    /// <summary>Its descriptor; -1 when it is closed.</summary>
    public int Descriptor
    {
        get
        {
            lock (_gate)
            {
                return _descriptor;
            }
        }
    }

    /// <summary>Writes what the pipe has room for.</summary>
    /// <returns>How many bytes that was.</returns>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_descriptor < 0 || bytes.IsEmpty)
            {
                return 0;
            }

            fixed (byte* start = bytes)
            {
                return Math.Max(0, (int)LibC.write(_descriptor, start, (nuint)bytes.Length));
            }
        }
    }

    /// <summary>Keeps it for a later daemon.</summary>
    public void Keep()
    {
        lock (_gate)
        {
            _kept.Keep(_descriptor);
        }
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_descriptor >= 0)
            {
                _kept.Drop(_descriptor);
                _ = LibC.close(_descriptor);
                _descriptor = -1;
            }
        }
    }
}
