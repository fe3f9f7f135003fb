namespace ActorPm.Core.Groups;

/// <summary>What the crash of one app means for the others of its namespace, in the words of Erlang/OTP's supervisors.</summary>
public enum GroupStrategy
{
    /// <summary>Nothing. The default.</summary>
    OneForOne,

    /// <summary>All are restarted.</summary>
    OneForAll,

    /// <summary>Those are restarted that stand behind it on the list.</summary>
    RestForOne,
}
