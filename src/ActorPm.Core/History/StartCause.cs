using static ActorPm.Core.History.HistoryFact;

namespace ActorPm.Core.History;

/// <summary>Why a process was started. A closed family.</summary>
internal abstract record StartCause
{
    private StartCause()
    {
    }

    /// <summary>The one before it had ended unasked, and the restart policy brought it back.</summary>
    public sealed record Crash(RestartScheduled Verdict) : StartCause;

    /// <summary>The one before it had ended while no daemon ran.</summary>
    public sealed record DiedUnwatched(Exited End) : StartCause;

    /// <summary>Somebody gave a command.</summary>
    public sealed record Command(CommandGiven Given) : StartCause;

    /// <summary>The daemon had a reason of its own.</summary>
    public sealed record OwnReason(RestartCaused Caused) : StartCause;

    /// <summary>The daemon started, and the list says that it runs.</summary>
    public sealed record Replay(DaemonStarted Daemon) : StartCause;

    /// <summary>The facts do not tell, or not any more.</summary>
    public sealed record Unknown : StartCause;

    /// <summary>Looks for the cause among the facts of a place: the newest one before the start that can have led to it.</summary>
    public static StartCause Of(ProcessLife life, IReadOnlyList<HistoryFact> facts)
    {
        Command? ownCommand = null;
        if (!life.IsBeginKnown)
        {
            return new Unknown();
        }

        for (var index = life.Begin - 1; index >= 0; index--)
        {
            var isOwn = facts[index].Place?.Serial == life.Serial;
            switch (facts[index])
            {
                case RestartScheduled verdict when isOwn && verdict.Attempt == life.Attempt - 1:
                    return new Crash(verdict);
                case Exited { By: EndedBy.Unwatched } end when isOwn:
                    return new DiedUnwatched(end);
                case CommandGiven { By.Way: CommandWay.Daemon } given when given.Serials.Contains(life.Serial):
                    // The reason for it stands before it, if there is one.
                    ownCommand ??= new Command(given);
                    break;
                case CommandGiven { Effect: CommandEffect.Start or CommandEffect.Restart or CommandEffect.Reload } given when given.Serials.Contains(life.Serial) && ownCommand is null:
                    return new Command(given);
                case RestartCaused caused when isOwn || ownCommand is not null:
                    return new OwnReason(caused);
                case DaemonStarted daemon when ownCommand is null:
                    return new Replay(daemon);
                case Started or Adopted when isOwn || ownCommand is not null:
                    return (StartCause?)ownCommand ?? new Unknown();
                default:
                    break;
            }
        }

        return (StartCause?)ownCommand ?? new Unknown();
    }
}
