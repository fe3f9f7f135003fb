using ActorPm.Core.Apps;
using ActorPm.Core.Health;
using static ActorPm.Core.Instances.InstanceEffect;
using static ActorPm.Core.Instances.InstanceInput;
using static ActorPm.Core.Instances.InstanceState;

namespace ActorPm.Core.Instances;

/// <summary>
/// The life of an instance: the one place where it is decided.
/// </summary>
/// <remarks>
/// <para>Two things move it. <em>Wishes</em> (start, stop, restart) say what the user wants; the newest wish wins, always. <em>Facts</em>
/// (spawned, exited, tree gone, timers) say what happened; a fact about an older attempt than the current one is stale and changes
/// nothing, which makes every race between a message and a transition harmless.</para>
/// <para>An exit that nobody asked for ends in <see cref="Crashed"/> with the effect <see cref="Fail"/>: the actor fails, its supervisor
/// asks the restart policy, and the next incarnation begins as <see cref="Recovering"/> and hears the verdict, or the supervisor
/// applies the denial to the crashed state itself.</para>
/// <para>A slot holds at most one process tree: nothing is spawned while a tree of an earlier attempt lives. So a restart goes through
/// <see cref="Stopping"/>, and a crash that leaves descendants goes through <see cref="Collapsing"/>, unless the spec says
/// that descendants are none of our business (<see cref="StopScope.MainProcess"/>).</para>
/// <para>An instance that is found ill is stopped like one that the user stops, and then fails like one that crashed; a wish that comes
/// meanwhile wins, as ever. Whether it is ready (<see cref="Online.IsReady"/>) steers who gets requests and moves nothing else.</para>
/// </remarks>
public static class InstanceMachine
{
    /// <summary>The transition for an input.</summary>
    /// <param name="state">Where the instance stands.</param>
    /// <param name="input">What happened.</param>
    /// <param name="spec">The app's spec: how to stop, how to spread restarts.</param>
    /// <param name="now">The time of the input.</param>
    /// <param name="random">A random number, at least 0 and below 1, for the jitter of a pause.</param>
    public static InstanceTransition Next(InstanceState state, InstanceInput input, AppSpec spec, DateTimeOffset now, double random) => input switch
    {
        StartAsked => OnStartAsked(state),
        StopAsked => OnStopAsked(state, spec),
        RestartAsked => OnRestartAsked(state, spec),
        Adopted adopted => OnAdopted(state, adopted),
        Spawned spawned => OnSpawned(state, spawned, spec, now),
        BecameReady ready => OnReady(state, ready),
        ReadyTimeoutElapsed elapsed => OnReadyTimeoutElapsed(state, elapsed, spec),
        ReadinessChanged changed => OnReadinessChanged(state, changed),
        FoundIll ill => OnFoundIll(state, ill, spec, now),
        SpawnFailed failed => OnSpawnFailed(state, failed),
        Exited exited => OnExited(state, exited, spec, now),
        TreeGone gone => OnTreeGone(state, gone),
        KillTimeoutElapsed elapsed => OnKillTimeoutElapsed(state, elapsed, spec),
        RestartDue due => OnRestartDue(state, due),
        RestartGranted granted => OnRestartGranted(state, granted, spec, now, random),
        RestartDenied denied => OnRestartDenied(state, denied),
        _ => throw new ArgumentOutOfRangeException(nameof(input), input, "Not an instance input."),
    };

