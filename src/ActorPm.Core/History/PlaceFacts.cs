namespace ActorPm.Core.History;

/// <summary>The facts that concern one place of an app, whichever slots stood there, with those of the daemon and of the app as a whole.</summary>
public static class PlaceFacts
{
    /// <summary>Those of the facts that concern a place, in their order.</summary>
    /// <param name="facts">Facts of one app and of the daemon, oldest first.</param>
    /// <param name="ordinal">The place.</param>
    /// <param name="serial">The slot that stands there now; null when there is none.</param>
    public static IReadOnlyList<HistoryFact> Of(IReadOnlyList<HistoryFact> facts, int ordinal, long? serial)
    {
        var serials = facts.Select(fact => fact.Place).OfType<InstancePlace>().Where(place => place.Ordinal == ordinal).Select(place => place.Serial).ToHashSet();
        if (serial is { } current)
        {
            serials.Add(current);
        }

        return [.. facts.Where(fact => fact switch
        {
            { Place: { } place } => place.Ordinal == ordinal,
            HistoryFact.CommandGiven given => given.Serials.Any(serials.Contains),
            HistoryFact.SlotReplaced replaced => serials.Contains(replaced.Old) || serials.Contains(replaced.New),
            _ => true,
        })];
    }
}
