using System.Collections.Immutable;
using ActorPm.Core.History;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Hooks;

/// <summary>
/// Makes of the facts of the history what hooks are told of. A value: each fact gives the next one.
/// </summary>
/// <remarks>
/// An end is a crash only when the restart policy has been asked about it, since no other end came unasked: so the verdict is awaited. A place that has crashed or was
/// given up is in trouble until an instance stands there that runs, is ready, and has lived for the minimum uptime; then it has recovered, whoever started it. An app
/// that is deleted meanwhile takes its troubles with it.
/// </remarks>
public sealed record HookTale
{
    private ImmutableDictionary<long, HistoryFact> _ends = ImmutableDictionary<long, HistoryFact>.Empty;
    private ImmutableDictionary<(string App, int Ordinal), DateTimeOffset> _troubles = ImmutableDictionary<(string App, int Ordinal), DateTimeOffset>.Empty;
    private bool _isEnding;

    private HookTale()
    {
    }

    /// <summary>Nothing has happened.</summary>
    public static HookTale Empty { get; } = new();

    /// <summary>Whether some place is in trouble.</summary>
    public bool HasTroubles => !_troubles.IsEmpty;

    /// <summary>What a fact comes to.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="place">How the instance stands; null when the fact is about none, or it has left.</param>
    public (HookTale Next, ImmutableArray<HookOccurrence> Occurrences) Hear(HistoryFact fact, HookPlace? place) => fact switch
    {
        HistoryFact.Exited { By: not EndedBy.Request } or HistoryFact.StartFailed when fact.Place is { } at => (this with { _ends = _ends.SetItem(at.Serial, fact) }, []),
        HistoryFact.Started { Place: { } at } => (this with { _ends = _ends.Remove(at.Serial) }, []),
        HistoryFact.RestartScheduled { Place: { } at } => Judge(at, Crash(fact, at, place), null),
        HistoryFact.Rested { Place: { } at } => Judge(at, IsAsAsked(at, place) ? null : Crash(fact, at, place), null),
        HistoryFact.GaveUp { Place: { } at } gaveUp => Judge(at, Crash(fact, at, place), GivenUp(gaveUp, at, place)),
        // Ends of instances that came by a reload are judged by nobody.
        HistoryFact.ReloadEnded { Result: ReloadResult.Failed, Reason: var reason } when !_isEnding =>
            (this with { _ends = _ends.RemoveRange(_ends.Where(end => end.Value.App == fact.App).Select(end => end.Key)) }, [new HookOccurrence(HookEvent.ReloadFailed, fact.At, Sentence($"{fact.App} was not reloaded: {reason}")) { App = fact.App, Namespace = place?.Namespace }]),
        HistoryFact.ReloadEnded => (this with { _ends = _ends.RemoveRange(_ends.Where(end => end.Value.App == fact.App).Select(end => end.Key)) }, []),
        HistoryFact.DaemonEnding => (this with { _isEnding = true }, []),
        _ => (this, []),
    };

    /// <summary>The places that were given up before this daemon began: they are told again by nobody, but it is told when they recover.</summary>
    /// <param name="places">All instances.</param>
    /// <param name="now">The time.</param>
    public HookTale Knowing(IEnumerable<HookPlace> places, DateTimeOffset now) => this with
    {
        _troubles = _troubles.SetItems(places.Where(place => place.State is InstanceState.Errored).Select(place => KeyValuePair.Create((place.App, place.Ordinal), now))),
    };

    /// <summary>What has recovered by now.</summary>
    /// <param name="places">All instances that hold their places.</param>
    /// <param name="now">The time.</param>
    /// <returns>The next tale, what has recovered, and whether some place in trouble has a process, so that it is worth to look again.</returns>
    public (HookTale Next, ImmutableArray<HookOccurrence> Occurrences, bool HasHopes) Look(IEnumerable<HookPlace> places, DateTimeOffset now)
    {
        var troubled = places.Where(place => _troubles.ContainsKey((place.App, place.Ordinal))).ToList();
        var well = troubled.Where(place => IsWell(place, now)).ToList();
        var left = troubled.Except(well).ToList();
        var next = this with { _troubles = left.ToImmutableDictionary(place => (place.App, place.Ordinal), place => _troubles[(place.App, place.Ordinal)]) };
        return (next, [.. well.Select(place => Recovered(place, now))], left.Any(place => place.State is not (InstanceState.Errored or InstanceState.Stopped or InstanceState.WaitingToRestart)));
    }

    private bool IsWell(HookPlace place, DateTimeOffset now) =>
        place.State is InstanceState.Online { IsReady: true } online
        && online.Since >= _troubles[(place.App, place.Ordinal)] && now - online.Since >= place.MinimumUptime;

    private static HookOccurrence Recovered(HookPlace place, DateTimeOffset now)
    {
        var online = (InstanceState.Online)place.State;
        return new HookOccurrence(HookEvent.Recovered, now, $"{place.App}:{place.Ordinal} runs again as process {online.Pid} since {HistoryText.Span(now - online.Since)}.")
        {
            App = place.App, Namespace = place.Namespace, Place = new InstancePlace(place.Ordinal, 0, 0), Pid = online.Pid, Uptime = now - online.Since, Restarts = place.Restarts,
        };
    }

    private (HookTale, ImmutableArray<HookOccurrence>) Judge(InstancePlace at, HookOccurrence? crash, HookOccurrence? givenUp)
    {
        var next = this with { _ends = _ends.Remove(at.Serial) };
        HookOccurrence[] told = [.. new[] { crash, givenUp }.OfType<HookOccurrence>()];
        return (told is [.., { App: { } app } last] ? next with { _troubles = _troubles.SetItem((app, at.Ordinal), last.At) } : next, [.. told]);
    }

    // A program that could not be started at all has not crashed; it is told when it is given up.
    private HookOccurrence? Crash(HistoryFact verdict, InstancePlace at, HookPlace? place) => _ends.GetValueOrDefault(at.Serial) is not HistoryFact.Exited end ? null
        : Of(HookEvent.Crash, verdict, at, place, $"{verdict.App}:{at.Ordinal}: {HistoryText.Of(end)}") with
        {
            At = end.At, Pid = end.Pid > 0 ? end.Pid : null, Status = end.Status, Uptime = end.Uptime,
        };

    private HookOccurrence GivenUp(HistoryFact.GaveUp gaveUp, InstancePlace at, HookPlace? place)
    {
        var told = Of(HookEvent.Errored, gaveUp, at, place, $"{gaveUp.App}:{at.Ordinal} is given up. {gaveUp.Reason}");
        return _ends.GetValueOrDefault(at.Serial) switch
        {
            HistoryFact.Exited end => told with { Pid = end.Pid > 0 ? end.Pid : null, Status = end.Status, Uptime = end.Uptime },
            HistoryFact.StartFailed failed => told with { Status = new ExitStatus.NotStarted(failed.Reason) },
            _ => told,
        };
    }

    private static HookOccurrence Of(HookEvent told, HistoryFact fact, InstancePlace at, HookPlace? place, string cause) =>
        new(told, fact.At, Sentence(cause)) { App = fact.App, Namespace = place?.Namespace, Place = at, Restarts = place?.Restarts };

    // It rests because it ended as its settings say that it may end.
    private bool IsAsAsked(InstancePlace at, HookPlace? place) => _ends.GetValueOrDefault(at.Serial) is not HistoryFact.Exited end
        || end.Status.IsSuccess || (end.Status is ExitStatus.Code code && place?.StopExitCodes.Contains(code.Value) is true);

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";
}
