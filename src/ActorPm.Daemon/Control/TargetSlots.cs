using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Targets;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Control;

/// <summary>What a target selects, for the routes that ask no actor.</summary>
internal static class TargetSlots
{
    /// <summary>The selected slots; empty when nothing matches.</summary>
    /// <exception cref="RefusedException">The target cannot be read.</exception>
    public static IEnumerable<Slot> Of(AppCatalog catalog, string target) => AppSelector.TryParse(target, out var selector, out var problem)
        ? selector.Select(catalog).SelectMany(app => app.Slots)
        : throw new RefusedException(ControlErrorCode.InvalidRequest, problem);

    /// <summary>What is known of the selected instances, by ascending id.</summary>
    /// <param name="catalog">The list.</param>
    /// <param name="board">The facts.</param>
    /// <param name="target">As users write it.</param>
    /// <param name="nobody">The sentence for a target that selects nothing.</param>
    /// <exception cref="RefusedException">The target cannot be read, or selects nothing.</exception>
    public static List<InstanceFacts> FactsOf(AppCatalog catalog, InstanceBoard board, string target, string nobody)
    {
        var serials = Of(catalog, target).Select(slot => slot.Serial).ToHashSet();
        return board.All.Where(facts => serials.Contains(facts.Slot.Serial)).ToList() is { Count: > 0 } selected
            ? selected
            : throw new RefusedException(ControlErrorCode.NotFound, nobody);
    }
}
