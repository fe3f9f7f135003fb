using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Rollouts;
using ActorPm.Core.Targets;
using static ActorPm.Core.Catalog.CatalogEvent;

namespace ActorPm.Core.Catalog;

/// <summary>Decides the commands that begin, advance and end reloads.</summary>
internal static class RolloutDecider
{
    /// <summary>Why an app takes no other change now: a reload of it is under way. Null when none is.</summary>
    public static ControlError? Busy(CatalogEntry entry) => entry.Rollout switch
    {
        null => null,
        { Phase: RolloutPhase.Paused } => new(
            ControlErrorCode.ReloadInProgress,
            $"A reload of {entry.Spec.Name} waits for your word; run `apm promote {entry.Spec.Name}` or `apm rollback {entry.Spec.Name}` first."),
        { Phase: RolloutPhase.Returning } => new(
            ControlErrorCode.ReloadInProgress, $"{entry.Spec.Name} is going back to its earlier release; try again when that is done."),
        _ => new(
            ControlErrorCode.ReloadInProgress,
            $"Reload already in progress: {entry.Spec.Name} is being reloaded; try again when that is done, or run `apm rollback {entry.Spec.Name}`."),
    };

    /// <summary><c>apm reload</c> of one app.</summary>
    public static ControlError? Reload(CatalogDraft draft, SelectedApp selected, AppRequest? changes, ReloadOptions options)
    {
        var entry = selected.Entry;
        if (Busy(entry) is { } busy)
        {
            return busy;
        }

        var spec = entry.Spec;
        if (changes is not null)
        {
            switch (AppSpecResolver.Change(entry.Spec, changes))
            {
                case ResolvedApp.Invalid invalid:
                    return invalid.Problems[0];
                case ResolvedApp.Resolved resolved when resolved.Spec.Name != entry.Spec.Name:
                    return new(
                        ControlErrorCode.InvalidRequest, $"A reload cannot rename {entry.Spec.Name}; use `apm restart {entry.Spec.Name} --name {resolved.Spec.Name}`.");
                case ResolvedApp.Resolved resolved:
                    spec = resolved.Spec;
                    break;
            }
        }

        // Another spec is for all instances: half an app at one release and half at another is no state to stay in.
        var slots = spec == entry.Spec ? selected.Slots : entry.Slots;
        if (!TryBegin(draft, entry, spec, slots, options))
        {
            draft.Change(entry, spec);
            CatalogDecider.StartSlots(draft, entry, InstructionKind.Restart, slots);
        }

        return null;
    }

    /// <summary>Begins a reload if one is possible.</summary>
    /// <returns>Whether it is: not when two instances may not live beside each other, and not when nothing is to run.</returns>
    public static bool TryBegin(CatalogDraft draft, CatalogEntry entry, AppSpec candidate, ImmutableArray<Slot> slots, ReloadOptions options)
    {
        var running = slots.Where(slot => slot.Wish is DesiredState.Running).ToList();
        if (running.Count == 0 || !entry.Spec.MayOverlap || !candidate.MayOverlap || entry.Spec.Routing.Plane != candidate.Routing.Plane)
        {
            return false;
        }

        var replacements = Successors(draft, running);
        draft.Record(new RolloutBegan(candidate, replacements));
        draft.Tell(new AppInstruction(candidate.Name, InstructionKind.Reload, [.. replacements.Select(replacement => replacement.New)]) { Reload = options });
        return true;
    }

    /// <summary>A reload by the daemon's own wish: the same spec, no pause.</summary>
    public static CatalogDecision Renew(AppCatalog catalog, CatalogCommand.Renew renew)
    {
        var draft = new CatalogDraft(catalog);
        if (catalog.Find(renew.App) is not { } entry)
        {
            return Refuse(ControlErrorCode.NotFound, $"{renew.App} is not on the list.");
        }

        if (Busy(entry) is { } busy)
        {
            return new CatalogDecision.Refused(busy);
        }

        return TryBegin(draft, entry, entry.Spec, [.. entry.Slots.Where(slot => renew.Serials.Contains(slot.Serial))], ReloadOptions.None)
            ? draft.Accept()
            : Refuse(ControlErrorCode.NothingToDo, $"No instance of {renew.App} can be replaced beside the old one.");
    }

    /// <summary><c>apm promote</c>.</summary>
    public static CatalogDecision Promote(AppCatalog catalog, CatalogCommand.Promote promote)
    {
        if (Find(catalog, promote.Target) is not { } entry)
        {
            return new CatalogDecision.Refused(CatalogDecider.NotFound(promote.Target));
        }

        if (entry.Rollout is not { Phase: RolloutPhase.Paused } rollout)
        {
            return Refuse(ControlErrorCode.NothingToDo, $"No reload of {entry.Spec.Name} waits to be promoted; begin one with `apm reload {entry.Spec.Name} --canary 25%`.");
        }

        var draft = new CatalogDraft(catalog);
        draft.Record(new RolloutResumed(entry.Spec.Name));
        draft.Tell(new AppInstruction(entry.Spec.Name, InstructionKind.Reload, [.. rollout.Replacements.Select(replacement => replacement.New)]));
        return draft.Accept();
    }

