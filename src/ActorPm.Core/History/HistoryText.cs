using System.Globalization;
using ActorPm.Core.Apps;
using static ActorPm.Core.History.HistoryFact;

namespace ActorPm.Core.History;

/// <summary>A fact in words, for a line of <c>apm history</c>: without when and where.</summary>
public static class HistoryText
{
    /// <summary>The words.</summary>
    public static string Of(HistoryFact fact) => fact switch
    {
        Started started => $"started as process {started.Pid}",
        StartFailed failed => $"could not be started: {failed.Reason}",
        BecameReady => "ready",
        ReadinessChanged { Unready: { } reason } => $"not ready: {reason}",
        ReadinessChanged => "ready again",
        FoundIll ill => $"is ended because {ill.Reason}",
        StopOverdue => "did not stop in time and is killed",
        Exited exited => Of(exited),
        Adopted adopted => $"found alive as process {adopted.Pid} and adopted",
        RestartScheduled { Delay.Ticks: 0 } scheduled => $"is restarted at once{Failed(scheduled)}",
        RestartScheduled scheduled => $"is restarted after {SecondsText.Of(scheduled.Delay)}{Failed(scheduled)}",
        Rested => "rests, as its restart policy says",
        GaveUp gaveUp => $"given up: {gaveUp.Reason}",
        RestartCaused caused => $"is restarted because {caused.Cause}",
        CommandGiven given => $"{given.Text}, given by {given.By}",
        SlotReplaced => "a new instance has taken the place of the old one",
        ReloadEnded { Result: ReloadResult.Completed } ended => $"reloaded: {ended.Replaced} of {ended.Total} instances are new",
        ReloadEnded { Result: ReloadResult.Paused } ended => $"the reload waits for promote or rollback: {ended.Replaced} of {ended.Total} instances are new",
        ReloadEnded ended => $"the reload failed: {ended.Reason}",
        DaemonStarted daemon => $"the daemon {daemon.Version} started as process {daemon.Pid}{Beginning(daemon.How)}",
        DaemonEnding { By: { } by } => $"the daemon ends and stops all apps, asked by {by}",
        DaemonEnding => "the daemon ends and stops all apps, asked by a signal",
        FactsLost lost => string.Create(CultureInfo.InvariantCulture, $"{lost.Count} facts are missing here: they could not be written"),
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "Not a fact of the history."),
    };

    /// <summary>A time as a person says it: <c>0.25 s</c>, <c>12 s</c>, <c>3 min 12 s</c>, <c>5 h 2 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Span(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0.##} s"),
        { TotalMinutes: < 1 } => $"{(int)time.TotalSeconds} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        { TotalDays: < 1 } => $"{time.Hours} h {time.Minutes} min",
        _ => $"{(int)time.TotalDays} d {time.Hours} h",
    };

    /// <summary>Memory in megabytes.</summary>
    public static string Megabytes(long bytes) => (bytes / 1048576.0).ToString("0.#", CultureInfo.InvariantCulture) + " MB";

    /// <summary>How a daemon began, as the end of a sentence.</summary>
    public static string Beginning(DaemonBeginning how) => how switch
    {
        DaemonBeginning.First or DaemonBeginning.AfterEnd => "",
        DaemonBeginning.AfterCrash => ", since the one before it had died",
        DaemonBeginning.AfterReboot => ", since the machine had been started anew",
        DaemonBeginning.Upgraded => " in place of the program that it was before",
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, "Not a beginning."),
    };

    private static string Of(Exited exited)
    {
        var process = exited.Pid > 0 ? $"process {exited.Pid} " : "its process ";
        var uptime = exited.Uptime is { } time ? $" after {Span(time)}" : "";
        var memory = exited.MemoryBytes is { } bytes ? $", last seen with {Megabytes(bytes)}" : "";
        return process + exited.Status + uptime + exited.By switch
        {
            EndedBy.Itself or EndedBy.Illness => "",
            EndedBy.Request => ", as asked",
            EndedBy.Unwatched => " while no daemon ran",
            _ => throw new ArgumentOutOfRangeException(nameof(exited), exited.By, "Not an end."),
        } + memory;
    }

    private static string Failed(RestartScheduled scheduled) => scheduled.FailedStarts switch
    {
        0 => "",
        1 => ", its start had failed",
        var count => $", {count} starts in a row had failed",
    };
}
