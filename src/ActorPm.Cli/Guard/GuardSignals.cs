using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>
/// Signals as something to read. They are blocked, and a runtime has threads before it has a Main: hence <see cref="BlockFromTheStart"/> begins the
/// program anew with the mask that it wants all of them to inherit. As first process of a container this matters twice: a signal
/// that it neither blocks nor handles never reaches it.
/// </summary>
internal sealed unsafe class GuardSignals : IDisposable
{
    private const int StateBytes = 128;

    private static readonly ulong Wanted = Mask(SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGTERM, SIGCHLD);

    private GuardSignals(int descriptor) => Descriptor = descriptor;

    /// <summary>Readable when a signal has come.</summary>
    public int Descriptor { get; }

    /// <summary>Makes sure that every thread has the signals blocked: returns if so, else becomes this program again, with the same arguments and pid.</summary>
    /// <returns>Null; or why that was not possible.</returns>
    public static string? BlockFromTheStart()
    {
        var old = stackalloc ulong[StateBytes / sizeof(ulong)];
        var set = stackalloc ulong[StateBytes / sizeof(ulong)];
        new Span<ulong>(set, StateBytes / sizeof(ulong)).Clear();
        *set = Wanted;
        _ = sigprocmask(SIG_BLOCK, set, old);
        if ((*old & Wanted) == Wanted)
        {
            return null;
        }

        // The arguments as the kernel has them: what a host program was called with is among them.
        var raw = File.ReadAllBytes("/proc/self/cmdline");
        var count = raw.AsSpan().Count((byte)0);
        fixed (byte* start = raw)
        {
            var arguments = stackalloc byte*[count + 1];
            var at = start;
            for (var i = 0; i < count; i++)
            {
                arguments[i] = at;
                at += new ReadOnlySpan<byte>(at, (int)(start + raw.Length - at)).IndexOf((byte)0) + 1;
            }

            arguments[count] = null;
            _ = execv("/proc/self/exe", arguments);
        }

        return $"The guard could not begin anew with its signals blocked ({Error}); mount /proc.";
    }

    /// <summary>Opens them.</summary>
    /// <exception cref="IOException">The system has no descriptor left.</exception>
    public static GuardSignals Open()
    {
        _ = signal(SIGPIPE, SIG_IGN);
        var set = stackalloc ulong[StateBytes / sizeof(ulong)];
        new Span<ulong>(set, StateBytes / sizeof(ulong)).Clear();
        *set = Wanted;
        var descriptor = signalfd(-1, set, SFD_NONBLOCK | SFD_CLOEXEC);
        return descriptor >= 0 ? new GuardSignals(descriptor) : throw new IOException($"Signals cannot be read ({Error}).");
    }

    /// <summary>The next signal; 0 when there is none.</summary>
    public int Read()
    {
        // struct signalfd_siginfo begins with the number.
        var info = stackalloc byte[StateBytes];
        return read(Descriptor, info, StateBytes) == StateBytes ? *(int*)info : 0;
    }

    public void Dispose() => _ = close(Descriptor);

    private static ulong Mask(params ReadOnlySpan<int> numbers)
    {
        var mask = 0UL;
        foreach (var number in numbers)
        {
            mask |= 1UL << (number - 1);
        }

        return mask;
    }
}
