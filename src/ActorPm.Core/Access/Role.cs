namespace ActorPm.Core.Access;

/// <summary>How much somebody may do. Each role may do what those before it may.</summary>
public enum Role
{
    /// <summary>Look: lists, details, logs, events, the history. No values of variables, and nothing is changed.</summary>
    View,

    /// <summary>Handle apps that are on the list: start, stop, restart, reload, scale, signal. Nothing by which another program than theirs would run.</summary>
    Operate,

    /// <summary>All. Whoever may put a program on the list runs it as the daemon's user, so this role is as much as that user.</summary>
    Admin,
}
