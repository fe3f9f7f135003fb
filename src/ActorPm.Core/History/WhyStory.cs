using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using static ActorPm.Core.History.HistoryFact;

namespace ActorPm.Core.History;

/// <summary>
/// Why an instance is as it is: the chain of causes in sentences. How it stands comes first; each further sentence is about what led to the one before,
/// until a person's command, a start of the daemon, or the end of what the history knows.
/// </summary>
public sealed class WhyStory
{
    // A chain this long is no answer any more; the history has the rest.
    private const int MaxSentences = 8;

    // A signal that somebody had sent kills at once, or after what the app does about it.
    private static readonly TimeSpan SignalReach = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<HistoryFact> _facts;
    private readonly List<ProcessLife> _lives;
    private readonly DateTimeOffset _now;
    private readonly TimeZoneInfo _zone;
    private readonly string _name;
    private readonly List<string> _sentences = [];
    private IReadOnlyList<string> _lastLines = [];

    private WhyStory(string name, IReadOnlyList<HistoryFact> facts, DateTimeOffset now, TimeZoneInfo zone)
    {
        _name = name;
        _facts = facts;
        _lives = ProcessLife.Of(facts);
        _now = now;
        _zone = zone;
    }

    /// <summary>Tells the story of a place.</summary>
    /// <param name="app">The app.</param>
    /// <param name="place">The place, and the slot that stands there or stood there last.</param>
    /// <param name="state">How the instance stands; null when it is off the list.</param>
    /// <param name="facts">Facts of its app and of the daemon, oldest first.</param>
    /// <param name="now">The time.</param>
    /// <param name="zone">For times in the sentences.</param>
    public static InstanceStory Of(string app, InstancePlace place, InstanceState? state, IReadOnlyList<HistoryFact> facts, DateTimeOffset now, TimeZoneInfo zone)
    {
        var story = new WhyStory($"{app}:{place.Ordinal}", PlaceFacts.Of(facts, place.Ordinal, place.Serial), now, zone);
        story.Tell(state, place.Serial);
        return new InstanceStory(app, place.Ordinal, place.PmId, story._sentences, story._lastLines);
    }

    private void Tell(InstanceState? state, long serial)
    {
        var newest = _lives.FindLast(life => life.Serial == serial) ?? _lives.LastOrDefault();
        switch (state)
        {
            case InstanceState.Online online:
                Say($"{_name} runs since {When(online.Since)} as process {online.Pid}{(online.Unready is { } reason ? $", but is given no requests: {reason}" : "")}");
                TellOfRunning(newest, online.Attempt);
                break;
            case InstanceState.AwaitingReady waiting:
                Say($"{_name} was started at {When(waiting.Since)} as process {waiting.Pid} and has not shown yet that it is ready");
                TellOfRunning(newest, waiting.Attempt);
                break;
            case InstanceState.WaitingToRestart waiting:
                Say($"{_name} waits until {When(waiting.Due)} and is then started again");
                TellEnd(newest);
                break;
            case InstanceState.Errored errored:
                Say($"{_name} is errored{Since<GaveUp>()}: {Bare(errored.Reason)}");
                TellEnd(newest);
                break;
            case InstanceState.Stopped { Attempt: 0 } when newest is null:
                Say($"{_name} has never run");
                break;
            case InstanceState.Stopped:
                Say($"{_name} is stopped{(newest?.End is { } end ? $" since {When(end.At)}" : "")}");
                TellEnd(newest);
                break;
            case InstanceState.Stopping:
                Say($"{_name} is being stopped");
                TellRequest(newest, _facts.Count);
                break;
            case InstanceState.Launching or InstanceState.Recovering or InstanceState.Crashed or InstanceState.Collapsing:
                Say($"{_name} is between two processes");
                TellEnd(newest);
                break;
            case null:
                Say($"{_name} is off the list");
                TellEnd(newest);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(state), state, "Not an instance state.");
        }

