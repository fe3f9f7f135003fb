using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Checking;

/// <summary>P4. No process that is not ActorPm's got a signal. Nothing excuses one.</summary>
internal static class InnocentsUnharmed
{
    /// <summary>The violations.</summary>
    public static IEnumerable<Violation> Check(IReadOnlyList<HistoryEvent> history) =>
        history.OfType<HistoryEvent.InnocentHurt>().Select(hurt => new Violation(4, hurt.At, $"{hurt.Name}: {hurt.Text}"));
}
