using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Targets;
using static ActorPm.Core.Catalog.CatalogEvent;

namespace ActorPm.Core.Catalog;

/// <summary>Decides commands on the process list: the events to journal and what to tell the apps, or a refusal.</summary>
public static class CatalogDecider
{
    /// <summary>The decision on a command.</summary>
    /// <param name="catalog">The list as it is.</param>
    /// <param name="command">What is asked.</param>
    public static CatalogDecision Decide(AppCatalog catalog, CatalogCommand command) => command switch
    {
        CatalogCommand.Start start => DecideStart(catalog, start),
        CatalogCommand.Stop stop => ForTargets(catalog, stop.Targets, (draft, selected) => StopSlots(draft, selected)),
        CatalogCommand.Restart restart => ForTargets(catalog, restart.Targets, (draft, selected) => RestartSlots(draft, selected, restart.Changes)),
        CatalogCommand.Reload reload => ForTargets(catalog, reload.Targets, (draft, selected) => RolloutDecider.Reload(draft, selected, reload.Changes, reload.Options)),
        CatalogCommand.Renew renew => RolloutDecider.Renew(catalog, renew),
        CatalogCommand.Promote promote => RolloutDecider.Promote(catalog, promote),
        CatalogCommand.Rollback rollback => RolloutDecider.Rollback(catalog, rollback),
        CatalogCommand.Advance advance => RolloutDecider.Advance(catalog, advance),
        CatalogCommand.Delete delete => ForTargets(catalog, delete.Targets, RemoveSlots),
        CatalogCommand.Reset reset => ForTargets(catalog, reset.Targets, (draft, selected) =>
            draft.Tell(selected.Entry.Spec.Name, InstructionKind.ResetCounters, selected.Slots)),
        CatalogCommand.Restore restore => DecideRestore(catalog, restore),
        CatalogCommand.Scale scale => DecideScale(catalog, scale),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "Not a catalog command."),
    };

    private static CatalogDecision DecideStart(AppCatalog catalog, CatalogCommand.Start start)
    {
        var draft = new CatalogDraft(catalog);
        foreach (var item in start.Items)
        {
            var error = item switch
            {
                StartItem.New added => StartNew(draft, added, start),
                StartItem.Existing existing => OnTarget(draft, existing.Target, (d, selected) => RestartSlots(d, selected, existing.Changes)),
                _ => throw new ArgumentOutOfRangeException(nameof(start), item, "Not a start item."),
            };
            if (error is not null)
            {
                return new CatalogDecision.Refused(error);
            }
        }

        return draft.Accept();
    }

    private static ControlError? StartNew(CatalogDraft draft, StartItem.New item, CatalogCommand.Start start)
    {
        var spec = item.Spec;
        if (draft.Catalog.Find(spec.Name) is not { } entry)
        {
            var wish = spec.Autostart ? DesiredState.Running : DesiredState.Stopped;
            var slots = draft.NewSlots([], spec.Instances, wish);
            draft.Record(new AppAdded(spec, slots));
            return draft.Tell(spec.Name, spec.Autostart ? InstructionKind.Start : InstructionKind.Stop, slots);
        }

        if (RolloutDecider.Busy(entry) is { } busy)
        {
            return busy;
        }

        if (item.Again is WhenRunning.Restart)
        {
            return Replace(draft, entry, spec);
        }

        if (item.Again is WhenRunning.Reload)
        {
            return RolloutDecider.TryBegin(draft, entry, spec with { Instances = WantedInstances(entry, spec) }, entry.Slots, start.Reloading)
                ? null
                : Replace(draft, entry, spec);
        }

        if (entry.Spec.Script != spec.Script)
        {
            return new(
                ControlErrorCode.NameTaken,
                $"The name '{spec.Name}' belongs to {entry.Spec.Script}; give the new app another --name, or run `apm delete {spec.Name}` first.");
        }

        var asleep = entry.Slots.Where(slot => slot.Wish is DesiredState.Stopped || start.Resting.Contains(slot.Serial)).ToImmutableArray();
        if (asleep.Length == entry.Slots.Length)
        {
            // As a restart from changed options: what the user wrote last is what counts, except the number of instances.
            draft.Change(entry, spec with { Instances = entry.Spec.Instances, Counting = entry.Spec.Counting });
            StartSlots(draft, entry, InstructionKind.Start, entry.Slots);
            return null;
        }

        if (item.Again is WhenRunning.AddInstances)
        {
            AddSlots(draft, entry, spec.Instances);
            return null;
        }

        return new(
            ControlErrorCode.AlreadyRunning,
            $"Script already launched, add -f option to force re-execution: {spec.Name} runs {spec.Script}; or use `apm restart {spec.Name}`, or another --name.");
    }

    // The number of instances stays where neither the file nor its predecessor said one: then it was the user who scaled.
    private static int WantedInstances(CatalogEntry entry, AppSpec spec) =>
        spec.Counting is InstanceCounting.Single && entry.Spec.Counting is InstanceCounting.Single ? entry.Slots.Length : spec.Instances;

    // An app file that is started again: all that it says now counts.
    private static ControlError? Replace(CatalogDraft draft, CatalogEntry entry, AppSpec spec)
    {
        var wanted = WantedInstances(entry, spec);
        draft.Change(entry, spec with { Instances = wanted });
        if (wanted < entry.Slots.Length)
        {
            var surplus = entry.Slots[wanted..];
            draft.Record(new InstancesRemoved(spec.Name, [.. surplus.Select(slot => slot.Serial)]));
            draft.Tell(spec.Name, InstructionKind.Remove, surplus);
        }

        StartSlots(draft, entry, InstructionKind.Restart, entry.Slots[..Math.Min(wanted, entry.Slots.Length)]);
        if (wanted > entry.Slots.Length)
        {
            var added = draft.NewSlots(entry.Slots, wanted - entry.Slots.Length, DesiredState.Running);
            draft.Record(new InstancesAdded(spec.Name, added));
            draft.Tell(spec.Name, InstructionKind.Start, added);
        }

        return null;
    }

    private static ControlError? StopSlots(CatalogDraft draft, SelectedApp selected)
    {
        var name = selected.Entry.Spec.Name;
        if (selected.Entry.Rollout is not null)
        {
            // The newest wish wins.
            draft.Record(new RolloutAbandoned(name));
        }

        var running = selected.Slots.Where(slot => slot.Wish is DesiredState.Running).Select(slot => slot.Serial).ToImmutableArray();
        if (!running.IsEmpty)
        {
            draft.Record(new InstancesStopped(name, running));
        }

        // As in PM2: files that change later do not bring back what was stopped by hand.
        var watch = selected.Entry.Spec.Watch;
        if (watch.Enabled && selected.Slots.Length == selected.Entry.Slots.Length)
        {
            draft.Change(selected.Entry, selected.Entry.Spec with { Watch = watch with { Enabled = false } });
        }

        return draft.Tell(name, InstructionKind.Stop, selected.Slots);
    }

    private static ControlError? RestartSlots(CatalogDraft draft, SelectedApp selected, AppRequest? changes)
    {
        if (RolloutDecider.Busy(selected.Entry) is { } busy)
        {
            return busy;
        }

        if (changes is not null)
        {
            switch (AppSpecResolver.Change(selected.Entry.Spec, changes))
            {
                case ResolvedApp.Invalid invalid:
                    return invalid.AsOne;
                case ResolvedApp.Resolved { Spec: var spec } when spec.Name != selected.Entry.Spec.Name:
                    return RenameAndRestart(draft, selected, spec);
                case ResolvedApp.Resolved resolved:
                    draft.Change(selected.Entry, resolved.Spec);
                    break;
            }
        }

        return StartSlots(draft, selected.Entry, InstructionKind.Restart, selected.Slots);
    }

    private static ControlError? RenameAndRestart(CatalogDraft draft, SelectedApp selected, AppSpec spec)
    {
        var from = selected.Entry.Spec.Name;
        if (draft.Catalog.Find(spec.Name) is { } other)
        {
            return new(ControlErrorCode.NameTaken, $"The name '{spec.Name}' belongs to {other.Spec.Script}; choose another --name, or run `apm delete {spec.Name}` first.");
        }

        draft.Record(new AppRenamed(from, spec.Name));
        var entry = draft.Catalog.Find(spec.Name)!;
        draft.Change(entry, spec);
        return StartSlots(draft, entry, InstructionKind.Restart, selected.Slots, from);
    }

    /// <summary>They are to run from now on; the instruction says how.</summary>
    internal static ControlError? StartSlots(
        CatalogDraft draft, CatalogEntry entry, InstructionKind kind, ImmutableArray<Slot> slots, AppName? renamedFrom = null)
    {
        var stopped = slots.Where(slot => slot.Wish is DesiredState.Stopped).Select(slot => slot.Serial).ToImmutableArray();
        if (!stopped.IsEmpty)
        {
            draft.Record(new InstancesStarted(entry.Spec.Name, stopped));
        }

        return draft.Tell(entry.Spec.Name, kind, slots, renamedFrom);
    }

    private static ControlError? RemoveSlots(CatalogDraft draft, SelectedApp selected)
    {
        var name = selected.Entry.Spec.Name;
        if (selected.Slots.Length == selected.Entry.Slots.Length)
        {
            draft.Record(new AppRemoved(name));
        }
        else
        {
            if (selected.Entry.Rollout is not null)
            {
                draft.Record(new RolloutAbandoned(name));
            }

            draft.Record(new InstancesRemoved(name, [.. selected.Slots.Select(slot => slot.Serial)]));
            draft.Change(selected.Entry, selected.Entry.Spec with { Instances = selected.Entry.Slots.Length - selected.Slots.Length });
        }

        return draft.Tell(name, InstructionKind.Remove, selected.Slots);
    }

    private static CatalogDecision DecideRestore(AppCatalog catalog, CatalogCommand.Restore restore)
    {
        var draft = new CatalogDraft(catalog);
        foreach (var saved in restore.Apps)
        {
            if (draft.Catalog.Find(saved.Spec.Name) is not null)
            {
                continue;
            }

            var slots = draft.NewSlots([], saved.Slots.Length, DesiredState.Running)
                .Zip(saved.Slots, (slot, was) => slot with { Wish = was.Wish })
                .ToImmutableArray();
            draft.Record(new AppAdded(saved.Spec with { Instances = slots.Length }, slots));
            foreach (var wished in slots.GroupBy(slot => slot.Wish))
            {
                draft.Tell(saved.Spec.Name, wished.Key is DesiredState.Running ? InstructionKind.Start : InstructionKind.Stop, [.. wished]);
            }
        }

        return draft.Accept();
    }

    private static CatalogDecision DecideScale(AppCatalog catalog, CatalogCommand.Scale scale)
    {
        if (!AppName.TryParse(scale.Target, out var name, out _) || catalog.Find(name) is not { } entry)
        {
            return new CatalogDecision.Refused(NotFound(scale.Target));
        }

        if (RolloutDecider.Busy(entry) is { } busy)
        {
            return new CatalogDecision.Refused(busy);
        }

        if (!int.TryParse(scale.Count, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return Refuse(ControlErrorCode.InvalidRequest, $"'{scale.Count}' is not a number of instances; give for example 4, +2 or -1.");
        }

        var wanted = scale.Count[0] is '+' or '-' ? entry.Slots.Length + number : number;
        if (wanted is < 1 or > AppSpec.MaxInstances)
        {
            return Refuse(
                ControlErrorCode.InvalidRequest,
                $"{name} has {entry.Slots.Length} instance(s), so that '{scale.Count}' would make {wanted}; give 1 to {AppSpec.MaxInstances}, or run `apm delete {name}`.");
        }

        if (wanted == entry.Slots.Length)
        {
            return Refuse(ControlErrorCode.NothingToDo, $"Nothing to do: {name} has {wanted} instance(s) already.");
        }

        var draft = new CatalogDraft(catalog);
        if (wanted > entry.Slots.Length)
        {
            AddSlots(draft, entry, wanted - entry.Slots.Length);
        }
        else
        {
            // The highest ordinals go, so that the numbers of those that stay have no gap. (PM2 takes the lowest.)
            RemoveSlots(draft, new SelectedApp(entry, entry.Slots[wanted..]));
        }

        return draft.Accept();
    }

    private static void AddSlots(CatalogDraft draft, CatalogEntry entry, int count)
    {
        var slots = draft.NewSlots(entry.Slots, count, DesiredState.Running);
        draft.Record(new InstancesAdded(entry.Spec.Name, slots));
        draft.Change(entry, entry.Spec with { Instances = entry.Slots.Length + count });
        draft.Tell(entry.Spec.Name, InstructionKind.Start, slots);
    }

    private static CatalogDecision ForTargets(
        AppCatalog catalog, ImmutableArray<string> targets, Func<CatalogDraft, SelectedApp, ControlError?> act)
    {
        var draft = new CatalogDraft(catalog);
        foreach (var target in targets)
        {
            if (OnTarget(draft, target, act) is { } error)
            {
                return new CatalogDecision.Refused(error);
            }
        }

        return draft.Accept();
    }

    private static ControlError? OnTarget(CatalogDraft draft, string target, Func<CatalogDraft, SelectedApp, ControlError?> act)
    {
        if (!AppSelector.TryParse(target, out var selector, out var problem))
        {
            return new(ControlErrorCode.InvalidRequest, problem);
        }

        // Against the list as the earlier targets left it: stopping an app twice does no harm, deleting it twice is refused whole.
        var selected = selector.Select(draft.Catalog);
        return selected.IsEmpty
            ? NotFound(target)
            : selected.Select(app => act(draft, app)).FirstOrDefault(error => error is not null);
    }

    /// <summary>Nothing on the list is meant by a target.</summary>
    public static ControlError NotFound(string target) => new(
        ControlErrorCode.NotFound,
        target == "all" ? "No process found: the list is empty." : $"Process or Namespace {target} not found; `apm list` shows what there is.");

    private static CatalogDecision.Refused Refuse(ControlErrorCode code, string message) => new(new ControlError(code, message));
}
