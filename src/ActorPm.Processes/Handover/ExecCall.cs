using System.Runtime.InteropServices;
using System.Text;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Handover;

/// <summary>
/// <c>execve</c>: this process becomes another program, with the same pid, the same children, and the descriptors that are not marked close-on-exec.
/// </summary>
public static unsafe class ExecCall
{
    /// <summary>Returns only when it fails; then nothing has changed.</summary>
    /// <param name="program">Absolute path; also the program's own name.</param>
    /// <param name="arguments">Those after the program's name.</param>
    /// <param name="environment">All variables.</param>
    /// <returns>Why it failed, in a few words.</returns>
    public static string Run(string program, IReadOnlyCollection<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var argv = Texts([program, .. arguments]);
        var envp = Texts([.. environment.Select(variable => $"{variable.Key}={variable.Value}")]);
        var mask = stackalloc byte[128];
        var before = stackalloc byte[128];

        // A program begins with what it finds. .NET turns SIGPIPE off, and an exec keeps that; handlers go by themselves.
        var pipe = LibC.signal(LibC.SIGPIPE, 0);
        _ = LibC.sigemptyset(mask);
        _ = LibC.pthread_sigmask(LibC.SIG_SETMASK, mask, before);
        _ = LibC.execve(argv[0], argv, envp);
        var errno = LibC.Errno;
        _ = LibC.pthread_sigmask(LibC.SIG_SETMASK, before, null);
        _ = LibC.signal(LibC.SIGPIPE, pipe);
        Free(argv);
        Free(envp);
        return LibC.Describe(errno);
    }

    private static byte** Texts(IReadOnlyList<string> texts)
    {
        var list = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(texts[i]);
            list[i] = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(list[i], bytes.Length));
        }

        return list;
    }

    private static void Free(byte** list)
    {
        for (var text = list; *text is not null; text++)
        {
            NativeMemory.Free(*text);
        }

        NativeMemory.Free(list);
    }
}
