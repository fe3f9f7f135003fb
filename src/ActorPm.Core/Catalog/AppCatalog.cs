using System.Collections.Immutable;
using ActorPm.Core.Apps;
using static ActorPm.Core.Catalog.CatalogEvent;

namespace ActorPm.Core.Catalog;

/// <summary>The process list as a value: all apps with the user's wishes. <see cref="Apply"/> gives the next one.</summary>
/// <param name="Apps">By name.</param>
/// <param name="NextPmId">The next free id for users.</param>
/// <param name="NextSerial">The next slot number; only ever grows.</param>
public sealed record AppCatalog(ImmutableSortedDictionary<string, CatalogEntry> Apps, int NextPmId, long NextSerial)
{
    /// <summary>The list of a new home.</summary>
    public static AppCatalog Empty { get; } = new(ImmutableSortedDictionary.Create<string, CatalogEntry>(StringComparer.Ordinal), 0, 1);

    /// <summary>The app of this name, or null.</summary>
    public CatalogEntry? Find(AppName name) => Apps.GetValueOrDefault(name.Value);

    /// <summary>
    /// The list after an event. Never refuses, never throws on an event that no longer fits: what it speaks of is simply not there.
    /// </summary>
    public AppCatalog Apply(CatalogEvent happened) => happened switch
    {
        AppAdded added => Put(new CatalogEntry(added.Spec, Ordered(added.Slots))).Used(added.Slots),
        SpecChanged changed => Change(changed.App, entry => entry with { Spec = changed.Spec }),
        AppRenamed renamed => Rename(renamed.App, renamed.To),
        InstancesAdded added => Change(added.App, entry => entry with { Slots = Ordered(entry.Slots.AddRange(added.Slots)) }).Used(added.Slots),
        InstancesRemoved removed => Change(removed.App, entry => entry with { Slots = entry.Slots.RemoveAll(slot => removed.Serials.Contains(slot.Serial)) }),
        InstancesStarted started => Wish(started.App, started.Serials, DesiredState.Running),
        InstancesStopped stopped => Wish(stopped.App, stopped.Serials, DesiredState.Stopped),
        AppRemoved removed => WithoutApp(removed.App),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "Not a catalog event."),
    };

    private AppCatalog Put(CatalogEntry entry) => this with { Apps = Apps.SetItem(entry.Spec.Name.Value, entry) };

    private AppCatalog Change(AppName name, Func<CatalogEntry, CatalogEntry> change) => Find(name) is { } entry ? Put(change(entry)) : this;

    private AppCatalog Wish(AppName name, ImmutableArray<long> serials, DesiredState wish) => Change(name, entry => entry with
    {
        Slots = [.. entry.Slots.Select(slot => serials.Contains(slot.Serial) ? slot with { Wish = wish } : slot)],
    });

    private AppCatalog Rename(AppName from, AppName to) => Find(from) is { } entry
        ? (this with { Apps = Apps.Remove(from.Value) }).Put(entry with { Spec = entry.Spec with { Name = to } })
        : this;

    private AppCatalog WithoutApp(AppName name)
    {
        var apps = Apps.Remove(name.Value);
        return this with { Apps = apps, NextPmId = apps.IsEmpty ? 0 : NextPmId };
    }

    private AppCatalog Used(ImmutableArray<Slot> slots) => slots.IsEmpty
        ? this
        : this with
        {
            NextPmId = Math.Max(NextPmId, slots.Max(slot => slot.PmId) + 1),
            NextSerial = Math.Max(NextSerial, slots.Max(slot => slot.Serial) + 1),
        };

    private static ImmutableArray<Slot> Ordered(ImmutableArray<Slot> slots) => slots.Sort((a, b) => a.Ordinal.CompareTo(b.Ordinal));
}
