using System.Runtime.InteropServices;
using ActorPm.Core.Guard;
using ActorPm.Core.Apps;
using ActorPm.Processes.Commands;
using ActorPm.Processes.Descriptors;
using ActorPm.Processes.Events;
using ActorPm.Processes.Guard;
using ActorPm.Processes.Handover;
using ActorPm.Processes.Launching;
using ActorPm.Processes.Limits;
using ActorPm.Processes.Native;
using ActorPm.Processes.Notices;
using ActorPm.Processes.Output;
using ActorPm.Processes.Records;
using ActorPm.Processes.Sockets;
using ActorPm.Processes.Trees;
using ActorPm.Processes.Usage;
using ActorPm.Processes.Watching;

namespace ActorPm.Processes;

/// <summary>
/// The OS edge of a daemon: one for each home and operating system process. Makes this process the reaper of its apps' orphans, so nothing else in it may
/// start processes and expect to reap them itself.
/// </summary>
/// <remarks>
/// <code>
///  actors ──► Launcher ──► posix_spawn          pidfds ─┐
///         ──► Logs                              FIFOs  ─┼─► one event thread ──► observers
///         ──► Usage ───► /proc                  posts  ─┘           └─► log files
/// </code>
/// Disposing it ends the event thread and closes all descriptors. It ends no process: they run on, and the next daemon adopts them.
/// </remarks>
public sealed class ProcessHost : IDisposable
{
    private static readonly TimeSpan QuietLook = TimeSpan.FromMilliseconds(1);

    private readonly EventLoop _loop;
    private readonly Slots _slots;
    private readonly TreeKeeper _keeper;
    private readonly Cgroups? _cgroups;
    private readonly LogFiles _logs;
    private readonly GuardLink? _guard;
    private readonly TreeWatcher _watcher;
    private readonly NotifySocket _notify;
    private readonly PosixSignalRegistration _childSignal;
    private readonly Lazy<EventLoop> _connections = new(() => new EventLoop("connections"));
    private int _disposed;

    /// <summary>Opens the edge.</summary>
    /// <exception cref="IOException">The runtime directory cannot be made.</exception>
    public ProcessHost(ProcessesOptions options)
    {
        RuntimeDirectory.Ensure(options.RuntimeDirectory);
        var inherited = options.Inherited ?? new DescriptorBundle();
        SpoolRecovery.SettleAll(options.RuntimeDirectory);
        _ = LibC.prctl(LibC.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        _cgroups = options.Cgroups == CgroupUse.WhenWritable ? Cgroups.Find(options.HomeDirectory) : null;
        _slots = new Slots(options.HomeDirectory, _cgroups);
        Descriptors.Inherit(inherited.All.Where(handed => handed.Key.IsSocket || handed.Key.Serial is not null).Select(handed => (handed.Key, inherited.Take(handed.Key))));
        _guard = options.Guard is { } guard ? GuardLink.Open(guard, Descriptors) : null;
        _loop = new EventLoop();
        _logs = new LogFiles(new LogBounds(options.Logs, options.HomeDirectory, options.Clock));
        _keeper = new TreeKeeper(_loop, _slots, _cgroups, options.Clock, _guard);
        var launcher = new ProcessLauncher(options, _loop, _slots, _keeper, _cgroups, new SlotOutputs(options, _loop, _logs, Descriptors), new RuntimeRecords(options.RuntimeDirectory), Descriptors, _guard);
        Launcher = launcher;
        Commands = new CommandRunner(launcher, options.Clock);
        _notify = new NotifySocket($"{options.RuntimeDirectory}/notify.sock", _loop, _slots, inherited.Take(DescriptorKey.Of(DaemonThing.NotifySocket)));
        Usage = new UsageReader(_slots, options.Clock);
        Sockets = new SocketKeeper(_slots, Descriptors);
        _watcher = new TreeWatcher(options.Clock);

        // Main processes have pidfds. This is for orphans that end before anybody has seen them, which have no other herald.
        _guard?.Begin(_loop, () => _keeper.AddReaper(ProcessStat.TryRead(Environment.ProcessId, out var self) ? self.Parent : 1));
        _childSignal = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => _keeper.RequestLook());
    }

    /// <summary>Starts and finds processes.</summary>
    public IProcessLauncher Launcher { get; }

    /// <summary>Runs commands that belong to no app's slot.</summary>
    public ICommandRunner Commands { get; }

