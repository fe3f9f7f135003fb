namespace ActorPm.Core.Guard;

/// <summary>How the guard, the daemon and their starter agree, beside <see cref="GuardMessage"/>.</summary>
public static class GuardContract
{
    /// <summary>The verb of <c>apm</c> that guards.</summary>
    public const string Verb = "guard";

    /// <summary>What the guard starts the daemon with: it stays in its session, connects to the guard, and ends when there is no work left to guard.</summary>
    public const string DaemonOption = "--guarded";

    /// <summary>The guard's socket, below the home: mode 0600, and both sides let in only their own user and root (SO_PEERCRED).</summary>
    public const string SocketName = "run/guard.sock";

    /// <summary>The guard's pid in digits, below the home.</summary>
    public const string PidName = "run/guard.pid";

    /// <summary>The lock of the one guard of a home (flock), below the home.</summary>
    public const string LockName = "run/guard.lock";

    /// <summary>Set to <c>off</c>, the daemon is started without a guard.</summary>
    public const string UseVariable = "APM_GUARD";

    /// <summary>How often the daemon says that it is alive.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
}
