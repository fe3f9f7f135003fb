namespace ActorPm.Core.Control;

/// <summary>Why a command was not carried out. Names are part of the control API: add, never rename.</summary>
public enum ControlErrorCode
{
    /// <summary>The request itself makes no sense: a bad option or value.</summary>
    InvalidRequest,

    /// <summary>No app, instance or namespace matches the target.</summary>
    NotFound,

    /// <summary>The script, program or working directory does not exist.</summary>
    ScriptNotFound,

    /// <summary>The interpreter is not installed or not in PATH.</summary>
    InterpreterNotFound,

    /// <summary>The same script runs already under this name.</summary>
    AlreadyRunning,

    /// <summary>The name belongs to another app.</summary>
    NameTaken,

    /// <summary>All is as asked for already.</summary>
    NothingToDo,

    /// <summary>The command was carried out, but an instance did not come up.</summary>
    InstanceFailed,

    /// <summary>A reload of the app is under way, or waits for promote or rollback.</summary>
    ReloadInProgress,

    /// <summary>A new instance did not prove ready: it is gone, and the old ones stay.</summary>
    ReloadFailed,

    /// <summary>A log file could not be read or emptied.</summary>
    LogUnavailable,

    /// <summary>No daemon runs for this home.</summary>
    DaemonNotRunning,

    /// <summary>The daemon could not be started.</summary>
    DaemonStartFailed,

    /// <summary>The daemon did not answer, or not in time.</summary>
    DaemonUnresponsive,

    /// <summary>The daemon is stopping and takes no commands.</summary>
    ShuttingDown,

    /// <summary>The daemon is becoming another program; nothing was done, the same command succeeds in a moment.</summary>
    UpdateUnderWay,

    /// <summary>The program that the daemon shall become is not fit for that, or a command is under way; nothing was changed.</summary>
    UpdateRefused,

    /// <summary>The program that the daemon became did not come up; the one before runs again.</summary>
    UpdateFailed,

    /// <summary>The wish could not be written to the journal; nothing was changed.</summary>
    JournalUnavailable,

    /// <summary>Another node refused, does not answer, or this node is not what the command needs it to be; nothing was changed.</summary>
    ClusterRefused,

    /// <summary>A hook that was tried did not take what it was given.</summary>
    HookFailed,

    /// <summary>The caller may not do that; nothing was done.</summary>
    AccessDenied,

    /// <summary>The caller's token is missing, unknown or expired; nothing was done.</summary>
    LoginRefused,

    /// <summary>Too many logins have failed; nothing was looked at.</summary>
    LoginLimited,

    /// <summary>A defect in ActorPm.</summary>
    Internal,
}