    /// <summary>Where apps speak of themselves.</summary>
    public INotifySocket Notify => _notify;

    /// <summary>The log files that are written.</summary>
    public ILogFiles Logs => _logs;

    /// <summary>What the process trees use.</summary>
    public IUsageReader Usage { get; }

    /// <summary>Opens listening sockets so that they outlive this daemon.</summary>
    public ISocketKeeper Sockets { get; }

    /// <summary>The descriptors that outlive this daemon.</summary>
    public DescriptorStore Descriptors { get; } = new();

    /// <summary>The line to the guard; null for a daemon that has none.</summary>
    public IGuardLink? Guard => _guard;

    /// <summary>Why limits cannot be set for a process, whatever is done here, with the cure; null when they can.</summary>
    public static string? ProblemOfLimits(ResourceLimits limits) => limits == ResourceLimits.None ? null : LimitPrivileges.Own().ProblemOf(limits);

    /// <summary>Why the limits of a whole tree cannot be kept on this machine, with the cure, as part of a sentence; null when they can, or there are none. Hands controllers down.</summary>
    public string? ProblemOfGroup(ResourceLimits limits) => !limits.NeedsGroup ? null
        : _cgroups is null ? "no group of cgroup version 2 may be written; run the daemon by systemd (apm startup), or give its container a writable one"
        : _cgroups.ProblemOf(limits);

    /// <summary>Tells of changes in trees of files.</summary>
    public ITreeWatcher Watcher => _watcher;

    /// <summary>Accepts the connections of a socket on a thread of its own, which all sources share.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="taker">Takes a connection, which is its own from then on; false: no more for now. Called on that thread; must not wait.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The limit of open files is reached.</exception>
    public ConnectionSource Accept(ListeningSocket socket, Func<SocketHandle, bool> taker) => new(socket, _connections.Value, taker);

    /// <summary>
    /// For a handover: no more messages are taken from apps than those that have begun, and this ends when all that came has been dealt with and all that was
    /// to be sent has been sent, or time is up.
    /// </summary>
    /// <returns>How many channels were not quiet in time; what they still hold is lost.</returns>
    public async Task<int> QuietAsync(TimeSpan within, TimeProvider clock)
    {
        var lines = _slots.All.Select(slot => slot.Current?.Line).OfType<Channels.NodeChannel>().ToList();
        lines.ForEach(line => line.EndIntake());
        var since = clock.GetTimestamp();
        while (lines.Exists(line => !line.IsQuiet) && clock.GetElapsedTime(since) < within)
        {
            await Task.Delay(QuietLook, clock).ConfigureAwait(false);
        }

        return lines.Count(line => !line.IsQuiet);
    }

    /// <summary>
    /// Nothing is noticed any more: no end of a process, no output; all of it waits in the kernel. What the actors do may still be done, without an echo.
    /// </summary>
    public void Still()
    {
        _watcher.Dispose();
        _childSignal.Dispose();
        _loop.Stop();
    }

    /// <summary>After <see cref="Still"/>, and before anything is closed: the next daemon gets all that outlives this one.</summary>
    public void HandOver(DescriptorBundle bundle)
    {
        if (_notify.Descriptor >= 0)
        {
            bundle.Add(DescriptorKey.Of(DaemonThing.NotifySocket), _notify.Descriptor);
        }

        foreach (var (key, duplicate) in Descriptors.HandOn())
        {
            bundle.Own(key, duplicate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // What is closed here is not closed for the next daemon.
        Descriptors.Tell(null, KeeperMemory.Nothing);
        _watcher.Dispose();
        _childSignal.Dispose();
        _loop.Dispose();
        _notify.Dispose();
        if (_connections.IsValueCreated)
        {
            _connections.Value.Dispose();
        }

        _cgroups?.Dispose();
        _keeper.Close();
        foreach (var slot in _slots.All)
        {
            lock (slot.Gate)
            {
                slot.Out?.Dispose();
                slot.Error?.Dispose();
                slot.Current?.Line?.Close();
                slot.Current?.StandardInput?.Dispose();
                if (slot.Current?.TakeDescriptor() is { } descriptor and >= 0)
                {
                    _ = LibC.close(descriptor);
                }
            }
        }

        _logs.Dispose();
        _guard?.Dispose();
        Descriptors.Dispose();
    }
}
