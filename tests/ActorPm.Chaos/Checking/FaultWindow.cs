using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Checking;

/// <summary>From when to when a fault was in force.</summary>
internal sealed record FaultWindow(FaultKind Kind, TimeSpan From, TimeSpan Until)
{
    /// <summary>A full disk has room again before the daemon has seen it: it asks the journal and the disk again after a pause.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(15);

    /// <summary>Whether something that lasted from one time to another met the fault.</summary>
    public bool Meets(TimeSpan from, TimeSpan until) => from <= Until && until >= From;

    /// <summary>The windows of a history. A fault that never ended lasts for ever.</summary>
    public static IReadOnlyList<FaultWindow> Of(IReadOnlyList<HistoryEvent> history)
    {
        var ends = history.OfType<HistoryEvent.FaultEnded>().ToDictionary(ended => ended.Number, ended => ended.At);
        return [.. history.OfType<HistoryEvent.FaultBegan>().Select(began => new FaultWindow(
            began.Kind, began.At, ends.TryGetValue(began.Number, out var ended) ? ended + (began.Kind is FaultKind.FillDisk ? Notice : TimeSpan.Zero) : TimeSpan.MaxValue))];
    }
}
