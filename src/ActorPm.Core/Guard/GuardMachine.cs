using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Guard;

/// <summary>
/// The one place where the guard's behaviour is decided.
/// <code>
///  Idle ─begin─► Starting(First) ─ready─► Serving ─died─► Starting(Again), at once or after Pausing ─ready─► Serving
///    └─found─► Attending ─ready─► Serving   │ ├─upgrading─► Becoming ─ready─► Serving; died or too late─► Starting(Again) of the last good program
///                                           │ └─silent─► Killed ─died─► as every death
///  any with a daemon ─leaving─► Leaving ─died─► Ended
/// </code>
/// </summary>
/// <remarks>
/// What wins when two things happen at once: <em>leaving</em> wins over every death after it; a first daemon that dies before it was ready ends the guard,
/// whoever waits for it gets its exit code; a wish to end that finds no daemon, or whose daemon dies without having left, has one more daemon started, which
/// stops the apps: they would run on with nobody to look after them. If that one dies too, the guard says so and ends.
/// In whatever phase, what is on <see cref="GuardState.Fences"/> is ended in time; and when the guard gives up, at once, since nobody else would do it.
/// </remarks>
public static class GuardMachine
{
    private const int Kill = 9, Terminate = 15;

    private static readonly ImmutableArray<GuardEffect> Nothing = [];

    /// <summary>What follows.</summary>
    /// <param name="state">So far.</param>
    /// <param name="input">What happened.</param>
    /// <param name="now">The time by a clock that never goes back.</param>
    public static GuardStep Next(GuardState state, GuardInput input, TimeSpan now) => input switch
    {
        GuardInput.Begin => state.Phase is GuardPhase.Idle ? Start(state, state.Default, StartPurpose.First) : Stay(state),
        GuardInput.Found => WhenFound(state),
        GuardInput.Said said => WhenSaid(state, said.Message, now),
        GuardInput.Died died => WhenDied(state, died.Status, now),
        GuardInput.CouldNotStart refused => WhenNotStarted(state, refused.Reason, now),
        GuardInput.EndAsked asked => WhenAskedToEnd(state, asked.Signal),
        GuardInput.Tick => WhenTicked(state, now),
        GuardInput.TimePassed => WhenTimePassed(state, now),
        GuardInput.FenceReached reached => WhenFenceReached(state, reached.SinceBoot),
        _ => throw new InvalidOperationException($"Not an input of the guard: {input}."),
    };

    private static GuardStep Stay(GuardState state) => new(state, Nothing);

    private static GuardStep Become(GuardState state, GuardPhase phase, params ReadOnlySpan<GuardEffect> effects) => new(state with { Phase = phase }, [.. effects]);

    private static GuardStep Start(GuardState state, string program, StartPurpose purpose) =>
        Become(state, new GuardPhase.Starting(program, purpose), new GuardEffect.Start(program));

    // The answer to a Start: somebody else's daemon is there, which serves as well as an own one.
    private static GuardStep WhenFound(GuardState state) => state.Phase switch
    {
        GuardPhase.Starting { Purpose: StartPurpose.First } starting => Become(state, new GuardPhase.Attending(starting.Program), new GuardEffect.AnnounceReady()),
        GuardPhase.Starting { Purpose: StartPurpose.OrderlyStop } starting => Become(state, new GuardPhase.Attending(starting.Program), new GuardEffect.Signal(Terminate)),
        GuardPhase.Starting starting => Become(state, new GuardPhase.Attending(starting.Program)),
        _ => Stay(state),
    };

    private static GuardStep WhenSaid(GuardState state, GuardMessage message, TimeSpan now) => (message, state.Phase) switch
    {
        // In every phase, since it concerns the apps; and it comes from another place than the heartbeat, so that it shows nothing of whether the daemon hangs.
        (GuardMessage.Fence fence, _) => Stay(state with { Fences = state.Fences.Keep(fence.Processes, fence.Deadline) }),
        (GuardMessage.Unfence unfence, _) => Stay(state with { Fences = state.Fences.Drop(unfence.Processes) }),
        (_, GuardPhase.Leaving or GuardPhase.Ended or GuardPhase.Killed) => Stay(state),
        (GuardMessage.Hello hello, _) => WhenGreeted(state, hello.Program),
        (GuardMessage.Ready, _) => WhenReady(state, now),
        (GuardMessage.Leaving, _) => Become(state, new GuardPhase.Leaving(), new GuardEffect.AnnounceEnd()),
        (GuardMessage.Upgrading upgrading, _) => Become(state, new GuardPhase.Becoming(ProgramOf(state), upgrading.Program, now + upgrading.Within)),
        // Whatever it says shows that it lives.
        (_, GuardPhase.Serving serving) => Become(state, serving with { SilentTicks = 0 }),
        _ => Stay(state),
    };

