using ActorPm.Processes.Native;

namespace ActorPm.Processes;

/// <summary>A thread that gives way to all others: for work that may wait for the disk, and that nobody waits for.</summary>
public static class QuietThread
{
    /// <summary>How nice it is to others, as of nice(1).</summary>
    private const int Nice = 10;

    /// <summary>Starts one.</summary>
    /// <param name="name">For debuggers and top; at most 15 characters are shown.</param>
    /// <param name="work">What it does; the thread ends with it.</param>
    public static Thread Start(string name, Action work)
    {
        var thread = new Thread(() =>
        {
            // Linux counts niceness by thread; 0 means the one that calls.
            _ = LibC.setpriority(LibC.PRIO_PROCESS, 0, Nice);
            work();
        })
        {
            Name = name, IsBackground = true,
        };
        thread.Start();
        return thread;
    }
}
