using ActorPm.Core.Control;
using ActorPm.Core.Guard;

namespace ActorPm.Daemon;

/// <summary>How the daemon was called.</summary>
/// <param name="Starter">Who did.</param>
/// <param name="Outputs">What becomes of the outputs that it was given.</param>
internal sealed record DaemonArguments(DaemonStarting Starter, DaemonOutputs Outputs)
{
    /// <summary>Reads the arguments; null when they are no call of a daemon.</summary>
    public static DaemonArguments? Parse(IReadOnlyList<string> arguments) => arguments switch
    {
        [] => new(DaemonStarting.ByAnybody, DaemonOutputs.Kept),
        [DaemonLaunch.DetachOption] => new(DaemonStarting.ByAnybody, DaemonOutputs.LeftWhenReady),
        [GuardContract.DaemonOption] => new(DaemonStarting.ByGuard, DaemonOutputs.Kept),
        [GuardContract.DaemonOption, DaemonLaunch.DetachOption] => new(DaemonStarting.ByGuard, DaemonOutputs.LeftWhenReady),
        _ => null,
    };
}

/// <summary>Who starts a daemon.</summary>
internal enum DaemonStarting
{
    /// <summary>A person, a script, an init system.</summary>
    ByAnybody,

    /// <summary>A guard, which has given it a session of its own and wants to hear from it.</summary>
    ByGuard,
}

/// <summary>What becomes of standard output and error.</summary>
internal enum DaemonOutputs
{
    /// <summary>They stay: somebody watches.</summary>
    Kept,

    /// <summary>They lead nowhere once the daemon is ready, so that its starter sees their end.</summary>
    LeftWhenReady,
}
