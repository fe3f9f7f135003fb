using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorPm.Cli;

/// <summary>A terminal that hands over each key as it is pressed, until disposed: then it is again as it was. What is written to it looks as ever.</summary>
internal sealed class RawTerminal : IDisposable
{
    private const int Input = 0;
    private const int AtOnce = 0; // TCSANOW

    // Larger than the struct termios of any C library on Linux.
    private const int SettingsSize = 256;

    private readonly byte[] _before;

    private RawTerminal(byte[] before) => _before = before;

    /// <summary>Takes over the terminal behind standard input; null when that is none.</summary>
    public static RawTerminal? TryEnter()
    {
        var before = new byte[SettingsSize];
        if (tcgetattr(Input, before) != 0)
        {
            return null;
        }

        var raw = (byte[])before.Clone();
        cfmakeraw(raw);
        // struct termios begins with the flags of input, of output, four bytes each.
        before.AsSpan(4, 4).CopyTo(raw.AsSpan(4));
        return tcsetattr(Input, AtOnce, raw) == 0 ? new RawTerminal(before) : null;
    }

    /// <summary>The keys as they are pressed. The stream of <see cref="Console"/> would wait for whole lines.</summary>
    public static Stream OpenKeys() => new FileStream(new SafeFileHandle(Input, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    public void Dispose() => _ = tcsetattr(Input, AtOnce, _before);

#pragma warning disable SYSLIB1054, CA5392 // blittable arguments and the C library: no generated stub and no search path is needed
    [DllImport("libc")]
    private static extern int tcgetattr(int descriptor, byte[] settings);

    [DllImport("libc")]
    private static extern int tcsetattr(int descriptor, int when, byte[] settings);

    [DllImport("libc")]
    private static extern void cfmakeraw(byte[] settings);
#pragma warning restore SYSLIB1054, CA5392
}