    /// <summary><c>apm rollback</c>.</summary>
    public static CatalogDecision Rollback(AppCatalog catalog, CatalogCommand.Rollback rollback)
    {
        if (Find(catalog, rollback.Target) is not { } entry)
        {
            return new CatalogDecision.Refused(CatalogDecider.NotFound(rollback.Target));
        }

        var name = entry.Spec.Name;
        var draft = new CatalogDraft(catalog);
        switch (entry.Rollout)
        {
            case { Phase: RolloutPhase.Paused }:
                Turn(draft, entry);
                break;
            case { Phase: RolloutPhase.Rolling } rollout:
                draft.Tell(new AppInstruction(name, InstructionKind.CancelReload, [.. rollout.Replacements.Select(replacement => replacement.New)]));
                break;
            case { Phase: RolloutPhase.Returning }:
                return new CatalogDecision.Refused(Busy(entry)!);
            case null when entry.Previous is null:
                return Refuse(ControlErrorCode.NothingToDo, $"{name} has had no other release since it was started, so there is nothing to go back to.");
            case null:
                var previous = entry.Previous with { Instances = entry.Spec.Instances, Counting = entry.Spec.Counting };
                if (!TryBegin(draft, entry, previous, entry.Slots, rollback.Options))
                {
                    draft.Change(entry, previous);
                    CatalogDecider.StartSlots(draft, entry, InstructionKind.Restart, [.. entry.Slots.Where(slot => slot.Wish is DesiredState.Running)]);
                }

                break;
        }

        return draft.Accept();
    }

    /// <summary>How far a reload is, told by the app.</summary>
    public static CatalogDecision Advance(AppCatalog catalog, CatalogCommand.Advance advance)
    {
        var draft = new CatalogDraft(catalog);
        if (catalog.Find(advance.App) is not { Rollout: { } rollout } entry)
        {
            // The user has stopped or deleted the app meanwhile, which ended its reload.
            return Refuse(ControlErrorCode.NothingToDo, $"No reload of {advance.App} is under way.");
        }

        switch (advance.Happened)
        {
            case RolloutStep.Replaced { Replacement: var replacement } when rollout.Replacements.Contains(replacement) && entry.Slots.Any(slot => slot.Serial == replacement.Old):
                draft.Record(new SlotReplaced(advance.App, replacement));
                draft.Tell(new AppInstruction(advance.App, InstructionKind.Replaced, [replacement.Old, replacement.New]));
                break;
            case RolloutStep.Replaced:
                return Refuse(ControlErrorCode.NothingToDo, $"The instance of {advance.App} that was to be replaced is off the list.");
            case RolloutStep.Paused:
                draft.Record(new RolloutPaused(advance.App));
                End(draft, advance.App);
                break;
            case RolloutStep.Promoted:
                draft.Record(new RolloutPromoted(advance.App));
                End(draft, advance.App);
                Scale(draft, advance.App, rollout.Candidate);
                break;
            // Instances of one and the same spec are not worth going back from: the code on the disk is what it is.
            case RolloutStep.Turned when rollout.Candidate != entry.Spec && entry.Slots.Any(slot => slot.IsCandidate):
                Turn(draft, entry);
                break;
            case RolloutStep.Turned or RolloutStep.Abandoned:
                draft.Record(new RolloutAbandoned(advance.App));
                End(draft, advance.App);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(advance), advance.Happened, "Not a step of a reload.");
        }

        return draft.Accept();
    }

    private static void Turn(CatalogDraft draft, CatalogEntry entry)
    {
        var replacements = Successors(draft, [.. entry.Slots.Where(slot => slot.IsCandidate)]);
        draft.Record(new RolloutTurned(entry.Spec.Name, replacements));
        draft.Tell(new AppInstruction(entry.Spec.Name, InstructionKind.Reload, [.. replacements.Select(replacement => replacement.New)])
        {
            Reload = new ReloadOptions(null, null, TimeSpan.Zero),
        });
    }

    private static void End(CatalogDraft draft, AppName app) => draft.Tell(app, InstructionKind.ReloadEnded, []);

    // A file may say another number of instances; that is done when the release is proven.
    private static void Scale(CatalogDraft draft, AppName app, AppSpec spec)
    {
        var entry = draft.Catalog.Find(app)!;
        if (spec.Instances > entry.Slots.Length)
        {
            var added = draft.NewSlots(entry.Slots, spec.Instances - entry.Slots.Length, DesiredState.Running);
            draft.Record(new InstancesAdded(app, added));
            draft.Tell(app, InstructionKind.Start, added);
        }
        else if (spec.Instances < entry.Slots.Length)
        {
            var surplus = entry.Slots[spec.Instances..];
            draft.Record(new InstancesRemoved(app, [.. surplus.Select(slot => slot.Serial)]));
            draft.Tell(app, InstructionKind.Remove, surplus);
        }
    }

    private static ImmutableArray<Replacement> Successors(CatalogDraft draft, IReadOnlyList<Slot> slots) =>
        [.. slots.Select((slot, index) => new Replacement(slot.Serial, draft.Catalog.NextSerial + index))];

    private static CatalogEntry? Find(AppCatalog catalog, string target) => AppName.TryParse(target, out var name, out _) ? catalog.Find(name) : null;

    private static CatalogDecision.Refused Refuse(ControlErrorCode code, string message) => new(new ControlError(code, message));
}
