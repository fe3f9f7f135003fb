using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Checking;

/// <summary>
/// Holds a history against promises 1 to 8. Pure: the same history gives the same violations. What a fault excuses is said by each promise's own file;
/// everything that is not excused there is a violation.
/// </summary>
internal static class Checker
{
    /// <summary>All violations, in the order of time.</summary>
    public static IReadOnlyList<Violation> Check(IReadOnlyList<HistoryEvent> history)
    {
        var ordered = history.OrderBy(happened => happened.At).ToList();
        var faults = FaultWindow.Of(ordered);
        return
        [
            .. OneProcessPerSlot.Check(ordered)
                .Concat(DurableWishes.Check(ordered, faults))
                .Concat(StoppedMeansStopped.Check(ordered))
                .Concat(InnocentsUnharmed.Check(ordered))
                .Concat(DaemonMayDie.Check(ordered))
                .Concat(RequestsKept.Check(ordered, faults))
                .Concat(OutputWhole.Check(ordered, faults))
                .Concat(Bounded.Check(ordered))
                .OrderBy(violation => violation.At),
        ];
    }
}
