using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Dependencies;

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

    /// <summary>The decision, unless apps would wait for each other.</summary>
    public CatalogDecision Accept()
    {
        foreach (var spec in _events.Select(NewSpec).OfType<AppSpec>().Where(spec => !spec.DependsOn.IsEmpty))
        {
            var cycle = DependencyCycle.Through(spec.Name, app => app == spec.Name ? spec.DependsOn : Catalog.Find(app)?.Spec.DependsOn ?? []);
            if (!cycle.IsEmpty)
            {
                return new CatalogDecision.Refused(new ControlError(
                    ControlErrorCode.InvalidRequest, $"None of these would ever start, since each waits for the next: {string.Join(" → ", cycle)}; take one out (depends_on)."));
            }
        }

        return new CatalogDecision.Accepted(_events.ToImmutable(), _instructions.ToImmutable());
    }

    private static AppSpec? NewSpec(CatalogEvent happened) => happened switch
    {
        CatalogEvent.AppAdded added => added.Spec,
        CatalogEvent.SpecChanged changed => changed.Spec,
        CatalogEvent.RolloutBegan began => began.Candidate,
        _ => null,
    };
}
