using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ActorPm.Cli.Trampoline;

/// <summary>
/// The hidden verb <c>apm __exec [--cgroup DIRECTORY] [--limit NAME=VALUE …] [--uid N --gid N --groups N,N] [--listen-pid self] -- PROGRAM ARGUMENTS…</c>: limits itself, becomes
/// another user, then another program. The daemon starts an app through it when the app has limits, runs as another user or is given listening sockets; pid, descriptors and working directory stay as they are.
/// </summary>
/// <remarks>Returns only when it fails, with a line on standard error, which is the app's error log.</remarks>
internal static unsafe partial class ExecTrampoline
{
    /// <summary>The verb.</summary>
    public const string Verb = "__exec";

    /// <summary>As <c>env</c> and <c>timeout</c> do: what is wrong lies here, with the program's permissions, or with its path.</summary>
    private const int OwnFailure = 125, MayNotExecute = 126, NotFound = 127;

    // Below are the standard three; from here on, listening sockets, then the channel.
    private const int FirstOfApp = 3;
    private const uint CloseOnExec = 4;

    private const int Enoent = 2, LastSignal = 64, SetMask = 2;
    private const nint DefaultAction = 0, Ignored = 1;

    /// <summary>Carries out the call.</summary>
    /// <param name="args">What follows the verb.</param>
    /// <returns>The exit code of a failure.</returns>
    public static int Run(ReadOnlySpan<string> args)
    {
        if (TrampolineCall.Parse(args) is not { } call)
        {
            return Complain($"{Verb} is for the daemon alone, which calls it with --cgroup, --limit, --uid, --gid and --groups, or --listen-pid, and a program after --.", OwnFailure);
        }

        RestoreSignals();

        // While it may still do all that the daemon may: another user may raise no limit.
        if (LimitSetter.Apply(call.Limits, call.Group) is { } refused)
        {
            return Complain($"{call.Program} could not be started with {refused} ({LastError()}); give another limit, or run the daemon as root.", OwnFailure);
        }

        if (call.User is { } user && !BecomeUser(user))
        {
            return Complain(
                $"{call.Program} could not be started as user {user.UserId} and group {user.GroupId} ({LastError()}); the daemon must run as root for that.",
                OwnFailure);
        }

        if (call.SetsListenPid && setenv("LISTEN_PID", getpid().ToString(CultureInfo.InvariantCulture), 1) != 0)
        {
            return Complain($"{call.Program} could not be told of its sockets ({LastError()}).", OwnFailure);
        }

        // After the user, as systemd does: before, it might keep a security module from letting it change.
        if (call.Limits.NoNewPrivileges && !LimitSetter.ForbidNewPrivileges())
        {
            return Complain($"{call.Program} could not be started with no_new_privs ({LastError()}); leave it out on this kernel.", OwnFailure);
        }

        KeepOwnDescriptors();
        Execute(call);
        var missing = Marshal.GetLastPInvokeError() == Enoent;
        return Complain(
            missing
                ? $"{call.Program} or the interpreter in its first line does not exist for user {geteuid()}; check the path."
                : $"{call.Program} could not be executed by user {geteuid()} and group {getegid()} ({LastError()}); change the permissions of the file and of the directories above it.",
            missing ? NotFound : MayNotExecute);
    }

    private static bool BecomeUser(TrampolineUser user)
    {
        // Whoever is that user already needs no privileges and keeps its groups.
        if (geteuid() == user.UserId && getegid() == user.GroupId && geteuid() != 0)
        {
            return true;
        }

        // In this order: once the user is another, the groups can no longer be changed.
        fixed (uint* groups = user.Groups)
        {
            return setgroups((nuint)user.Groups.Length, groups) == 0 && setgid(user.GroupId) == 0 && setuid(user.UserId) == 0;
        }
    }

    /// <summary>
    /// What this runtime ignores or blocks, its successor would too. Handlers need no care: the kernel takes them off, and until then they must stay.
    /// </summary>
    private static void RestoreSignals()
    {
        // Larger than glibc's struct sigaction (152) and sigset_t (128); the action comes first.
        var action = stackalloc nint[32];
        for (var number = 1; number <= LastSignal; number++)
        {
            if (sigaction(number, null, action) == 0 && action[0] == Ignored)
            {
                _ = signal(number, DefaultAction);
            }
        }

        new Span<nint>(action, 32).Clear();
        _ = sigprocmask(SetMask, action, null);
    }

    private static void Execute(TrampolineCall call)
    {
        // Not freed: on success this memory is gone with the program, on failure the program is about to end.
        var argv = (byte**)NativeMemory.AllocZeroed((nuint)call.Arguments.Length + 2, (nuint)sizeof(byte*));
        argv[0] = Text(call.Program);
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            argv[i + 1] = Text(call.Arguments[i]);
        }

        if (LimitSetter.BoundAddressSpace(call.Limits))
        {
            _ = execv(argv[0], argv);
        }
    }

    private static byte* Text(string text) => (byte*)Marshal.StringToCoTaskMemUTF8(text);

    private static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    private static int Complain(string sentence, int code)
    {
        var line = Encoding.UTF8.GetBytes($"apm: {sentence}\n");
        fixed (byte* start = line)
        {
            // Where even this cannot be written, the exit code is all that is left to say.
            _ = write(2, start, (nuint)line.Length);
        }

        return code;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setgroups(nuint count, uint* groups);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setgid(uint group);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setuid(uint user);

    // What this program has opened itself is not for the app; a build that is not native has more of it than it knows.
    private static void KeepOwnDescriptors()
    {
        var sockets = int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
        var channel = int.TryParse(Environment.GetEnvironmentVariable("NODE_CHANNEL_FD"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number + 2 : 0;

        // A kernel without it leaves them open, which harms nobody.
        _ = close_range((uint)Math.Max(FirstOfApp + sockets, channel), uint.MaxValue, CloseOnExec);
    }

    [LibraryImport("libc")]
    private static partial int close_range(uint first, uint last, uint flags);

    // Of the C library, whose environment execv hands on.
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc")]
    private static partial int getpid();

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();

    [LibraryImport("libc")]
    private static partial int sigaction(int number, void* change, void* current);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint action);

    [LibraryImport("libc")]
    private static partial int sigprocmask(int how, void* change, void* current);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int execv(byte* path, byte** argv);

    [LibraryImport("libc")]
    private static partial nint write(int descriptor, void* bytes, nuint count);
}
