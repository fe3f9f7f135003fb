using ActorPm.Core.Instances;
using static ActorPm.Core.History.HistoryFact;

namespace ActorPm.Core.History;

/// <summary>One process of a place, as far as the facts tell: from its start to its end.</summary>
/// <param name="serial">Its slot.</param>
/// <param name="attempt">Its launch.</param>
/// <param name="begin">Where among the facts it begins.</param>
internal sealed class ProcessLife(long serial, int attempt, int begin)
{
    /// <summary>Its slot.</summary>
    public long Serial { get; } = serial;

    /// <summary>Its launch.</summary>
    public int Attempt { get; } = attempt;

    /// <summary>Where among the facts it begins; the fact there may tell of a later moment when earlier ones are gone.</summary>
    public int Begin { get; } = begin;

    /// <summary>Whether the fact of its start is among them.</summary>
    public bool IsBeginKnown { get; private init; }

    /// <summary>Its process id; 0 when none is known.</summary>
    public int Pid { get; private set; }

    /// <summary>When it was started; null when unknown.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>How it ended; null while it lives.</summary>
    public Exited? End { get; private set; }

    /// <summary>Where among the facts it ends.</summary>
    public int EndAt { get; private set; }

    /// <summary>Where among the facts it was adopted.</summary>
    public List<int> Adoptions { get; } = [];

    /// <summary>The lives that facts of one place tell, in the order of their beginnings.</summary>
    public static List<ProcessLife> Of(IReadOnlyList<HistoryFact> facts)
    {
        var lives = new List<ProcessLife>();
        for (var index = 0; index < facts.Count; index++)
        {
            var at = index;
            if (facts[index].Place is not { Serial: var serial })
            {
                continue;
            }

            switch (facts[index])
            {
                case Started started:
                    lives.Add(new ProcessLife(serial, started.Attempt, index) { IsBeginKnown = true, Pid = started.Pid, StartedAt = started.At });
                    break;
                case StartFailed failed:
                    var unborn = new ProcessLife(serial, failed.Attempt, index) { IsBeginKnown = true };
                    unborn.EndBy(new Exited(failed.Attempt, 0, new ExitStatus.NotStarted(failed.Reason), EndedBy.Itself, null) { At = failed.At, Place = failed.Place }, index);
                    lives.Add(unborn);
                    break;
                case Adopted adopted:
                    var found = Find(adopted.Attempt);
                    found.Pid = adopted.Pid;
                    found.StartedAt = adopted.StartedAt;
                    found.Adoptions.Add(index);
                    break;
                case Exited exited:
                    Find(exited.Attempt).EndBy(exited, index);
                    break;
                default:
                    break;
            }

            ProcessLife Find(int attempt)
            {
                var life = lives.FindLast(life => life.Serial == serial && life.Attempt == attempt);
                if (life is null)
                {
                    lives.Add(life = new ProcessLife(serial, attempt, at));
                }

                return life;
            }
        }

        return lives;
    }

    // The first word counts: a daemon that died between an exit and what follows from it leaves the next one to say that it knows nothing.
    private void EndBy(Exited exited, int index)
    {
        if (End is not null)
        {
            return;
        }

        End = exited;
        EndAt = index;
        Pid = Pid == 0 ? exited.Pid : Pid;
        StartedAt ??= exited.At - exited.Uptime;
    }
}
