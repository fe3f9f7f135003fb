namespace ActorPm.Processes;

/// <summary>The socket on which apps speak of themselves (sd_notify(3)): one for all, who speaks is known by the kernel's word.</summary>
public interface INotifySocket
{
    /// <summary>Its path, for <c>NOTIFY_SOCKET</c>; the same for each daemon of a home. Null when it could not be opened.</summary>
    string? Path { get; }

    /// <summary>Why it could not be opened, in one sentence; else null.</summary>
    string? Problem { get; }
}
