using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Targets;

namespace ActorPm.Daemon.Control;

/// <summary>What a target selects, for the routes that read.</summary>
internal static class TargetSlots
{
    /// <summary>The selected slots; empty when nothing matches.</summary>
    /// <exception cref="RefusedException">The target cannot be read.</exception>
    public static IEnumerable<Slot> Of(AppCatalog catalog, string target) => AppSelector.TryParse(target, out var selector, out var problem)
        ? selector.Select(catalog).SelectMany(app => app.Slots)
        : throw new RefusedException(ControlErrorCode.InvalidRequest, problem);
}
