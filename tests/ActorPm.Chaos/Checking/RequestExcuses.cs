using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Checking;

/// <summary>Which failed requests break no promise; the rule is at <see cref="RequestsKept"/>.</summary>
internal sealed class RequestExcuses
{
    private readonly ILookup<string, HistoryEvent.Killed> _instances;
    private readonly IReadOnlyList<HistoryEvent.Killed> _daemons;
    private readonly IReadOnlyList<HistoryEvent.DaemonAnswered> _revivals;
    private readonly IReadOnlyList<FaultWindow> _narrow;
    private readonly IReadOnlyList<FaultWindow> _updates;

    public RequestExcuses(IReadOnlyList<HistoryEvent> history, IReadOnlyList<FaultWindow> faults)
    {
        var killed = history.OfType<HistoryEvent.Killed>().ToList();
        _instances = killed.Where(kill => kill.Victim is Victim.Instance).ToLookup(kill => kill.App);
        _daemons = [.. killed.Where(kill => kill.Victim is Victim.Daemon)];
        _revivals = [.. history.OfType<HistoryEvent.DaemonAnswered>().Where(revival => revival.By is Revival.Harness)];
        _narrow = [.. faults.Where(fault => fault.Kind is FaultKind.ExhaustDescriptors)];
        _updates = [.. faults.Where(fault => fault.Kind is FaultKind.Upgrade or FaultKind.BrokenUpgrade)];
    }

    /// <summary>Whether a failure is none of ActorPm's.</summary>
    public bool Excuse(HistoryEvent.RequestFailed failed)
    {
        var cut = failed.Failure is RequestFailure.Reset;
        if (failed.Plane is not Plane.Proxy)
        {
            return cut && _instances[failed.App].Any(kill => Cuts(kill, failed));
        }

        // The proxy asks another instance when one dies under a GET: the death of an instance is no excuse there.
        return (cut && _daemons.Any(kill => Cuts(kill, failed)))
            || (cut && _updates.Any(update => failed.Opened <= update.Until && failed.At >= update.From))
            || _revivals.Any(revival => revival.Since <= failed.At && revival.At >= failed.Opened)
            || (failed.Failure is not RequestFailure.Refused && _narrow.Any(fault => fault.Meets(failed.Began, failed.At)));
    }

    private static bool Cuts(HistoryEvent.Killed kill, HistoryEvent.RequestFailed failed) => failed.Opened <= kill.At && failed.At >= kill.Began;
}
