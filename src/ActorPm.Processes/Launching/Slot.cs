using ActorPm.Processes.Output;

namespace ActorPm.Processes.Launching;

/// <summary>What belongs to a slot across its launches: the lock, the newest process and the pipes that each launch writes to.</summary>
internal sealed class Slot(long serial)
{
    /// <summary>Guards this slot and the states of its processes. Nothing that can take long happens under it but a launch.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The slot's number.</summary>
    public long Serial { get; } = serial;

    /// <summary>The process that has not been dealt with to its end; null when the slot rests.</summary>
    public LaunchedProcess? Current { get; set; }

    /// <summary>Standard output; null when discarded.</summary>
    public OutputPipe? Out { get; set; }

    /// <summary>Standard error; the same as <see cref="Out"/> when both go to one file, null when discarded.</summary>
    public OutputPipe? Error { get; set; }

    /// <summary>Moves all that was written until now to the log files.</summary>
    public void DrainOutput()
    {
        Out?.Drain();
        if (Error != Out)
        {
            Error?.Drain();
        }
    }
}