        if (_sentences.Count == 1)
        {
            Say("The history does not tell why, or not any more");
        }
    }

    private void TellOfRunning(ProcessLife? life, int attempt)
    {
        if (life is null || life.Attempt != attempt)
        {
            return;
        }

        if (life.Adoptions.Count > 0)
        {
            Say(Adoption(life));
        }

        TellStart(life);
    }

    private string Adoption(ProcessLife life)
    {
        var at = life.Adoptions[^1];
        var before = life.Adoptions.Count switch { 1 => "", 2 => "; the same had happened once before", var count => $"; the same had happened {count - 1} times before" };
        for (var index = at - 1; index > life.Begin || (index >= 0 && !life.IsBeginKnown); index--)
        {
            if (_facts[index] is DaemonStarted daemon)
            {
                var what = daemon.How switch
                {
                    DaemonBeginning.Upgraded => $"The daemon replaced its program in place by version {daemon.Version} at {When(daemon.At)} and kept the process",
                    DaemonBeginning.AfterCrash => $"The daemon died meanwhile; the next one, started at {When(daemon.At)}, found the process alive and adopted it",
                    DaemonBeginning.First or DaemonBeginning.AfterEnd or DaemonBeginning.AfterReboot =>
                        $"The daemon was started at {When(daemon.At)}, found the process alive and adopted it",
                    _ => throw new InvalidOperationException($"Not a beginning: {daemon.How}."),
                };
                return what + before;
            }
        }

        return $"The daemon found the process alive at {When(_facts[at].At)} and went on with it{before}";
    }

    // How a process came to be started, and what had led to that.
    private void TellStart(ProcessLife life)
    {
        switch (StartCause.Of(life, _facts))
        {
            case StartCause.Crash crash:
                var ended = Before(life);
                Say($"It was restarted{(crash.Verdict.Delay > TimeSpan.Zero ? $" after a pause of {SecondsText.Of(crash.Verdict.Delay)}" : "")}, because {(ended is null ? "its process had ended" : End(ended))}");
                TellCrashesBefore(ended);
                break;
            case StartCause.DiedUnwatched died when Before(life) is { End.By: EndedBy.Itself or EndedBy.Illness } seen:
                Say($"It was started again at {When(died.End.At)}, because {End(seen)}, and the daemon had died before it could restart it");
                TellCrashesBefore(seen);
                break;
            case StartCause.DiedUnwatched died:
                Say($"It was started again at {When(died.End.At)}, because {(Before(life) is { } unseen ? Process(unseen) : "its process")} {(died.End.Status is ExitStatus.Unknown ? "had ended" : died.End.Status)} while no daemon ran");
                if (Before(life) is { } gone)
                {
                    TellStart(gone);
                }

                break;
            case StartCause.Command { Given: { By.Way: CommandWay.Daemon } given }:
                Say($"The daemon started it at {When(given.At)} for {given.Text}");
                break;
            case StartCause.Command { Given: { Effect: CommandEffect.Reload } given }:
                Say($"It came by the reload `{given.Text}`, given at {When(given.At)} by {given.By}");
                break;
            case StartCause.Command { Given: var given }:
                Say($"It was {(given.Effect is CommandEffect.Restart ? "restarted" : "started")} by `{given.Text}`, given at {When(given.At)} by {given.By}");
                break;
            case StartCause.OwnReason own:
                Say($"It was restarted at {When(own.Caused.At)}, because {own.Caused.Cause}");
                break;
            case StartCause.Replay replay:
                Say($"The daemon started at {When(replay.Daemon.At)}{HistoryText.Beginning(replay.Daemon.How)}, and started what is wished to run");
                break;
            case StartCause.Unknown:
                Say("What started it is not in the history any more");
                break;
            default:
                throw new InvalidOperationException("Not a cause.");
        }
    }

    // Crashes that follow each other are one sentence, and then comes what began it.
    private void TellCrashesBefore(ProcessLife? ended)
    {
        if (ended is null)
        {
            return;
        }

        KeepLines(ended);
        var first = ended;
        var ends = new List<Exited>();
        while (StartCause.Of(first, _facts) is StartCause.Crash && Before(first) is { End: { } end } earlier)
        {
            ends.Add(end);
            first = earlier;
        }

        if (ends.Count > 0)
        {
            var kinds = ends.GroupBy(end => end.Status.ToString()!).OrderByDescending(group => group.Count()).ToList();
            Say(ends.Count == 1
                ? $"Before that it {ends[0].Status}{Uptime(ends[0])} at {When(ends[0].At)}"
                : $"Before that its processes had ended {Times(ends.Count)} since {When(ends[^1].At)}: {string.Join(", ", kinds.Take(3).Select(kind => kinds.Count == 1 ? $"each {kind.Key}" : $"{Times(kind.Count())} it {kind.Key}"))}");
        }

        TellStart(first);
    }

    private void TellEnd(ProcessLife? life)
    {
        if (life?.End is not { } end)
        {
            TellRequest(life, _facts.Count);
            return;
        }

        switch (end.By)
        {
            case EndedBy.Request:
                TellRequest(life, life.EndAt);
                break;
            case EndedBy.Itself or EndedBy.Illness:
                var rests = _facts.Skip(life.EndAt).Any(fact => fact is Rested rested && fact.Place?.Serial == life.Serial && rested.Attempt == life.Attempt);
                var stopped = Newest<CommandGiven>(_facts.Count, given => given.Effect is CommandEffect.Stop or CommandEffect.Remove && given.Serials.Contains(life.Serial)) is { Index: var index } command
                    && index > life.EndAt ? command.Fact : null;
                if (stopped is not null)
                {
                    Say($"It was {Undone(stopped.Effect)} by `{stopped.Text}`, given at {When(stopped.At)} by {stopped.By}, when no process of it ran");
                }

                Say($"{Capital(End(life))} at {When(end.At)}{(rests ? ", and its restart policy lets it rest" : "")}");
                TellCrashesBefore(life);
                return;
            case EndedBy.Unwatched:
                Say($"{Capital(Process(life))} {(end.Status is ExitStatus.Unknown ? "ended" : end.Status)} while no daemon ran; the daemon found that at {When(end.At)}");
                break;
            default:
                throw new InvalidOperationException($"Not an end: {end.By}.");
        }

        TellStart(life);
    }

    // Who or what asked for the end of a process: the newest such fact before an index.
    private void TellRequest(ProcessLife? life, int before)
    {
        var command = Newest<CommandGiven>(before, given => given.Effect is CommandEffect.Stop or CommandEffect.Remove or CommandEffect.Restart or CommandEffect.Reload && (life is null || given.Serials.Contains(life.Serial)));
        var ending = Newest<DaemonEnding>(before, _ => true);
        var replaced = Newest<SlotReplaced>(before, step => step.Old == life?.Serial);
        var caused = Newest<RestartCaused>(before, _ => true);
        var newest = new[] { command?.Index, ending?.Index, replaced?.Index, caused?.Index }.Max();
        if (newest is null || (life is not null && newest < life.Begin))
        {
            return;
        }

        var ran = life is { StartedAt: { } started, End: { } end }
            ? $"; {Process(life)} had run for {HistoryText.Span(end.At - started)}{(IsOverdue(life) ? ", did not end in time and was killed" : "")}"
            : "";
        if (newest == command?.Index)
        {
            var given = command!.Fact;
            Say($"It was {Undone(given.Effect)} by `{given.Text}`, given at {When(given.At)} by {given.By}{ran}");
        }
        else if (newest == ending?.Index)
        {
            Say($"The daemon ended at {When(ending!.Fact.At)}, asked by {ending.Fact.By?.ToString() ?? "a signal"}, and stopped all apps{ran}");
        }
        else if (newest == replaced?.Index)
        {
            Say($"A reload put a new instance in its place at {When(replaced!.Fact.At)}{ran}");
        }
        else
        {
            Say($"It was to be restarted, because {caused!.Fact.Cause}{ran}");
        }
    }

    private string End(ProcessLife life)
    {
        var end = life.End!;
        if (end.Status is ExitStatus.NotStarted)
        {
            return $"it {end.Status}";
        }

        var memory = end.MemoryBytes is { } bytes ? $" (last seen with {HistoryText.Megabytes(bytes)} of memory)" : "";
        return $"{Process(life)} {end.Status}{Uptime(end)}{memory}{Outsider(life)}";
    }

    // A signal that ended it unasked: who sent it is known when it came through the daemon.
    private string Outsider(ProcessLife life)
    {
        if (life.End is not { By: EndedBy.Itself, Status: ExitStatus.Signalled { Signal: var signal } } end)
        {
            return "";
        }

        var sent = Newest<CommandGiven>(life.EndAt, given => given.Effect is CommandEffect.None && given.Text.StartsWith("apm sendSignal ", StringComparison.Ordinal) && given.Serials.Contains(life.Serial));
        if (sent is { Index: var index, Fact: var command } && index > life.Begin && end.At - command.At <= SignalReach)
        {
            return $", after `{command.Text}`, given by {command.By}";
        }

        return signal is UnixSignal.SIGKILL ? ", which the daemon did not send: another program did, or the kernel because memory ran out" : "";
    }

    private bool IsOverdue(ProcessLife life) => _facts.Take(life.EndAt).Skip(life.Begin).Any(fact => fact is StopOverdue overdue && fact.Place?.Serial == life.Serial && overdue.Attempt == life.Attempt);

    // The process of the same slot before this one.
    private ProcessLife? Before(ProcessLife life) => _lives.FindLast(other => other.Serial == life.Serial && other.Attempt < life.Attempt);

    private Found<TFact>? Newest<TFact>(int before, Func<TFact, bool> matches) where TFact : HistoryFact
    {
        for (var index = Math.Min(before, _facts.Count) - 1; index >= 0; index--)
        {
            if (_facts[index] is TFact fact && matches(fact))
            {
                return new Found<TFact>(index, fact);
            }
        }

        return null;
    }

    private void KeepLines(ProcessLife life)
    {
        if (_lastLines.Count == 0 && life.End is { } end)
        {
            _lastLines = end.LastLines;
        }
    }

    private void Say(string sentence)
    {
        if (_sentences.Count < MaxSentences)
        {
            _sentences.Add(sentence.EndsWith('.') ? sentence : sentence + ".");
        }
    }

    private string Since<TFact>() where TFact : HistoryFact => Newest<TFact>(_facts.Count, _ => true) is { Fact.At: var at } ? $" since {When(at)}" : "";

    private string When(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, _zone);
        var format = local.Date == TimeZoneInfo.ConvertTime(_now, _zone).Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss";
        return local.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Process(ProcessLife life) => life.Pid > 0 ? $"process {life.Pid}" : "its process";

    private static string Uptime(Exited end) => end.Uptime is { } uptime ? $" after {HistoryText.Span(uptime)}" : "";

    private static string Times(int count) => count == 1 ? "once" : count == 2 ? "twice" : $"{count} times";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Bare(string reason) => reason.TrimEnd('.');

    private static string Undone(CommandEffect effect) => effect switch
    {
        CommandEffect.Stop => "stopped",
        CommandEffect.Remove => "removed",
        CommandEffect.Restart or CommandEffect.Reload => "asked to make place for a new process",
        CommandEffect.Start or CommandEffect.None => throw new ArgumentOutOfRangeException(nameof(effect), effect, "Ends no process."),
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "Not an effect."),
    };

    private sealed record Found<TFact>(int Index, TFact Fact) where TFact : HistoryFact;
}
