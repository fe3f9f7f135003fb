using System.Collections.Immutable;
using static ActorPm.Core.Rollouts.RollingEffect;
using static ActorPm.Core.Rollouts.RollingInput;

namespace ActorPm.Core.Rollouts;

/// <summary>
/// The replacement of instances one after another: the one place where it is decided. A value; <see cref="Next"/> gives the next one.
/// </summary>
/// <remarks>
/// <para>Each replacement goes its own way, and at most <see cref="Surge"/> are on it at a time:</para>
/// <code>
/// Waiting ──► Starting ──ready──► Baking ──time──► Recording ──journaled──► Retiring ──old one gone──► Done
///                 ▲                  │
///                 └── not ready ─────┘ any more
/// </code>
/// <para>An old instance is touched only when its successor has proved ready, has stayed ready for the bake time, and the exchange is journaled.
/// The first failure ends it: what is not journaled is discarded, what is journaled is finished, nothing further begins. A successor that fails while later
/// ones are still to come ends it as well.</para>
/// </remarks>
/// <param name="Steps">All replacements in the order in which they begin.</param>
/// <param name="Surge">How many are under way at a time, at least 1.</param>
/// <param name="FirstBake">The bake time of the first.</param>
/// <param name="Bake">The bake time of the others.</param>
/// <param name="PauseAfter">How many are replaced before it pauses; null for all without a pause.</param>
/// <param name="Failure">Why it failed; null while it has not.</param>
/// <param name="IsOver">Whether <see cref="Finish"/> has been told.</param>
public sealed record RollingReload(
    ImmutableArray<RollingStep> Steps, int Surge, TimeSpan FirstBake, TimeSpan Bake, int? PauseAfter, string? Failure = null, bool IsOver = false)
{
    /// <summary>The bake time of the first new instance of a reload whose spec says nothing: long enough to see a release that dies right after its start.</summary>
    public static readonly TimeSpan DefaultFirstBake = TimeSpan.FromSeconds(3);

    /// <summary>A reload of these replacements, nothing begun.</summary>
    public static RollingReload Of(ImmutableArray<Replacement> replacements, ReloadSettings settings, ReloadOptions options)
    {
        var bake = options.MinimumHealthyTime ?? settings.MinimumHealthyTime;
        var pauseAfter = options.CanaryPercent is { } percent
            ? Math.Clamp((int)Math.Ceiling(replacements.Length * percent / 100.0), 1, replacements.Length)
            : (int?)null;
        return new RollingReload(
            [.. replacements.Select(replacement => new RollingStep(replacement, RollingPhase.Waiting))],
            (options.Surge ?? settings.Surge).Of(replacements.Length), bake ?? DefaultFirstBake, bake ?? TimeSpan.Zero, pauseAfter);
    }

    /// <summary>How many replacements are done or cannot be undone any more.</summary>
    public int Replaced => Steps.Count(step => step.Phase is RollingPhase.Retiring or RollingPhase.Done);

    /// <summary>The next state and what is to be done.</summary>
    public (RollingReload Reload, ImmutableArray<RollingEffect> Effects) Next(RollingInput input)
    {
        if (IsOver)
        {
            return (this, []);
        }

        var effects = ImmutableArray.CreateBuilder<RollingEffect>();
        var next = input switch
        {
            Begun => this,
            BecameReady ready => Move(ready.New, RollingPhase.Starting, step => StartBake(step, effects)),
            LostReadiness lost => Move(lost.New, RollingPhase.Baking, step => step with { Phase = RollingPhase.Starting }),
            Baked baked => Move(baked.New, RollingPhase.Baking, step => Recording(step, effects)),
            Recorded recorded => Move(recorded.New, RollingPhase.Recording, step => Retiring(step, effects)),
            OldGone gone => Finished(gone.Old),
            NewFailed failed => Failed(failed.New, failed.Reason, effects),
            Cancelled cancelled => Fail(cancelled.Reason, effects),
            _ => throw new ArgumentOutOfRangeException(nameof(input), input, "Not an input of a reload."),
        };
        next = next.Advance(effects);
        return (next, effects.ToImmutable());
    }

    private RollingReload Move(long serial, RollingPhase from, Func<RollingStep, RollingStep> change) => this with
    {
        Steps = [.. Steps.Select(step => step.Replacement.New == serial && step.Phase == from ? change(step) : step)],
    };

    private RollingStep StartBake(RollingStep step, ImmutableArray<RollingEffect>.Builder effects)
    {
        var time = step.Replacement == Steps[0].Replacement ? FirstBake : Bake;
        if (time <= TimeSpan.Zero)
        {
            return Recording(step, effects);
        }

        effects.Add(new ArmBake(step.Replacement.New, time));
        return step with { Phase = RollingPhase.Baking };
    }

    private static RollingStep Recording(RollingStep step, ImmutableArray<RollingEffect>.Builder effects)
    {
        effects.Add(new Record(step.Replacement));
        return step with { Phase = RollingPhase.Recording };
    }

    private static RollingStep Retiring(RollingStep step, ImmutableArray<RollingEffect>.Builder effects)
    {
        effects.Add(new Retire(step.Replacement.Old));
        return step with { Phase = RollingPhase.Retiring };
    }

    private RollingReload Finished(long old) => this with
    {
        Steps = [.. Steps.Select(step => step.Replacement.Old == old && step.Phase is RollingPhase.Retiring ? step with { Phase = RollingPhase.Done } : step)],
    };

    private RollingReload Failed(long serial, string reason, ImmutableArray<RollingEffect>.Builder effects) =>
        Steps.Any(step => step.Replacement.New == serial && step.Phase is not RollingPhase.Waiting) ? Fail(reason, effects) : this;

    // What has been told to the journal may be written already: it is gone through with, its answer or the refusal comes.
    private RollingReload Fail(string reason, ImmutableArray<RollingEffect>.Builder effects)
    {
        foreach (var step in Steps.Where(step => step.Phase is RollingPhase.Starting or RollingPhase.Baking))
        {
            effects.Add(new Discard(step.Replacement.New));
        }

        return this with
        {
            Failure = Failure ?? reason,
            Steps = [.. Steps.Select(step => step.Phase is RollingPhase.Starting or RollingPhase.Baking ? step with { Phase = RollingPhase.Waiting } : step)],
        };
    }

    private RollingReload Advance(ImmutableArray<RollingEffect>.Builder effects)
    {
        var next = this;
        var active = Steps.Count(IsActive);
        if (Failure is null)
        {
            var begun = Steps.Count(step => step.Phase is not RollingPhase.Waiting);
            var steps = Steps.ToBuilder();
            for (var i = 0; i < steps.Count && active < Surge && begun < (PauseAfter ?? Steps.Length); i++)
            {
                if (steps[i].Phase is RollingPhase.Waiting)
                {
                    steps[i] = steps[i] with { Phase = RollingPhase.Starting };
                    effects.Add(new Start(steps[i].Replacement));
                    active++;
                    begun++;
                }
            }

            next = this with { Steps = steps.ToImmutable() };
        }

        if (active > 0)
        {
            return next;
        }

        effects.Add(new Finish(
            Failure is not null ? RollingOutcome.Failed : next.Steps.All(step => step.Phase is RollingPhase.Done) ? RollingOutcome.Completed : RollingOutcome.Paused));
        return next with { IsOver = true };
    }

    private static bool IsActive(RollingStep step) => step.Phase is not (RollingPhase.Waiting or RollingPhase.Done);
}

/// <summary>One replacement and how far it is.</summary>
/// <param name="Replacement">Which.</param>
/// <param name="Phase">How far.</param>
public sealed record RollingStep(Replacement Replacement, RollingPhase Phase);

/// <summary>How far a replacement is.</summary>
public enum RollingPhase
{
    /// <summary>Not begun, or discarded.</summary>
    Waiting,

    /// <summary>The new instance is not ready.</summary>
    Starting,

    /// <summary>It is, and has to stay so for a time.</summary>
    Baking,

    /// <summary>The exchange is being journaled.</summary>
    Recording,

    /// <summary>The old instance finishes what is under way and ends.</summary>
    Retiring,

    /// <summary>The old one is gone.</summary>
    Done,
}

/// <summary>How a reload ended.</summary>
public enum RollingOutcome
{
    /// <summary>All are replaced.</summary>
    Completed,

    /// <summary>The canary's share is replaced.</summary>
    Paused,

    /// <summary>It was ended before that.</summary>
    Failed,
}
