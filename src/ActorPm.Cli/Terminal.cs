using System.Runtime.InteropServices;

namespace ActorPm.Cli;

/// <summary>Asks the kernel about a terminal. <see cref="Console"/> would write control sequences to it first.</summary>
internal static class Terminal
{
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ

    /// <summary>The columns of the terminal behind a descriptor, 0 when it does not say; null when it is no terminal.</summary>
    public static int? Width(int descriptor)
    {
        var size = default(WindowSize);
        return ioctl(descriptor, GetWindowSize, ref size) == 0 ? size.Columns : null;
    }

    /// <summary>Its columns and rows; null when it is no terminal. One that does not say counts as 80 × 24.</summary>
    public static (int Columns, int Rows)? Size(int descriptor)
    {
        var size = default(WindowSize);
        return ioctl(descriptor, GetWindowSize, ref size) != 0 ? null : size.Columns == 0 || size.Rows == 0 ? (80, 24) : (size.Columns, size.Rows);
    }

#pragma warning disable SYSLIB1054, CA5392 // blittable arguments and the C library: no generated stub and no search path is needed
    [DllImport("libc")]
    private static extern int ioctl(int descriptor, nuint request, ref WindowSize size);
#pragma warning restore SYSLIB1054, CA5392

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelsAcross;
        public ushort PixelsDown;
    }
}
