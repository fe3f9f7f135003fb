using System.Text;
using ActorPm.Core.Control;
using ActorPm.Core.Guard;
using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>
/// The hidden verb <c>apm guard [--detach]</c>: the daemon's parent, and in a container the first process. It starts the daemon and starts it again when it dies, keeps
/// descriptors for it, reaps what the daemon's death leaves behind, and hands signals on. One thread, no runtime beyond the collector: a few megabytes.
/// </summary>
internal static unsafe class GuardCommand
{
    private const string Usage =
        "Usage: apm guard [--detach]   Starts the daemon of APM_HOME (else ~/.apm) and starts it again when it dies. Users run `apm start`; services and containers run this.";

    /// <summary>Guards, until the daemon has left for good.</summary>
    /// <param name="args">What follows the verb.</param>
    /// <returns>The exit code: the daemon's own.</returns>
    public static int Run(ReadOnlySpan<string> args)
    {
        if (args is not ([] or [DaemonLaunch.DetachOption]))
        {
            Complain(Usage);
            return args is ["--help"] or ["-h"] ? 0 : 1;
        }

        try
        {
            return GuardSignals.BlockFromTheStart() is { } problem ? throw new GuardStartException(problem) : Guard(detaches: args.Length == 1);
        }
        catch (Exception e) when (e is GuardStartException or IOException or UnauthorizedAccessException)
        {
            Complain(e.Message);
            return DaemonLaunch.StartFailedExitCode;
        }
    }

    /// <summary>Says a sentence on standard error; where that leads nowhere any more, nobody is left to hear it.</summary>
    public static void Complain(string sentence) => Print(2, sentence);

    /// <summary>Prints a line.</summary>
    public static void Print(int descriptor, string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        fixed (byte* start = bytes)
        {
            _ = write(descriptor, start, (nuint)bytes.Length);
        }
    }

    /// <summary>Points the standard three to /dev/null, so that whoever reads them sees their end.</summary>
    public static void LeaveOutputs()
    {
        var nothing = open("/dev/null", O_RDWR | O_CLOEXEC, 0);
        for (var descriptor = 0; descriptor <= 2 && nothing >= 0; descriptor++)
        {
            _ = dup2(nothing, descriptor);
        }

        if (nothing > 2)
        {
            _ = close(nothing);
        }
    }

    private static int Guard(bool detaches)
    {
        var patience = GuardPolicy.PatienceTicks(Environment.GetEnvironmentVariable(GuardPolicy.PatienceVariable)) ?? throw new GuardStartException(
            $"{GuardPolicy.PatienceVariable} is '{Environment.GetEnvironmentVariable(GuardPolicy.PatienceVariable)}', which is no number of seconds between 0 and 86400; correct or unset it.");
        if (detaches)
        {
            _ = setsid();
        }

        using var home = GuardHome.Open(GuardHome.Locate());
        if (home is null)
        {
            Complain($"Another guard looks after the home {GuardHome.Locate()} already.");
            return DaemonLaunch.AlreadyRunningExitCode;
        }

        home.WritePid();
        // By its beginning anew (GuardSignals) it is called "exe" in top, pgrep and systemctl.
        fixed (byte* name = "apm\0"u8)
        {
            _ = prctl(PR_SET_NAME, (nuint)name, 0, 0, 0);
        }

        _ = prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        var openFiles = OpenFiles.Raise();
        using var systemd = SystemdWord.FromEnvironment();
        using var signals = GuardSignals.Open();
        using var listener = GuardListener.Open(home.SocketPath);
        using var loop = new GuardLoop(home, listener, signals, systemd, openFiles, new GuardState(DefaultProgram(), patience), detaches);
        return loop.Run();
    }

    private static string DefaultProgram() => Environment.GetEnvironmentVariable(DaemonLaunch.ProgramVariable) is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.Combine(ProgramFolder.Of(AppContext.BaseDirectory), DaemonLaunch.ProgramName);
}