    private static string ProgramOf(GuardState state) => state.Phase switch
    {
        GuardPhase.Starting starting => starting.Program,
        GuardPhase.Attending attending => attending.Program,
        GuardPhase.Serving serving => serving.Program,
        GuardPhase.Becoming becoming => becoming.Program,
        _ => state.Good,
    };

    private static GuardStep WhenGreeted(GuardState state, string program) => state.Phase switch
    {
        GuardPhase.Starting starting => Become(state, starting with { Program = program }),
        GuardPhase.Attending attending => Become(state, attending with { Program = program }),
        GuardPhase.Serving serving => Become(state, serving with { Program = program, SilentTicks = 0 }),
        GuardPhase.Becoming becoming => Become(state, becoming with { Program = program }),
        // Started by somebody else while this guard had none.
        GuardPhase.Idle or GuardPhase.Pausing => Become(state, new GuardPhase.Attending(program)),
        GuardPhase.Killed or GuardPhase.Leaving or GuardPhase.Ended => Stay(state),
        _ => throw new InvalidOperationException($"Not a phase of the guard: {state.Phase}."),
    };

    private static GuardStep WhenReady(GuardState state, TimeSpan now)
    {
        var program = ProgramOf(state);
        var serving = state with
        {
            Good = program,
            Phase = state.Phase is GuardPhase.Serving already ? already with { Program = program, SilentTicks = 0 } : new GuardPhase.Serving(program, now, SilentTicks: 0),
        };
        return new GuardStep(serving, state.Phase switch
        {
            GuardPhase.Starting { Purpose: StartPurpose.First } => [new GuardEffect.ForgetTold(), new GuardEffect.AnnounceReady()],
            GuardPhase.Starting { Purpose: StartPurpose.OrderlyStop } => [new GuardEffect.ForgetTold(), new GuardEffect.Signal(Terminate)],
            _ => [new GuardEffect.ForgetTold()],
        });
    }

    private static GuardStep WhenDied(GuardState state, ExitStatus status, TimeSpan now) => state.Phase switch
    {
        GuardPhase.Leaving => End(state, GuardPolicy.ExitCode(status)),
        GuardPhase.Starting { Purpose: StartPurpose.First } => End(state, GuardPolicy.ExitCode(status)),
        GuardPhase.Starting { Purpose: StartPurpose.OrderlyStop } => GiveUp(state, $"The daemon {status}"),
        GuardPhase.Starting or GuardPhase.Serving => Restart(Counted(state, now), $"The daemon {status}", now),
        // Not a child: how it ended nobody knows, and one without a link to the guard ends without saying so.
        GuardPhase.Attending when state.Wish is GuardWish.End => End(state, GuardPolicy.ExitCode(status)),
        GuardPhase.Attending => Restart(Counted(state, now), $"The daemon {status}", now),
        GuardPhase.Becoming becoming => ReturnToGood(state, $"The daemon {status} while it became {becoming.To}"),
        GuardPhase.Killed { Next: AfterKill.LastGood } killed => ReturnToGood(state, $"The daemon was killed, because {killed.Reason}"),
        GuardPhase.Killed killed => Restart(Counted(state, now), $"The daemon was killed, because {killed.Reason}", now),
        GuardPhase.Idle or GuardPhase.Pausing or GuardPhase.Ended => Stay(state),
        _ => throw new InvalidOperationException($"Not a phase of the guard: {state.Phase}."),
    };

    private static GuardState Counted(GuardState state, TimeSpan now) =>
        state with { Deaths = state.Phase is GuardPhase.Serving serving && IsSettled(serving, now) ? 1 : state.Deaths + 1 };

    private static bool IsSettled(GuardPhase.Serving serving, TimeSpan now) => now - serving.Since >= GuardPolicy.Settled;

    private static GuardStep End(GuardState state, int code) => Become(state, new GuardPhase.Ended(), new GuardEffect.End(code));

    private static GuardStep WhenFenceReached(GuardState state, TimeSpan sinceBoot)
    {
        var (fences, ended) = state.Fences.Take(sinceBoot);
        return new GuardStep(state with { Fences = fences }, ended.IsEmpty ? Nothing : [new GuardEffect.EndFenced(ended)]);
    }

    private static GuardStep GiveUp(GuardState state, string what) => new(
        state with { Phase = new GuardPhase.Ended(), Fences = FenceList.Empty },
        [
        .. state.Fences.Processes.Any() ? [new GuardEffect.EndFenced([.. state.Fences.Processes])] : Nothing,
        new GuardEffect.Report($"{what} when it was to stop the apps. Those that run go on without a daemon; `apm resurrect` looks after them again, `apm kill` then stops them."),
        new GuardEffect.End(Control.DaemonLaunch.StartFailedExitCode),
        ]);

