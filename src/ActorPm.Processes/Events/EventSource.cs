namespace ActorPm.Processes.Events;

/// <summary>Something with a descriptor that the event thread watches.</summary>
internal abstract class EventSource
{
    /// <summary>The descriptor; -1 when closed.</summary>
    public int Descriptor { get; protected set; } = -1;

    /// <summary>Under which number the event thread knows it; never used twice, so that late news of a closed descriptor reach nobody.</summary>
    public long Key { get; set; }

    /// <summary>In which part of a round it is served: ends of processes go before their output, so that no restart waits for a log.</summary>
    public abstract Urgency Urgency { get; }

    /// <summary>The descriptor is ready for what it is watched for, readable by default. Called on the event thread.</summary>
    public abstract void Ready();
}

/// <summary>In which order the sources of one round are served.</summary>
internal enum Urgency
{
    /// <summary>First.</summary>
    First,

    /// <summary>After all that are first.</summary>
    Later,
}

/// <summary>What a source is watched for; the kernel's own numbers.</summary>
[Flags]
internal enum Readiness : uint
{
    /// <summary>Nothing but the end of the other side, which the kernel always tells.</summary>
    None = 0,

    /// <summary>There is something to read.</summary>
    Readable = Native.LibC.EPOLLIN,

    /// <summary>There is room to write.</summary>
    Writable = Native.LibC.EPOLLOUT,
}
