using System.Collections.Immutable;
using ActorPm.Core.Guard;
using ActorPm.Core.Instances;
using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>The one thread of the guard: it waits for signals, packets and ends, tells <see cref="GuardMachine"/>, and carries out what that answers.</summary>
/// <remarks>
/// Of things that happen at once, packets come first, then the daemon's end, then time: a daemon that said that it leaves and is gone has left, and one whose
/// heartbeat waits in the socket, since the guard itself was stopped, has not been silent.
/// </remarks>
internal sealed unsafe class GuardLoop(
    GuardHome home, GuardListener listener, GuardSignals signals, SystemdWord systemd, OpenFiles openFiles, GuardState state, bool detaches) : IDisposable
{
    private static readonly TimeSpan SendAgain = TimeSpan.FromMilliseconds(10);

    private readonly DescriptorStore _store = new();
    private readonly EndedChildren _ended = new();
    private readonly FencedTrees _fenced = new(home.Directory);
    private readonly FencedNews _fencedNews = new();
    private readonly GuardPeers _peers = new();
    private readonly GuardMemory _memory = new();
    private GuardState _state = state;
    private DaemonChild? _daemon;
    private PacketDeparture _sending = PacketDeparture.Sent;
    private TimeSpan _nextTick, _nextWatchdog;
    private int? _exitCode;

    private static TimeSpan Now => TimeSpan.FromMilliseconds(Environment.TickCount64);

    // What the daemon counts in as well, and what goes on while the machine sleeps.
    private static TimeSpan SinceBoot
    {
        get
        {
            TimeSpec time = default;
            _ = clock_gettime(CLOCK_BOOTTIME, &time);
            return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
        }
    }

    /// <summary>Guards.</summary>
    /// <returns>The guard's exit code.</returns>
    public int Run()
    {
        _nextTick = Now + GuardContract.Heartbeat;
        _nextWatchdog = Now;
        Tell(new GuardInput.Begin());
        while (_exitCode is null)
        {
            Wait();
            ReadSignals();
            AcceptPeers();
            ReadPeers();
            if (_daemon is { HasEnded: true } daemon)
            {
                Bury(daemon);
            }

            ReapOrphans();
            ContinueRecall();
            TellFenced();
            LetTimePass();
        }

        return _exitCode.Value;
    }

    public void Dispose()
    {
        _peers.Dispose();
        _store.Dispose();
        _daemon?.Dispose();
    }

    private void Wait()
    {
        var due = _nextTick;
        if (_state.Due is { } stateDue && stateDue < due)
        {
            due = stateDue;
        }

        if (_state.Fences.Due is { } fence && Now + (fence - SinceBoot) is var fenceDue && fenceDue < due)
        {
            due = fenceDue;
        }

        if (systemd.Watchdog is not null && _nextWatchdog < due)
        {
            due = _nextWatchdog;
        }

        if (_sending is PacketDeparture.LaterThanWritable && Now + SendAgain < due)
        {
            due = Now + SendAgain;
        }

        _peers.Wait(signals.Descriptor, listener.Descriptor, _daemon, _sending is PacketDeparture.Full, due - Now);
    }

    private void ReadSignals()
    {
        while (signals.Read() is > 0 and var number)
        {
            switch (number)
            {
                case SIGCHLD:
                    // All children are looked at in every round.
                    break;
                case SIGTERM or SIGINT or SIGQUIT:
                    Tell(new GuardInput.EndAsked(number));
                    break;
                default:
                    _daemon?.Signal(number);
                    break;
            }
        }
    }

    private void AcceptPeers()
    {
        bool isThereMore;
        do
        {
            if (listener.Accept(out isThereMore) is { } connection)
            {
                _peers.Add(connection, _daemon?.Pid);
            }
        }
        while (isThereMore);
    }

    private void ReadPeers()
    {
        while (_peers.Next(out var connection, out var message, out var descriptors))
        {
            if (connection == _peers.Daemon ? !Heed(message, descriptors) : !Greet(connection, message, descriptors))
            {
                Close(descriptors);
                _peers.Remove(connection);
            }
        }
    }

    /// <summary>The first word of a connection: only the daemon has something to say here.</summary>
    private bool Greet(DaemonConnection connection, GuardMessage message, int[] descriptors)
    {
        if (message is not GuardMessage.Hello hello || descriptors.Length > 0 || hello.Pid != connection.Peer || (_daemon is not null && _daemon.Pid != hello.Pid))
        {
            return false;
        }

        _daemon ??= DaemonChild.Find(hello.Pid);
        if (_daemon is null)
        {
            return false;
        }

        // The same process may come again, as another program: what it was still to be told, the former one was to be told.
        _peers.Promote(connection);
        _sending = connection.Send(new GuardMessage.Fencing());
        Tell(new GuardInput.Said(hello));
        return true;
    }

    // Whether the daemon keeps to the contract.
    private bool Heed(GuardMessage message, int[] descriptors)
    {
        switch (message)
        {
            case GuardMessage.Keep keep when keep.Keys.Length == descriptors.Length:
                _store.Keep(keep.Keys, descriptors);
                break;
            case GuardMessage.Keep keep:
                GuardCommand.Complain($"The daemon named {keep.Keys.Length} descriptors and {descriptors.Length} came; none of them is kept. Raise the limit of open files (ulimit -n).");
                Close(descriptors);
                break;
            case var _ when descriptors.Length > 0:
                return false;
            case GuardMessage.Drop drop:
                _store.Drop(drop.Keys);
                break;
            case GuardMessage.Recall:
                _peers.Daemon!.BeginRecall(_store.Keys, _ended.Tell());
                ContinueRecall();
                break;
            case GuardMessage.Hello hello when hello.Pid != _daemon?.Pid:
                return false;
            case GuardMessage.Hello or GuardMessage.Ready or GuardMessage.Alive or GuardMessage.Upgrading or GuardMessage.Leaving or GuardMessage.Fence or GuardMessage.Unfence:
                break;
            default:
                return false;
        }

        Tell(new GuardInput.Said(message));
        return true;
    }

    private void Bury(DaemonChild daemon)
    {
        var status = daemon.Kinship is Kinship.Child ? daemon.Reap() : new ExitStatus.Unknown();
        if (status is null)
        {
            return;
        }

        // Its last words, said before it ended.
        ReadPeers();
        _peers.RemoveDaemon();
        _sending = PacketDeparture.Sent;
        daemon.Dispose();
        _daemon = null;
        if (!_fencedNews.IsEmpty)
        {
            NoteFenced(_fencedNews.TakeUntold());
        }

        Tell(new GuardInput.Died(status));
    }

    /// <summary>
    /// Reaps what has become the guard's child. The daemon is told first: a process that it finds reaped by somebody else has its end in a packet already. While
    /// it does not read, the process stays a zombie.
    /// </summary>
    private void ReapOrphans()
    {
        while (_exitCode is null && OrphanReaper.Peek() is { } ended)
        {
            if (_daemon is { Kinship: Kinship.Child } daemon && daemon.Pid == ended.Pid)
            {
                Bury(daemon);
                continue;
            }

            if (_peers.Daemon is { } connection)
            {
                _sending = connection.Send(ended);
                if (_sending is PacketDeparture.Full or PacketDeparture.LaterThanWritable)
                {
                    return;
                }

                if (_sending is PacketDeparture.Closed)
                {
                    _peers.RemoveDaemon();
                    _sending = PacketDeparture.Sent;
                }
            }

            _ended.Add(ended);
            OrphanReaper.Reap(ended.Pid);
        }
    }

    private void ContinueRecall()
    {
        if (_peers.Daemon is { HasMoreToSend: true } connection)
        {
            _sending = connection.Continue(_store);
            if (_sending is PacketDeparture.Closed)
            {
                _peers.RemoveDaemon();
                _sending = PacketDeparture.Sent;
            }
        }
    }

    private void TellFenced()
    {
        if (!_fencedNews.IsEmpty && _peers.Daemon is { } connection)
        {
            _sending = _fencedNews.Tell(connection);
            if (_sending is PacketDeparture.Closed)
            {
                _peers.RemoveDaemon();
                _sending = PacketDeparture.Sent;
            }
        }
    }

    private void LetTimePass()
    {
        var now = Now;
        if (_state.Due <= now)
        {
            Tell(new GuardInput.TimePassed());
        }

        if (_state.Fences.Due is { } fence && SinceBoot is var sinceBoot && fence <= sinceBoot)
        {
            Tell(new GuardInput.FenceReached(sinceBoot));
        }

        if (now >= _nextTick)
        {
            _nextTick = now + GuardContract.Heartbeat;
            Tell(new GuardInput.Tick());
            _memory.Sweep();
        }

        if (systemd.Watchdog is { } watchdog && now >= _nextWatchdog)
        {
            _nextWatchdog = now + watchdog;
            _ = systemd.Alive();
        }
    }

    private void Tell(GuardInput input)
    {
        var (state, effects) = GuardMachine.Next(_state, input, Now);
        _state = state;
        foreach (var effect in effects)
        {
            CarryOut(effect);
        }
    }

    private void CarryOut(GuardEffect effect)
    {
        switch (effect)
        {
            case GuardEffect.Start start:
                StartDaemon(start.Program);
                break;
            case GuardEffect.Signal signal:
                _daemon?.Signal(signal.Number);
                break;
            case GuardEffect.AnnounceReady:
                AnnounceReady();
                break;
            case GuardEffect.AnnounceEnd:
                _ = systemd.Stopping();
                break;
            case GuardEffect.ForgetTold:
                // A daemon is ready: what its start needed is not needed again.
                _ended.ForgetTold();
                GuardMemory.LeaveUnusedCode();
                break;
            case GuardEffect.EndFenced fenced:
                EndFenced(fenced.Processes);
                break;
            case GuardEffect.Report report:
                GuardCommand.Complain(report.Sentence);
                home.Log(report.Sentence);
                home.WriteDeaths(_state.Deaths, report.Sentence);
                break;
            case GuardEffect.End end:
                _exitCode = end.Code;
                break;
            default:
                throw new InvalidOperationException($"Not an effect of the guard: {effect}.");
        }
    }

    private void EndFenced(ImmutableArray<FencedProcess> processes)
    {
        var ended = _fenced.End(processes, _daemon?.Pid);
        if (ended.IsEmpty)
        {
            return;
        }

        // A daemon that lives writes the log itself, as soon as it can.
        if (_daemon is null)
        {
            NoteFenced(ended);
        }
        else
        {
            _fencedNews.Add(ended);
            TellFenced();
        }
    }

    private void NoteFenced(ImmutableArray<FencedProcess> ended)
    {
        var sentence = $"The guard has killed {(ended.Length == 1 ? "process" : "processes")} {string.Join(", ", ended.Select(process => process.Pid))}: the node's lease had run out, and its daemon had ended nothing.";
        GuardCommand.Complain(sentence);
        home.Log(sentence);
    }

    private void StartDaemon(string program)
    {
        if (home.DaemonOfHome() is { } pid && DaemonChild.Find(pid) is { } found)
        {
            _daemon = found;
            Tell(new GuardInput.Found());
            return;
        }

        _daemon = DaemonChild.Start(program, detaches, openFiles, out var problem);
        if (_daemon is null)
        {
            Tell(new GuardInput.CouldNotStart(problem));
        }
    }

    private void AnnounceReady()
    {
        if (!systemd.Ready())
        {
            GuardCommand.Complain($"systemd could not be told that the daemon is ready ({Error}); if it keeps waiting, see {SystemdWord.SocketVariable}.");
        }

        GuardCommand.Print(1, Core.Control.DaemonLaunch.ReadyLine);
        if (detaches)
        {
            GuardCommand.LeaveOutputs();
        }
    }

    private static void Close(int[] descriptors)
    {
        foreach (var descriptor in descriptors)
        {
            _ = close(descriptor);
        }
    }
}
