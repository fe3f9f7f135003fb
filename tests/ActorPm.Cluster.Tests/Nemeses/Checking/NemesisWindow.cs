using ActorPm.Cluster.Tests.Nemeses.Histories;

namespace ActorPm.Cluster.Tests.Nemeses.Checking;

/// <summary>From when to when a nemesis and what followed from it were in force.</summary>
/// <param name="Number">Its place in the plan.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Victim">The node that it met; null for all.</param>
/// <param name="Began">Before it struck.</param>
/// <param name="TakenBack">When it was taken back; the end of time if that is not known.</param>
/// <param name="Ended">When the cluster was whole again; the end of time if it never was.</param>
internal sealed record NemesisWindow(int Number, NemesisKind Kind, string? Victim, TimeSpan Began, TimeSpan TakenBack, TimeSpan Ended)
{
    /// <summary>Whether something that lasted from one time to another met it.</summary>
    public bool Meets(TimeSpan from, TimeSpan until) => from <= Ended && until >= Began;

    /// <summary>Those of a history, in order.</summary>
    public static IReadOnlyList<NemesisWindow> Of(IReadOnlyList<ClusterEvent> history)
    {
        var takenBack = history.OfType<ClusterEvent.NemesisTakenBack>().ToDictionary(nemesis => nemesis.Number, nemesis => nemesis.At);
        var ended = history.OfType<ClusterEvent.NemesisEnded>().ToDictionary(nemesis => nemesis.Number, nemesis => nemesis.At);
        return
        [
            .. history.OfType<ClusterEvent.NemesisBegan>().OrderBy(began => began.At).Select(began => new NemesisWindow(
                began.Number, began.Kind, began.Victim, began.At, takenBack.GetValueOrDefault(began.Number, TimeSpan.MaxValue), ended.GetValueOrDefault(began.Number, TimeSpan.MaxValue))),
        ];
    }
}
