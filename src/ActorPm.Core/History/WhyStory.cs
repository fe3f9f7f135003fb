using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using static ActorPm.Core.History.HistoryFact;

namespace ActorPm.Core.History;

/// <summary>
/// Why an instance is as it is: the chain of causes in sentences. How it stands comes first; each further sentence is about what led to the one before,
/// until a person's command, a start of the daemon, or the end of what the history knows.
/// </summary>
public sealed partial class WhyStory
{
    // A chain this long is no answer any more; the history has the rest.
    private const int MaxSentences = 8;

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
    /// <param name="waitsFor">The other app for which its launch waits, as the second half of a sentence; null when it waits for none.</param>
    public static InstanceStory Of(
        string app, InstancePlace place, InstanceState? state, IReadOnlyList<HistoryFact> facts, DateTimeOffset now, TimeZoneInfo zone, string? waitsFor = null)
    {
        var story = new WhyStory($"{app}:{place.Ordinal}", PlaceFacts.Of(facts, place.Ordinal, place.Serial), now, zone);
        story.Tell(state, place.Serial, waitsFor);
        return new InstanceStory(app, place.Ordinal, place.PmId, story._sentences, story._lastLines);
    }

    private void Tell(InstanceState? state, long serial, string? waitsFor)
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
            case InstanceState.Launching when waitsFor is not null:
                Say($"{_name} is started as soon as it need not wait any longer for {waitsFor}");
                TellEnd(newest);
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
}
