using ActorPm.Core.Control;
using ActorPm.Core.Guard;
using ActorPm.Core.Instances;
using System.Runtime.InteropServices;
using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>The daemon that the guard looks after, its child or one that it found; held by a pidfd, so that its pid can never mean somebody else.</summary>
internal sealed unsafe class DaemonChild : IDisposable
{
    /// <summary>Larger than any posix_spawnattr_t (336), posix_spawn_file_actions_t (80) and sigset_t (128) of glibc.</summary>
    private const int StructureBytes = 512;

    private const int FirstOfOthers = 3;

    private DaemonChild(int pid, int descriptor, Kinship kinship)
    {
        Pid = pid;
        Descriptor = descriptor;
        Kinship = kinship;
    }

    /// <summary>Its pid.</summary>
    public int Pid { get; }

    /// <summary>The pidfd: readable when it has ended.</summary>
    public int Descriptor { get; }

    /// <summary>Whether its status can be waited for.</summary>
    public Kinship Kinship { get; }

    /// <summary>Whether it is gone. Asked before its last words are read, never after.</summary>
    public bool HasEnded
    {
        get
        {
            var descriptor = new PollDescriptor { Descriptor = Descriptor, Asked = POLLIN };
            return poll(&descriptor, 1, 0) == 1;
        }
    }

    /// <summary>Starts the daemon.</summary>
    /// <param name="program">Absolute.</param>
    /// <param name="detaches">Whether it shall leave its outputs when it is ready.</param>
    /// <param name="openFiles">The limit of open files that it is given.</param>
    /// <param name="problem">Why it could not be started.</param>
    public static DaemonChild? Start(string program, bool detaches, OpenFiles openFiles, out string problem)
    {
        var actions = stackalloc byte[StructureBytes];
        var attributes = stackalloc byte[StructureBytes];
        var signals = stackalloc byte[StructureBytes];
        _ = posix_spawn_file_actions_init(actions);
        _ = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
        _ = posix_spawn_file_actions_addclosefrom_np(actions, FirstOfOthers);
        _ = posix_spawnattr_init(attributes);
        _ = sigfillset(signals);
        _ = posix_spawnattr_setsigdefault(attributes, signals);
        new Span<byte>(signals, StructureBytes).Clear();
        _ = posix_spawnattr_setsigmask(attributes, signals);
        // A session of its own: the keys of a terminal reach the guard, which hands them on once.
        _ = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

        var arguments = List(detaches ? [program, GuardContract.DaemonOption, DaemonLaunch.DetachOption] : [program, GuardContract.DaemonOption]);
        var environment = List(Environment());
        var pid = 0;
        int errno;
        using (openFiles.GiveBack())
        {
            errno = posix_spawn(&pid, arguments[0], actions, attributes, arguments, environment);
        }

        Free(arguments);
        Free(environment);
        _ = posix_spawn_file_actions_destroy(actions);
        _ = posix_spawnattr_destroy(attributes);
        problem = errno == 0 ? "" : $"The daemon's program {program} cannot be started ({Marshal.GetPInvokeErrorMessage(errno)}); install it again, or name it in {DaemonLaunch.ProgramVariable}.";
        return errno == 0 ? Hold(pid, Kinship.Child, ref problem) : null;
    }

    /// <summary>Takes hold of a daemon that somebody else started; null when it is gone.</summary>
    public static DaemonChild? Find(int pid)
    {
        var problem = "";
        return Hold(pid, Kinship.Stranger, ref problem);
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(int number) => _ = syscall(SYS_pidfd_send_signal, Descriptor, number, 0, 0);

    /// <summary>Reaps a child.</summary>
    /// <returns>How it ended; null while it lives.</returns>
    public ExitStatus? Reap()
    {
        SignalInfo info = default;
        return waitid(P_PIDFD, (uint)Descriptor, &info, WEXITED | WNOHANG) == 0 && info.Pid == Pid ? StatusOf(info) : null;
    }

    public void Dispose() => _ = close(Descriptor);

    private static ExitStatus StatusOf(in SignalInfo info) => info.Code == CLD_EXITED ? new ExitStatus.Code(info.Status) : new ExitStatus.Signalled((UnixSignal)info.Status);

    private static DaemonChild? Hold(int pid, Kinship kinship, ref string problem)
    {
        var descriptor = (int)syscall(SYS_pidfd_open, pid, 0, 0, 0);
        if (descriptor < 0)
        {
            problem = $"The daemon (process {pid}) cannot be watched ({Error}); Linux 5.3 or newer is needed.";
            return null;
        }

        return new DaemonChild(pid, descriptor, kinship);
    }

    // What is meant for the process that systemd started is not the daemon's.
    private static List<string> Environment()
    {
        var list = new List<string>();
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            if (variable.Key is string name and not (SystemdWord.SocketVariable or SystemdWord.WatchdogVariable or SystemdWord.WatchdogPidVariable))
            {
                list.Add($"{name}={variable.Value}");
            }
        }

        if (System.Environment.GetEnvironmentVariable(SystemdWord.SocketVariable) is { Length: > 0 })
        {
            list.Add($"{GuardContract.SystemdVariable}=1");
        }

        return list;
    }

    private static byte** List(List<string> words)
    {
        var list = (byte**)NativeMemory.AllocZeroed((nuint)words.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < words.Count; i++)
        {
            list[i] = (byte*)Marshal.StringToCoTaskMemUTF8(words[i]);
        }

        return list;
    }

    private static void Free(byte** list)
    {
        for (var word = list; *word is not null; word++)
        {
            Marshal.FreeCoTaskMem((nint)(*word));
        }

        NativeMemory.Free(list);
    }
}

/// <summary>How a process is related to the guard.</summary>
internal enum Kinship
{
    /// <summary>The guard started it.</summary>
    Child,

    /// <summary>It only knows it.</summary>
    Stranger,
}
