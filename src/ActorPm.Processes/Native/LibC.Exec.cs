using System.Runtime.InteropServices;

namespace ActorPm.Processes.Native;

/// <summary>What a process needs to become another program.</summary>
internal static unsafe partial class LibC
{
    public const int SIGPIPE = 13, SIG_SETMASK = 2;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int execve(byte* path, byte** argv, byte** envp);

    /// <summary>The handler is 0 for the default, 1 for none; gives the one before.</summary>
    [LibraryImport(Library)]
    public static partial nint signal(int number, nint handler);

    [LibraryImport(Library)]
    public static partial int pthread_sigmask(int how, void* set, void* old);

    /// <summary>A file without a name, in memory.</summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int memfd_create(string name, uint flags);
}
