using ActorPm.Core.Instances;
using static ActorPm.Core.History.HistoryFact;

namespace ActorPm.Core.History;

/// <content>How processes ended, and who or what asked for it.</content>
public sealed partial class WhyStory
{
    // A signal that somebody had sent kills at once, or after what the app does about it.
    private static readonly TimeSpan SignalReach = TimeSpan.FromSeconds(5);

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
        var unseen = end.By is EndedBy.Unwatched ? " while no daemon ran" : "";
        return $"{Process(life)} {end.Status}{unseen}{Uptime(end)}{memory}{Outsider(life)}";
    }

    // A signal that ended it unasked: who sent it is known when it came through the daemon.
    private string Outsider(ProcessLife life)
    {
        if (life.End is not { By: EndedBy.Itself, Status: ExitStatus.Signalled { Cause: null, Signal: var signal } } end)
        {
            return "";
        }

        var sent = Newest<CommandGiven>(life.EndAt, given => given.Effect is CommandEffect.None && given.Text.StartsWith("apm sendSignal ", StringComparison.Ordinal) && given.Serials.Contains(life.Serial));
        if (sent is { Index: var index, Fact: var command } && index > life.Begin && end.At - command.At <= SignalReach)
        {
            return $", after `{command.Text}`, given by {command.By}";
        }

        return signal switch
        {
            UnixSignal.SIGKILL => ", which the daemon did not send: another program did, or the kernel because memory ran out",
            UnixSignal.SIGXCPU => ", which the kernel sends when the limit of processor time is reached (limits: cpu)",
            UnixSignal.SIGXFSZ => ", which the kernel sends when a file would grow above the limit (limits: fsize)",
            _ => "",
        };
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