    private static InstanceTransition OnStartAsked(InstanceState state) => state switch
    {
        Stopped or Errored or Recovering => Launch(state.Attempt),
        WaitingToRestart => Launch(state.Attempt, new CancelTimers()),
        Stopping stopping => Stay(stopping with { Then = AfterStop.Launch }),
        Collapsing collapsing => Stay(collapsing with { Asked = AfterStop.Launch }),
        Launching or AwaitingReady or Online or Crashed => Stay(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnStopAsked(InstanceState state, AppSpec spec) => state switch
    {
        Stopped or Crashed => Stay(state),
        Errored errored => Stay(new Stopped(errored.Attempt, errored.LastExit)),
        Recovering recovering => Stay(new Stopped(recovering.Attempt, null)),
        WaitingToRestart waiting => InstanceTransition.To(new Stopped(waiting.Attempt, waiting.Cause), new CancelTimers()),
        Launching launching => Stay(new Stopping(launching.Attempt, 0, AfterStop.Rest, null)),
        AwaitingReady waiting => Stop(waiting.Attempt, waiting.Pid, AfterStop.Rest, spec, new CancelTimers()),
        Online online => Stop(online.Attempt, online.Pid, AfterStop.Rest, spec),
        Stopping stopping => Stay(stopping with { Then = AfterStop.Rest }),
        Collapsing collapsing => Stay(collapsing with { Asked = AfterStop.Rest }),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnRestartAsked(InstanceState state, AppSpec spec) => state switch
    {
        AwaitingReady waiting => Stop(waiting.Attempt, waiting.Pid, AfterStop.Launch, spec, new CancelTimers()),
        Online online => Stop(online.Attempt, online.Pid, AfterStop.Launch, spec),
        Stopped or Errored or Recovering or WaitingToRestart or Stopping or Collapsing or Launching or Crashed => OnStartAsked(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnAdopted(InstanceState state, Adopted adopted) => state switch
    {
        // Before anything else happened to this incarnation; later the slot already knows its own process.
        Stopped or Recovering or Errored or WaitingToRestart =>
            InstanceTransition.To(new Online(adopted.Attempt, adopted.Pid, adopted.Since), new CancelTimers()),
        Launching or AwaitingReady or Online or Stopping or Collapsing or Crashed => Stay(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnSpawned(InstanceState state, Spawned spawned, AppSpec spec, DateTimeOffset now) => state switch
    {
        Launching launching when launching.Attempt == spawned.Attempt => ReadyRule.IsAwaited(spec)
            ? InstanceTransition.To(new AwaitingReady(spawned.Attempt, spawned.Pid, now), new ArmReadyTimer(spec.Ready.ListenTimeout))
            : Stay(new Online(spawned.Attempt, spawned.Pid, now)),
        // A stop arrived between the launch and its report.
        Stopping { Pid: 0, Exit: null } stopping when stopping.Attempt == spawned.Attempt =>
            Stop(spawned.Attempt, spawned.Pid, stopping.Then, spec),
        Launching or AwaitingReady or Stopping or Stopped or Recovering or Online or Collapsing or Crashed or WaitingToRestart or Errored => Stay(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnReady(InstanceState state, BecameReady ready) => state switch
    {
        AwaitingReady waiting when waiting.Attempt == ready.Attempt =>
            InstanceTransition.To(new Online(waiting.Attempt, waiting.Pid, waiting.Since), new CancelTimers()),
        Online { Proven: false } online when online.Attempt == ready.Attempt => Stay(online with { Proven = true, Unready = null }),
        AwaitingReady or Launching or Stopping or Stopped or Recovering or Online or Collapsing or Crashed or WaitingToRestart or Errored => Stay(state),
        _ => throw Unknown(state),
    };

    // PM2: whoever says nothing in time counts as online all the same.
    private static InstanceTransition OnReadyTimeoutElapsed(InstanceState state, ReadyTimeoutElapsed elapsed, AppSpec spec) => state switch
    {
        AwaitingReady waiting when waiting.Attempt == elapsed.Attempt => InstanceTransition.To(
            new Online(waiting.Attempt, waiting.Pid, waiting.Since) { Proven = false, Unready = ReadyRule.ServesUnproven(spec) ? null : ReadyRule.Missing(spec) },
            new CancelTimers()),
        AwaitingReady or Launching or Stopping or Stopped or Recovering or Online or Collapsing or Crashed or WaitingToRestart or Errored => Stay(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnReadinessChanged(InstanceState state, ReadinessChanged changed) => state switch
    {
        // One that has not proved to be ready says why not by that.
        Online { Proven: true } online when online.Attempt == changed.Attempt => Stay(online with { Unready = changed.Unready }),
        AwaitingReady or Launching or Stopping or Stopped or Recovering or Online or Collapsing or Crashed or WaitingToRestart or Errored => Stay(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnFoundIll(InstanceState state, FoundIll ill, AppSpec spec, DateTimeOffset now) => state switch
    {
        AwaitingReady waiting when waiting.Attempt == ill.Attempt => EndIll(ill, waiting.Pid, TimeSpan.Zero, spec),
        Online online when online.Attempt == ill.Attempt => EndIll(ill, online.Pid, online.Proven ? now - online.Since : TimeSpan.Zero, spec),
        // It is ending already, or nothing of it runs.
        AwaitingReady or Launching or Stopping or Stopped or Recovering or Online or Collapsing or Crashed or WaitingToRestart or Errored => Stay(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnSpawnFailed(InstanceState state, SpawnFailed failed)
    {
        var exit = new ExitStatus.NotStarted(failed.Reason, failed.Failure);
        return state switch
        {
            Launching launching when launching.Attempt == failed.Attempt => Fail(launching.Attempt, exit, TimeSpan.Zero),
            Stopping { Pid: 0 } stopping when stopping.Attempt == failed.Attempt => AfterTreeGone(stopping, exit),
            Launching or AwaitingReady or Stopping or Stopped or Recovering or Online or Collapsing or Crashed or WaitingToRestart or Errored => Stay(state),
            _ => throw Unknown(state),
        };
    }

    private static InstanceTransition OnExited(InstanceState state, Exited exited, AppSpec spec, DateTimeOffset now) => state switch
    {
        Online online when online.Attempt == exited.Attempt => OnUnaskedExit(exited, now - online.Since, spec),
        AwaitingReady waiting when waiting.Attempt == exited.Attempt => OnUnaskedExit(exited, now - waiting.Since, spec),
        // A process that is gone before its own start was reported.
        Launching launching when launching.Attempt == exited.Attempt => OnUnaskedExit(exited, TimeSpan.Zero, spec),
        Stopping stopping when stopping.Attempt == exited.Attempt =>
            exited.Leftovers is Leftovers.None || spec.Stop.Scope is StopScope.MainProcess
                ? AfterTreeGone(stopping, exited.Status)
                : InstanceTransition.To(
                    stopping with { Exit = exited.Status },
                    // Gone before its start was reported: no signal was sent and no timer runs, so nobody else would end its descendants.
                    stopping.Pid == 0 ? [new KillTree()] : []),
        Online or Launching or AwaitingReady or Stopping or Stopped or Recovering or Collapsing or Crashed or WaitingToRestart or Errored => Stay(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnUnaskedExit(Exited exited, TimeSpan uptime, AppSpec spec) =>
        exited.Leftovers is Leftovers.None || spec.Stop.Scope is StopScope.MainProcess
            ? Fail(exited.Attempt, exited.Status, uptime)
            : InstanceTransition.To(new Collapsing(exited.Attempt, exited.Status, uptime, null), new KillTree());

    private static InstanceTransition OnTreeGone(InstanceState state, TreeGone gone) => state switch
    {
        Stopping { Exit: { } exit } stopping when stopping.Attempt == gone.Attempt => AfterTreeGone(stopping, exit),
        Collapsing { Asked: { } then } collapsing when collapsing.Attempt == gone.Attempt =>
            AfterTreeGone(collapsing.Attempt, then, collapsing.Exit),
        Collapsing collapsing when collapsing.Attempt == gone.Attempt => Fail(collapsing.Attempt, collapsing.Exit, collapsing.Uptime),
        Stopping or Collapsing or Stopped or Recovering or Launching or AwaitingReady or Online or Crashed or WaitingToRestart or Errored => Stay(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnKillTimeoutElapsed(InstanceState state, KillTimeoutElapsed elapsed, AppSpec spec) => state switch
    {
        Stopping stopping when stopping.Attempt == elapsed.Attempt =>
            InstanceTransition.To(stopping, spec.Stop.Scope is StopScope.Tree ? new KillTree() : new KillMainProcess()),
        Stopping or Stopped or Recovering or Launching or AwaitingReady or Online or Collapsing or Crashed or WaitingToRestart or Errored => Stay(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnRestartDue(InstanceState state, RestartDue due) => state switch
    {
        WaitingToRestart waiting when waiting.Attempt == due.Attempt => Launch(waiting.Attempt),
        WaitingToRestart or Stopped or Recovering or Launching or AwaitingReady or Online or Stopping or Collapsing or Crashed or Errored => Stay(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnRestartGranted(
        InstanceState state, RestartGranted granted, AppSpec spec, DateTimeOffset now, double random) => state switch
    {
        Recovering when granted.Delay <= TimeSpan.Zero => Launch(granted.Attempt),
        Recovering => WaitBeforeRestart(granted, Shorten(granted.Delay, spec.Restart.Backoff?.Jitter ?? 0, random), now),
        // A wish that arrived before the verdict has already been followed; so has the discovery of a living process.
        Stopped or Launching or AwaitingReady or Online or Stopping or Collapsing or Crashed or WaitingToRestart or Errored => Stay(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition OnRestartDenied(InstanceState state, RestartDenied denied) => state switch
    {
        Crashed crashed => Stay(denied.GiveUpReason is { } reason
            ? new Errored(crashed.Attempt, reason, crashed.Exit)
            : new Stopped(crashed.Attempt, crashed.Exit)),
        Stopped or Recovering or Launching or AwaitingReady or Online or Stopping or Collapsing or WaitingToRestart or Errored => Stay(state),
        _ => throw Unknown(state),
    };

    private static InstanceTransition Launch(int attempt, params ReadOnlySpan<InstanceEffect> first) =>
        InstanceTransition.To(new Launching(attempt + 1), [.. first, new Spawn(attempt + 1)]);

    private static InstanceTransition Stop(int attempt, int pid, AfterStop then, AppSpec spec, params ReadOnlySpan<InstanceEffect> first) =>
        InstanceTransition.To(new Stopping(attempt, pid, then, null), [.. first, new SignalStop(), new ArmKillTimer(spec.Stop.KillTimeout)]);

    private static InstanceTransition EndIll(FoundIll ill, int pid, TimeSpan uptime, AppSpec spec) => InstanceTransition.To(
        new Stopping(ill.Attempt, pid, AfterStop.Fail, null) { Ill = new Illness(ill.Reason, uptime) },
        new CancelTimers(), new SignalStop(), new ArmKillTimer(spec.Stop.KillTimeout));

    private static InstanceTransition AfterTreeGone(Stopping stopping, ExitStatus exit) => stopping is { Then: AfterStop.Fail, Ill: { } ill }
        ? Fail(stopping.Attempt, new ExitStatus.FoundIll(ill.Reason, exit), ill.Uptime)
        : AfterTreeGone(stopping.Attempt, stopping.Then, exit);

    private static InstanceTransition AfterTreeGone(int attempt, AfterStop then, ExitStatus exit) => then switch
    {
        AfterStop.Rest => InstanceTransition.To(new Stopped(attempt, exit), new CancelTimers(), new ReleaseProcess()),
        AfterStop.Launch => Launch(attempt, new CancelTimers(), new ReleaseProcess()),
        _ => throw new ArgumentOutOfRangeException(nameof(then), then, "Not a follow-up of a stop."),
    };

    private static InstanceTransition Fail(int attempt, ExitStatus exit, TimeSpan uptime)
    {
        var crashed = new Crashed(attempt, exit, uptime);
        return InstanceTransition.To(crashed, new CancelTimers(), new ReleaseProcess(), new Fail(crashed));
    }

    private static InstanceTransition WaitBeforeRestart(RestartGranted granted, TimeSpan delay, DateTimeOffset now) =>
        InstanceTransition.To(new WaitingToRestart(granted.Attempt, now + delay, granted.Cause), new ArmRestartTimer(delay));

    private static TimeSpan Shorten(TimeSpan delay, double jitter, double random) => delay * (1 - (jitter * random));

    private static InstanceTransition Stay(InstanceState state) => InstanceTransition.To(state);

    private static ArgumentOutOfRangeException Unknown(InstanceState state) => new(nameof(state), state, "Not an instance state.");
}
