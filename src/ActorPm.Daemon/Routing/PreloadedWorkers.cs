using ActorPm.Core.Routing;
using ActorPm.Core.Routing.Cluster;
using ActorPm.Daemon.Routing.Handoff;
using ActorPm.Processes;

namespace ActorPm.Daemon.Routing;

/// <summary>
/// The Node processes of an app that accept by themselves, or hold connections of which the daemon sees only bytes, and that the preload lets leave politely:
/// it closes kept-alive connections with their next answer.
/// </summary>
/// <param name="launcher">Finds processes that live already.</param>
/// <param name="clock">The time.</param>
internal sealed class PreloadedWorkers(IProcessLauncher launcher, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Worker> _workers = [];

    /// <summary>A process said something about its connections.</summary>
    public void Hear(RouterProtocol.WorkerSaid said)
    {
        using var message = said.Message;
        if (!ClusterMessages.TryRead(message.Json, out var meant, out _) || said.Process.Attempt != message.Attempt)
        {
            return;
        }

        lock (_gate)
        {
            WorkerOf(said.Serial, said.Process).TryNote(meant);
        }
    }

    /// <summary>Forgets those that have ended.</summary>
    public void ForgetEnded()
    {
        lock (_gate)
        {
            foreach (var serial in _workers.Keys.Where(serial => _workers[serial].Process.HasEnded).ToList())
            {
                Retire(serial);
            }
        }
    }

    /// <summary>Has a process finish what it has begun.</summary>
    /// <param name="backend">Which.</param>
    /// <param name="scope">Whether it is to accept no more.</param>
    /// <param name="within">The time limit.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>How many connections are left when time is up, 0 when none is; null when it cannot be asked.</returns>
    public async Task<int?> DrainAsync(Backend backend, DrainScope scope, TimeSpan within, CancellationToken cancellation)
    {
        Worker worker;
        lock (_gate)
        {
            if (launcher.Look(backend.Serial) is not { } process || process.Attempt != backend.Attempt)
            {
                return 0;
            }

            worker = WorkerOf(backend.Serial, process);
        }

        return worker.Memo.CanDrain ? await WorkerDrain.AskAsync(worker, scope, within, clock, cancellation) : null;
    }

    private Worker WorkerOf(long serial, IRunningProcess process)
    {
        if (_workers.TryGetValue(serial, out var worker) && worker.Attempt == process.Attempt)
        {
            return worker;
        }

        Retire(serial);
        return _workers[serial] = new Worker(serial, process, WorkerMemoText.Read(process.Memo));
    }

    private void Retire(long serial)
    {
        if (_workers.Remove(serial, out var worker))
        {
            worker.Drained.TrySetResult();
        }
    }
}
