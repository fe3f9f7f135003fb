using System.Runtime.InteropServices;

namespace ActorPm.Processes;

/// <summary>Turns the calling process into a daemon: no terminal, no outputs of its starter.</summary>
public static partial class Detachment
{
    private const int ReadWrite = 2;

    /// <summary>
    /// Leaves the starter's session, so that its terminal's signals no longer reach this process. A process that leads a group already
    /// (one started by an init system or a shell's job control) stays where it is: that is harmless.
    /// </summary>
    public static void LeaveSession() => _ = SetSession();

    /// <summary>Points standard input, output and error to /dev/null, so that whoever reads them sees their end.</summary>
    /// <exception cref="IOException">/dev/null cannot be opened.</exception>
    public static void CloseOutputs()
    {
        var nothing = Open("/dev/null", ReadWrite);
        if (nothing < 0)
        {
            throw new IOException($"/dev/null cannot be opened (errno {Marshal.GetLastPInvokeError()}).");
        }

        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            _ = Duplicate(nothing, descriptor);
        }

        if (nothing > 2)
        {
            _ = Close(nothing);
        }
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSession();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
