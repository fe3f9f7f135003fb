using ActorPm.Core.Guard;
using ActorPm.Processes;
using ActorPm.Processes.Guard;
using Serilog;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// Tells the guard which processes may live until when, so that it ends them when this daemon is stopped, hangs or is dead. New processes are told of at once, later
/// deadlines about once a second; what could not be told is told the next time. Without a guard that understands it, nothing is said. One thread at a time.
/// </summary>
/// <param name="guard">The line to the guard; null without one.</param>
/// <param name="launcher">Knows the processes of the instances.</param>
internal sealed class SecondFence(IGuardLink? guard, IProcessLauncher launcher)
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(900);

    private readonly Dictionary<long, (FencedProcess Process, TimeSpan Deadline)> _told = [];
    private int _toldTo;

    /// <summary>Whether a guard is there that ends what this daemon does not.</summary>
    public bool IsKept => guard is { FencingGuard: not 0 };

    /// <summary>Tells what has changed.</summary>
    /// <param name="living">The slots of the instances that need a lease or the majority, each with its newest deadline since boot; null when that cannot be extended.</param>
    public void Tell(IReadOnlyDictionary<long, TimeSpan?> living)
    {
        if (guard is null)
        {
            return;
        }

        foreach (var process in guard.TakeFenced())
        {
            Log.Warning("The guard has killed process {Pid}: this node's lease had run out, and this daemon had ended nothing", process.Pid);
        }

        if (guard.FencingGuard is not 0 and var listens)
        {
            if (listens != _toldTo)
            {
                _told.Clear();
                _toldTo = listens;
            }

            Drop([.. _told.Where(told => !living.ContainsKey(told.Key)).Select(told => told.Key)]);
            Keep(living);
        }
    }

    private void Keep(IReadOnlyDictionary<long, TimeSpan?> living)
    {
        var news = new List<(FencedProcess Process, TimeSpan Deadline)>();
        foreach (var (serial, wanted) in living)
        {
            if (wanted is { } deadline && launcher.Look(serial) is { } process)
            {
                var fenced = new FencedProcess(serial, process.Attempt, process.Pid, process.StartTicks);
                var isKnown = _told.TryGetValue(serial, out var told) && told.Process == fenced;
                if (!isKnown || deadline - told.Deadline >= Often)
                {
                    news.Add((fenced, deadline));
                    if (!isKnown && told.Process != default && !guard!.SayUnfence([told.Process]))
                    {
                        return;
                    }
                }
            }
        }

        foreach (var byDeadline in news.GroupBy(told => told.Deadline))
        {
            if (guard!.SayFence(byDeadline.Key, [.. byDeadline.Select(told => told.Process)]))
            {
                foreach (var told in byDeadline)
                {
                    _told[told.Process.Serial] = told;
                }
            }
        }
    }

    private void Drop(List<long> gone)
    {
        if (gone.Count > 0 && guard!.SayUnfence([.. gone.Select(serial => _told[serial].Process)]))
        {
            foreach (var serial in gone)
            {
                _told.Remove(serial);
            }
        }
    }
}
