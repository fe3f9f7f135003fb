using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;

namespace ActorPm.Core.Catalog;

/// <summary>What a command does so far: the list as it would be, the events that lead there, and the instructions.</summary>
internal sealed class CatalogDraft(AppCatalog catalog)
{
    private readonly ImmutableArray<CatalogEvent>.Builder _events = ImmutableArray.CreateBuilder<CatalogEvent>();
    private readonly ImmutableArray<AppInstruction>.Builder _instructions = ImmutableArray.CreateBuilder<AppInstruction>();

    public AppCatalog Catalog { get; private set; } = catalog;

    public void Record(CatalogEvent happened)
    {
        _events.Add(happened);
        Catalog = Catalog.Apply(happened);
    }

    /// <summary>Another spec for an app, if it is another.</summary>
    public void Change(CatalogEntry entry, AppSpec spec)
    {
        if (spec != entry.Spec)
        {
            Record(new CatalogEvent.SpecChanged(spec));
        }
    }

    public ControlError? Tell(AppName app, InstructionKind kind, ImmutableArray<Slot> slots, AppName? renamedFrom = null) =>
        Tell(new AppInstruction(app, kind, [.. slots.Select(slot => slot.Serial)], renamedFrom));

    public ControlError? Tell(AppInstruction instruction)
    {
        _instructions.Add(instruction);
        return null;
    }

    /// <summary>New slots with the smallest free ordinals, as PM2 numbers instances.</summary>
    public ImmutableArray<Slot> NewSlots(ImmutableArray<Slot> taken, int count, DesiredState wish)
    {
        var ordinals = taken.Select(slot => slot.Ordinal).ToHashSet();
        return [.. Enumerable.Range(0, taken.Length + count)
            .Where(ordinal => !ordinals.Contains(ordinal))
            .Take(count)
            .Select((ordinal, index) => new Slot(ordinal, Catalog.NextPmId + index, Catalog.NextSerial + index, wish))];
    }

    public CatalogDecision Accept() => new CatalogDecision.Accepted(_events.ToImmutable(), _instructions.ToImmutable());
}
