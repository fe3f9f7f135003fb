using ActorPm.Core.Routing.Cluster;
using ActorPm.Processes;

namespace ActorPm.Daemon.Routing.Handoff;

/// <summary>A worker of Node's cluster as its primary knows it. Guarded by its plane.</summary>
/// <param name="serial">Its slot.</param>
/// <param name="process">The process, to which answers go.</param>
/// <param name="memo">What is known of it already.</param>
internal sealed class Worker(long serial, IRunningProcess process, WorkerMemo memo)
{
    /// <summary>Its slot.</summary>
    public long Serial => serial;

    /// <summary>The launch.</summary>
    public int Attempt => process.Attempt;

    /// <summary>The process.</summary>
    public IRunningProcess Process => process;

    /// <summary>What is known of it.</summary>
    public WorkerMemo Memo { get; private set; } = memo;

    /// <summary>How it stands.</summary>
    public WorkerPhase Phase { get; set; }

    /// <summary>Connections that it was sent and has said nothing of.</summary>
    public int Unanswered { get; set; }

    /// <summary>How many of its messages could not be understood.</summary>
    public long Garbage { get; set; }

    /// <summary>Its newest word on how many connections are left; null before the first.</summary>
    public int? Left { get; private set; }

    /// <summary>Ends when nothing is left, or the process has ended.</summary>
    public TaskCompletionSource Drained { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Notes what is known, also for a later daemon.</summary>
    public void Note(WorkerMemo memo)
    {
        if (memo != Memo)
        {
            Memo = memo;
            process.Remember(WorkerMemoText.Write(memo));
        }
    }

    /// <summary>It said something of its leaving: that it can leave politely, or how many connections are left.</summary>
    /// <returns>Whether the message was such a one.</returns>
    public bool TryNote(ClusterMessage message)
    {
        switch (message)
        {
            case ClusterMessage.CanDrain:
                Note(Memo with { CanDrain = true });
                return true;
            case ClusterMessage.Draining draining:
                Left = draining.Left;
                if (draining.Left == 0)
                {
                    Drained.TrySetResult();
                }

                return true;
            default:
                return false;
        }
    }
}

/// <summary>How a worker stands.</summary>
internal enum WorkerPhase
{
    /// <summary>It works; the router may not have heard of it yet.</summary>
    New,

    /// <summary>It works, and the router knows it.</summary>
    Serving,

    /// <summary>It gets nothing new and finishes what it has.</summary>
    Draining,

    /// <summary>It is on its way out, or gone.</summary>
    Leaving,
}