    private static GuardStep ReturnToGood(GuardState state, string what) => state.Wish is GuardWish.End
        ? StopInOrder(state, what)
        : new GuardStep(
            state with { Phase = new GuardPhase.Starting(state.Good, StartPurpose.Again) },
            [new GuardEffect.Report($"{what}; {state.Good} is started instead."), new GuardEffect.Start(state.Good)]);

    private static GuardStep StopInOrder(GuardState state, string what) => new(
        state with { Phase = new GuardPhase.Starting(state.Good, StartPurpose.OrderlyStop) },
        [new GuardEffect.Report($"{what} before it had stopped the apps; another one does."), new GuardEffect.Start(state.Good)]);

    private static GuardStep Restart(GuardState state, string what, TimeSpan now)
    {
        if (state.Wish is GuardWish.End)
        {
            return StopInOrder(state, what);
        }

        var program = state.Phase is GuardPhase.Attending attending ? attending.Program : state.Good;
        var pause = GuardPolicy.Pause(state.Deaths, state.Phase is GuardPhase.Serving);
        var report = new GuardEffect.Report(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}; it is started again {(pause == TimeSpan.Zero ? "at once" : $"in {pause.TotalSeconds:0.#} seconds")}{(state.Deaths > 1 ? $", after {state.Deaths} deaths in a row" : "")}."));
        return pause == TimeSpan.Zero
            ? Become(state, new GuardPhase.Starting(program, StartPurpose.Again), report, new GuardEffect.Start(program))
            : Become(state, new GuardPhase.Pausing(program, now + pause), report);
    }

    private static GuardStep WhenNotStarted(GuardState state, string reason, TimeSpan now) => state.Phase switch
    {
        GuardPhase.Starting { Purpose: StartPurpose.First } => Become(
            state, new GuardPhase.Ended(), new GuardEffect.Report(reason), new GuardEffect.End(Control.DaemonLaunch.StartFailedExitCode)),
        // The last good program may have been removed since; the installation's own is then better than none.
        GuardPhase.Starting starting when starting.Program != state.Default => new GuardStep(
            state with { Good = state.Default, Phase = starting with { Program = state.Default } },
            [new GuardEffect.Report($"{reason} {state.Default} is started instead."), new GuardEffect.Start(state.Default)]),
        GuardPhase.Starting { Purpose: StartPurpose.OrderlyStop } => GiveUp(state, $"The daemon could not be started ({reason.TrimEnd('.')})"),
        GuardPhase.Starting => Restart(state with { Deaths = state.Deaths + 1 }, reason.TrimEnd('.'), now),
        _ => Stay(state),
    };

    private static GuardStep WhenAskedToEnd(GuardState state, int signal)
    {
        var asked = state with { Wish = GuardWish.End };
        return state.Phase switch
        {
            GuardPhase.Idle => End(asked, 0),
            GuardPhase.Pausing => new GuardStep(
                asked with { Phase = new GuardPhase.Starting(state.Good, StartPurpose.OrderlyStop) },
                [new GuardEffect.AnnounceEnd(), new GuardEffect.Report("The guard was told to end while no daemon ran; one is started to stop the apps."), new GuardEffect.Start(state.Good)]),
            GuardPhase.Ended => Stay(state),
            _ => new GuardStep(asked, [new GuardEffect.AnnounceEnd(), new GuardEffect.Signal(signal)]),
        };
    }

    private static GuardStep WhenTicked(GuardState state, TimeSpan now)
    {
        if (state.Phase is not GuardPhase.Serving serving || state.Patience == 0)
        {
            return Stay(state);
        }

        var silent = serving.SilentTicks + 1;
        return silent < state.Patience
            ? Become(state, serving with { SilentTicks = silent })
            : Become(
                state with { Deaths = IsSettled(serving, now) ? 0 : state.Deaths },
                new GuardPhase.Killed(string.Create(CultureInfo.InvariantCulture, $"it had said nothing for {silent * GuardContract.Heartbeat.TotalSeconds:0} seconds"), AfterKill.Restart),
                new GuardEffect.Signal(Kill));
    }

    private static GuardStep WhenTimePassed(GuardState state, TimeSpan now) => state.Phase switch
    {
        GuardPhase.Pausing pausing when now >= pausing.Until => Start(state, pausing.Program, StartPurpose.Again),
        GuardPhase.Becoming becoming when now >= becoming.Deadline => Become(
            state, new GuardPhase.Killed($"{becoming.To} was not ready in time", AfterKill.LastGood), new GuardEffect.Signal(Kill)),
        _ => Stay(state),
    };
}

/// <summary>The outcome of a move.</summary>
/// <param name="State">What is known from now on.</param>
/// <param name="Effects">What to do, in order.</param>
public readonly record struct GuardStep(GuardState State, ImmutableArray<GuardEffect> Effects);
