using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Rollouts;
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
        SpecChanged changed => Change(changed.App, entry => entry with { Spec = changed.Spec, Previous = PreviousOf(entry, changed.Spec) }),
        AppRenamed renamed => Rename(renamed.App, renamed.To),
        InstancesAdded added => Change(added.App, entry => entry with { Slots = Ordered(entry.Slots.AddRange(added.Slots)) }).Used(added.Slots),
        InstancesRemoved removed => Change(removed.App, entry => entry with { Slots = entry.Slots.RemoveAll(slot => removed.Serials.Contains(slot.Serial)) }),
        InstancesStarted started => Wish(started.App, started.Serials, DesiredState.Running),
        InstancesStopped stopped => Wish(stopped.App, stopped.Serials, DesiredState.Stopped),
        RolloutBegan began => Change(began.App, entry => entry with { Rollout = new Rollout(began.Candidate, began.Replacements, RolloutPhase.Rolling) })
            .Used(began.Replacements),
        SlotReplaced replaced => Change(replaced.App, entry => Replace(entry, replaced.Replacement)),
        RolloutPaused paused => Phase(paused.App, RolloutPhase.Paused),
        RolloutResumed resumed => Phase(resumed.App, RolloutPhase.Rolling),
        RolloutTurned turned => Change(turned.App, entry => entry.Rollout is { } rollout
            ? entry with { Rollout = rollout with { Phase = RolloutPhase.Returning, Replacements = turned.Replacements } }
            : entry).Used(turned.Replacements),
        RolloutPromoted promoted => Change(promoted.App, entry => entry.Rollout is { } rollout
            ? Settled(entry) with { Spec = rollout.Candidate, Previous = PreviousOf(entry, rollout.Candidate) }
            : entry),
        RolloutAbandoned abandoned => Change(abandoned.App, Settled),
        AppRemoved removed => WithoutApp(removed.App),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "Not a catalog event."),
    };

    private AppCatalog Put(CatalogEntry entry) => this with { Apps = Apps.SetItem(entry.Spec.Name.Value, entry) };

    private AppCatalog Change(AppName name, Func<CatalogEntry, CatalogEntry> change) => Find(name) is { } entry ? Put(change(entry)) : this;

    // What only the number of instances changed is no other release.
    private static AppSpec? PreviousOf(CatalogEntry entry, AppSpec next) =>
        next with { Instances = entry.Spec.Instances, Counting = entry.Spec.Counting } == entry.Spec ? entry.Previous : entry.Spec;

    private static CatalogEntry Replace(CatalogEntry entry, Replacement replacement) => entry with
    {
        Slots = [.. entry.Slots.Select(slot => slot.Serial == replacement.Old
            ? slot with { Serial = replacement.New, IsCandidate = entry.Rollout is { Phase: not RolloutPhase.Returning } }
            : slot)],
    };

    private static CatalogEntry Settled(CatalogEntry entry) => entry with
    {
        Rollout = null,
        Slots = [.. entry.Slots.Select(slot => slot with { IsCandidate = false })],
    };

    private AppCatalog Phase(AppName name, RolloutPhase phase) =>
        Change(name, entry => entry.Rollout is { } rollout ? entry with { Rollout = rollout with { Phase = phase } } : entry);

    private AppCatalog Wish(AppName name, ImmutableArray<long> serials, DesiredState wish) => Change(name, entry => entry with
    {
        Slots = [.. entry.Slots.Select(slot => serials.Contains(slot.Serial) ? slot with { Wish = wish } : slot)],
    });

    private AppCatalog Used(ImmutableArray<Replacement> replacements) =>
        replacements.IsEmpty ? this : this with { NextSerial = Math.Max(NextSerial, replacements.Max(replacement => replacement.New) + 1) };

    private AppCatalog Rename(AppName from, AppName to) => Find(from) is { } entry
        ? (this with { Apps = Apps.Remove(from.Value) }).Put(entry with { Spec = entry.Spec with { Name = to }, Previous = entry.Previous is { } previous ? previous with { Name = to } : null })
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
