using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.History;
using ActorPm.Core.Instances;
using ActorPm.Core.Logs;
using ActorPm.Core.Restarts;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Metrics;
using ActorPm.Processes;

namespace ActorPm.Daemon.History;

/// <summary>
/// Takes the facts where they happen. Whoever notes one never waits: it costs some microseconds, and all else is the writer's work.
/// </summary>
/// <param name="home">The home, below which the logs lie.</param>
/// <param name="queue">Where the facts go.</param>
/// <param name="meter">What processes used when they were last looked at.</param>
/// <param name="clock">Gives the time.</param>
internal sealed class HistoryRecorder(string home, HistoryQueue queue, UsageMeter? meter, TimeProvider clock)
{
    // Where the logs of a slot ended when its newest process was about to be started.
    private readonly ConcurrentDictionary<long, (long Errors, long Output)> _begins = new();

    /// <summary>Hears of each fact beside the file, on the thread of who notes it; must not wait. Null: nobody does.</summary>
    public Action<PendingFact>? Listener { get; set; }

    /// <summary>A daemon begins to work. What it comes after, the file tells.</summary>
    public void Began(string version, DaemonIdentity identity) =>
        Note(new HistoryFact.DaemonStarted(version, Environment.ProcessId, DaemonBeginning.First, identity) { At = clock.GetUtcNow() });

    /// <summary>The daemon begins to end in order.</summary>
    /// <param name="by">Who asked for it; null for a signal.</param>
    public void Ends(CommandOrigin? by) => Note(new HistoryFact.DaemonEnding(by) { At = clock.GetUtcNow() });

    /// <summary>An instance has made a step.</summary>
    public void Moved(AppSpec spec, Slot slot, InstanceState before, InstanceInput input, InstanceState after, IRunningProcess? process)
    {
        if (after is InstanceState.Launching && before is not InstanceState.Launching)
        {
            _begins[slot.Serial] = (LogSpan.LengthOf(ErrorLog(spec, slot)), LogSpan.LengthOf(OutLog(spec, slot)));
        }

        if (InstanceTale.Of(before, input, after, process?.Pid ?? 0, process?.StartedAt, clock.GetUtcNow()) is not { } told)
        {
            return;
        }

        var fact = told with { App = spec.Name.Value, Place = PlaceOf(slot) };
        if (fact is HistoryFact.Exited exited)
        {
            NoteEnd(exited, spec, slot, process);
        }
        else
        {
            Note(fact);
        }
    }

    /// <summary>A process is gone that lived when the last daemon did.</summary>
    /// <param name="spec">Its app.</param>
    /// <param name="slot">Its slot.</param>
    /// <param name="attempt">Its launch.</param>
    /// <param name="status">How it ended, if somebody has kept that.</param>
    public void DiedUnwatched(AppSpec spec, Slot slot, int attempt, ExitStatus status) =>
        NoteEnd(new HistoryFact.Exited(attempt, 0, status, EndedBy.Unwatched, null) { At = clock.GetUtcNow(), App = spec.Name.Value, Place = PlaceOf(slot) }, spec, slot, null);

    /// <summary>The restart policy has decided about an exit that nobody asked for.</summary>
    public void Judged(AppName app, Slot slot, int attempt, RestartVerdict verdict) => Note(verdict switch
    {
        RestartVerdict.Restart restart => new HistoryFact.RestartScheduled(attempt, restart.Delay, restart.History.FailedStarts) { At = clock.GetUtcNow(), App = app.Value, Place = PlaceOf(slot) },
        RestartVerdict.Rest => new HistoryFact.Rested(attempt) { At = clock.GetUtcNow(), App = app.Value, Place = PlaceOf(slot) },
        RestartVerdict.GiveUp giveUp => new HistoryFact.GaveUp(attempt, giveUp.Reason) { At = clock.GetUtcNow(), App = app.Value, Place = PlaceOf(slot) },
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Not a verdict."),
    });

    /// <summary>The daemon has a reason of its own for a fresh process.</summary>
    public void Caused(AppName app, Slot slot, RestartCause cause) =>
        Note(new HistoryFact.RestartCaused(cause.ToString()) { At = clock.GetUtcNow(), App = app.Value, Place = PlaceOf(slot) });

    /// <summary>A reload is over, or waits.</summary>
    public void Reloaded(ReloadOutcome outcome) => Note(new HistoryFact.ReloadEnded(
        outcome.Kind switch
        {
            ReloadEnd.Completed => ReloadResult.Completed,
            ReloadEnd.Paused => ReloadResult.Paused,
            ReloadEnd.Failed => ReloadResult.Failed,
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.Kind, "Not an end."),
        },
        outcome.Replaced, outcome.Total, outcome.Reason) { At = clock.GetUtcNow(), App = outcome.App.Value });

    /// <summary>A command on the list was taken. To be called before the apps are told, so that it stands before what comes of it.</summary>
    /// <param name="command">What.</param>
    /// <param name="by">Who gave it.</param>
    /// <param name="instructions">What the apps are told.</param>
    public void Given(CatalogCommand command, CommandOrigin by, ImmutableArray<AppInstruction> instructions)
    {
        var text = CommandText.Of(command);
        foreach (var instruction in instructions)
        {
            if (instruction is { Kind: InstructionKind.Replaced, Serials: [var old, var come] })
            {
                Note(new HistoryFact.SlotReplaced(old, come) { At = clock.GetUtcNow(), App = instruction.App.Value });
            }
            else if (CommandText.EffectOf(instruction.Kind) is { } effect)
            {
                Given(text, effect, by, instruction.App, instruction.Serials);
            }
        }
    }

    /// <summary>Somebody gave a command to some instances of an app.</summary>
    public void Given(string text, CommandEffect effect, CommandOrigin by, AppName app, IReadOnlyList<long> serials) =>
        Note(new HistoryFact.CommandGiven(text, effect, serials, by) { At = clock.GetUtcNow(), App = app.Value });

    /// <summary>A slot is gone for good.</summary>
    public void Forget(long serial) => _begins.TryRemove(serial, out _);

    private void NoteEnd(HistoryFact.Exited exited, AppSpec spec, Slot slot, IRunningProcess? process)
    {
        var usage = meter?.Newest(slot.Serial);
        var memory = usage is { MemoryBytes: > 0 } seen && process is not null && seen.At >= process.StartedAt ? seen.MemoryBytes : (long?)null;
        var begin = _begins.TryGetValue(slot.Serial, out var known) ? known : ((long Errors, long Output)?)null;
        Add(new PendingFact(
            exited with { MemoryBytes = memory },
            LogSpan.Of(ErrorLog(spec, slot), begin?.Errors, process?.StartedAt),
            LogSpan.Of(OutLog(spec, slot), begin?.Output, process?.StartedAt)));
    }

    private void Note(HistoryFact fact) => Add(new PendingFact(fact));

    private void Add(PendingFact fact)
    {
        queue.Add(fact);
        Listener?.Invoke(fact);
    }

    private string? ErrorLog(AppSpec spec, Slot slot) => AppFilePaths.Error(home, spec, slot.Ordinal, slot.PmId);

    private string? OutLog(AppSpec spec, Slot slot) => AppFilePaths.Out(home, spec, slot.Ordinal, slot.PmId);

    private static InstancePlace PlaceOf(Slot slot) => new(slot.Ordinal, slot.PmId, slot.Serial);
}
