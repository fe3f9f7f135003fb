using ActorPm.Processes.Native;

namespace ActorPm.Processes.Inputs;

/// <summary>
/// The daemon's end of an app's standard input. The pipe has no name: the app holds it open for reading and writing, so it has no end when the
/// daemon dies, and a later daemon opens it through /proc.
/// </summary>
internal sealed unsafe class InputPipe : IDisposable
{
    private readonly Lock _gate = new();
    private int _descriptor;

    /// <summary>For the writing end, which does not block and belongs to this from now on.</summary>
    public InputPipe(int descriptor) => _descriptor = descriptor;

    /// <summary>Opens the standard input of a process for writing.</summary>
    /// <param name="pid">The process; verified, and not reaped while this runs.</param>
    /// <param name="identity">Which pipe it must be.</param>
    /// <returns>Null when its input is another by now, or may not be opened.</returns>
    public static InputPipe? Reopen(int pid, FileIdentity identity)
    {
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
            return new InputPipe(descriptor);
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

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_descriptor >= 0)
            {
                _ = LibC.close(_descriptor);
                _descriptor = -1;
            }
        }
    }
}
