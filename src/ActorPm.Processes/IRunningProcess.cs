using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Routing;
using ActorPm.Processes.Sockets;

namespace ActorPm.Processes;

/// <summary>A live process of a slot, with its tree. Signals go through pidfds, to verified identities only.</summary>
public interface IRunningProcess
{
    /// <summary>The slot.</summary>
    long Serial { get; }

    /// <summary>The launch.</summary>
    int Attempt { get; }

    /// <summary>The main process.</summary>
    int Pid { get; }

    /// <summary>When the kernel started it after boot, in clock ticks: with the pid, an identity.</summary>
    long StartTicks { get; }

    /// <summary>When it was launched.</summary>
    DateTimeOffset StartedAt { get; }

    /// <summary>The restart counters that it was launched with.</summary>
    RestartHistory History { get; }

    /// <summary>
    /// Why its runtime record or pid file could not be written (the disk is full), in one sentence; null when both were. The process runs all the same.
    /// </summary>
    string? RecordProblem { get; }

    /// <summary>What it was told to listen on (<see cref="LaunchOrder.Address"/>); null for nothing.</summary>
    ListenAddress? Address { get; }

    /// <summary>How it stands with the channel between the app and the daemon.</summary>
    ChannelState Channel { get; }

    /// <summary>Why <see cref="Channel"/> is <see cref="ChannelState.Lost"/>, in one sentence; else null.</summary>
    string? ChannelProblem { get; }

    /// <summary>How many of the app's messages reached nobody: longer than 1 MiB, or sent by an app that ended before anybody asked for it.</summary>
    long DroppedMessages { get; }

    /// <summary>Whether it has a standard input that <see cref="WriteInput"/> reaches; <see cref="InputUse.Null"/> also when that was lost with an earlier daemon.</summary>
    InputUse Input { get; }

    /// <summary>
    /// Sends a message to the app. Never waits: what the app does not read yet is queued, up to 1 MiB for each app. What is queued here
    /// dies with the daemon; what the socket has taken (some 200 KiB) does not.
    /// </summary>
    /// <param name="json">One JSON value in UTF-8; line breaks between its tokens become blanks. Not checked: an app that is sent anything else may crash.</param>
    /// <returns>Whether it was taken: not when the queue is full, nor when <see cref="Channel"/> is not <see cref="ChannelState.Open"/>.</returns>
    bool Send(ReadOnlySpan<byte> json);

    /// <summary>
    /// Sends an internal message of Node's with a socket, of which the app gets a duplicate. Never waits: Node takes one at a time, and up to 256 wait for
    /// their turn.
    /// </summary>
    /// <param name="json">One JSON value in UTF-8.</param>
    /// <param name="handle">The socket. May be disposed of at once; it stays open until Node has confirmed that it came.</param>
    /// <param name="kind">As what Node takes it.</param>
    /// <returns>Whether it was taken; a socket that was taken may still never come when the app ends.</returns>
    bool SendWithHandle(ReadOnlySpan<byte> json, SocketHandle handle, HandleKind kind);

    /// <summary>What <see cref="Remember"/> was told last of this launch, be it by an earlier daemon; null for nothing.</summary>
    string? Memo { get; }

    /// <summary>Keeps a text with the process, over the death of the daemon. At most some kilobytes.</summary>
    /// <returns>Whether it could be written.</returns>
    bool Remember(string memo);

    /// <summary>Whether the main process has ended.</summary>
    bool HasEnded { get; }

    /// <summary>
    /// Writes to the app's standard input. Never waits: the pipe holds 64 KiB that the app has not read, over the daemon's death too.
    /// </summary>
    /// <returns>How many bytes were taken, from the first on: fewer than given, or 0, when the pipe is full; 0 when there is no input. Up to 4,096 bytes are taken whole or not at all.</returns>
    int WriteInput(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Be told when it, or a process of its tree, says something on the notify socket (<see cref="INotifySocket"/>); at once when it has already. Called on
    /// the event thread, once until <see cref="TakeNotices"/>, however much it says: pass the news on and return. The newest caller is told.
    /// </summary>
    void HearNotices(Action arrived);

    /// <summary>What it has said on the notify socket since the last call.</summary>
    NotifyText TakeNotices();

    /// <summary>
    /// Sends a signal to the whole tree: the main process and its descendants, double-forked ones included, children first.
    /// Whatever of it is gone already is skipped.
    /// </summary>
    void SignalTree(UnixSignal signal);

    /// <summary>Sends a signal to the main process alone; does nothing when it is gone.</summary>
    void SignalMainProcess(UnixSignal signal);

    /// <summary>
    /// Sends SIGKILL to all that is left of the tree, and again to whatever it forked meanwhile, until nothing is left; then the
    /// observer hears <see cref="IProcessObserver.TreeGone"/> (or <see cref="IProcessObserver.Exited"/> without leftovers).
    /// </summary>
    void KillTree();

    /// <summary>The slot is done with this process: descendants that may still live are left alone from now on.</summary>
    void Release();
}
