using ActorPm.Core.Instances;
using static ActorPm.Core.History.HistoryFact;

namespace ActorPm.Core.History;

/// <summary>The words for the kinds of facts, and the way from a fact to its entry and back.</summary>
public static class HistoryKinds
{
    private const string Start = "started", NoStart = "start-failed", Ready = "ready", Readiness = "readiness", Ill = "found-ill", Overdue = "stop-overdue", Exit = "exited",
        Adoption = "adopted", Restart = "restart-scheduled", Rest = "rested", GivenUp = "gave-up", Cause = "restart-caused", Command = "command", Replacement = "replaced",
        ReloadEnd = "reload-ended", Daemon = "daemon-started", DaemonEnd = "daemon-ending", Lost = "facts-lost";

    /// <summary>The entry of a fact.</summary>
    public static HistoryEntry ToEntry(HistoryFact fact)
    {
        HistoryEntry Of(string kind) => new(kind, fact.At) { App = fact.App, Ordinal = fact.Place?.Ordinal, PmId = fact.Place?.PmId, Serial = fact.Place?.Serial };
        return fact switch
        {
            Started started => Of(Start) with { Attempt = started.Attempt, Pid = started.Pid },
            StartFailed failed => Of(NoStart) with { Attempt = failed.Attempt, Reason = failed.Reason },
            BecameReady ready => Of(Ready) with { Attempt = ready.Attempt },
            ReadinessChanged changed => Of(Readiness) with { Attempt = changed.Attempt, Reason = changed.Unready },
            FoundIll ill => Of(Ill) with { Attempt = ill.Attempt, Reason = ill.Reason },
            StopOverdue overdue => Of(Overdue) with { Attempt = overdue.Attempt },
            Exited exited => Of(Exit) with
            {
                Attempt = exited.Attempt, Pid = exited.Pid, Exit = exited.Status, EndedBy = exited.By, UptimeMs = exited.Uptime?.TotalMilliseconds,
                MemoryBytes = exited.MemoryBytes, LastLines = exited.LastLines.Count > 0 ? exited.LastLines : null,
            },
            Adopted adopted => Of(Adoption) with { Attempt = adopted.Attempt, Pid = adopted.Pid, StartedAt = adopted.StartedAt },
            RestartScheduled scheduled => Of(Restart) with { Attempt = scheduled.Attempt, DelayMs = scheduled.Delay.TotalMilliseconds, FailedStarts = scheduled.FailedStarts },
            Rested rested => Of(Rest) with { Attempt = rested.Attempt },
            GaveUp gaveUp => Of(GivenUp) with { Attempt = gaveUp.Attempt, Reason = gaveUp.Reason },
            RestartCaused caused => Of(Cause) with { Reason = caused.Cause },
            CommandGiven given => Of(Command) with { Command = given.Text, Effect = given.Effect, Serials = given.Serials, By = given.By },
            SlotReplaced replaced => Of(Replacement) with { OldSerial = replaced.Old, Serial = replaced.New },
            ReloadEnded ended => Of(ReloadEnd) with { Result = ended.Result, Replaced = ended.Replaced, Total = ended.Total, Reason = ended.Reason },
            DaemonStarted daemon => Of(Daemon) with { Version = daemon.Version, Pid = daemon.Pid, How = daemon.How, Identity = daemon.Identity },
            DaemonEnding ending => Of(DaemonEnd) with { By = ending.By },
            FactsLost lost => Of(Lost) with { Count = lost.Count },
            _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "Not a fact of the history."),
        };
    }

    /// <summary>The fact of an entry; null for one of a kind that this version does not know.</summary>
    public static HistoryFact? ToFact(HistoryEntry entry)
    {
        var attempt = entry.Attempt ?? 0;
        HistoryFact? fact = entry.Kind switch
        {
            Start => new Started(attempt, entry.Pid ?? 0) { At = entry.At },
            NoStart => new StartFailed(attempt, entry.Reason ?? "") { At = entry.At },
            Ready => new BecameReady(attempt) { At = entry.At },
            Readiness => new ReadinessChanged(attempt, entry.Reason) { At = entry.At },
            Ill => new FoundIll(attempt, entry.Reason ?? "") { At = entry.At },
            Overdue => new StopOverdue(attempt) { At = entry.At },
            Exit => new Exited(attempt, entry.Pid ?? 0, entry.Exit ?? new ExitStatus.Unknown(), entry.EndedBy ?? EndedBy.Itself, Time(entry.UptimeMs))
            {
                At = entry.At, MemoryBytes = entry.MemoryBytes, LastLines = entry.LastLines ?? [],
            },
            Adoption => new Adopted(attempt, entry.Pid ?? 0, entry.StartedAt ?? entry.At) { At = entry.At },
            Restart => new RestartScheduled(attempt, Time(entry.DelayMs) ?? TimeSpan.Zero, entry.FailedStarts ?? 0) { At = entry.At },
            Rest => new Rested(attempt) { At = entry.At },
            GivenUp => new GaveUp(attempt, entry.Reason ?? "") { At = entry.At },
            Cause => new RestartCaused(entry.Reason ?? "") { At = entry.At },
            Command => new CommandGiven(entry.Command ?? "", entry.Effect ?? CommandEffect.None, entry.Serials ?? [], entry.By ?? CommandOrigin.Daemon) { At = entry.At },
            Replacement => new SlotReplaced(entry.OldSerial ?? 0, entry.Serial ?? 0) { At = entry.At },
            ReloadEnd => new ReloadEnded(entry.Result ?? ReloadResult.Failed, entry.Replaced ?? 0, entry.Total ?? 0, entry.Reason) { At = entry.At },
            Daemon => new DaemonStarted(entry.Version ?? "", entry.Pid ?? 0, entry.How ?? DaemonBeginning.First, entry.Identity ?? new DaemonIdentity("", 0)) { At = entry.At },
            DaemonEnd => new DaemonEnding(entry.By) { At = entry.At },
            Lost => new FactsLost(entry.Count ?? 0) { At = entry.At },
            _ => null,
        };
        return fact is null
            ? null
            : fact with
            {
                App = entry.App,
                Place = entry is { Ordinal: { } ordinal, PmId: { } id, Serial: { } serial } ? new InstancePlace(ordinal, id, serial) : null,
            };
    }

    private static TimeSpan? Time(double? milliseconds) => milliseconds is { } value ? TimeSpan.FromMilliseconds(value) : null;
}
