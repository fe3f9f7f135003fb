using ActorPm.Core.History;

namespace ActorPm.Daemon.History;

/// <summary>A fact on its way to the disk.</summary>
/// <param name="Fact">What happened.</param>
/// <param name="Errors">What its process wrote to standard error; null when that is of no interest.</param>
/// <param name="Output">The same of standard output, looked at when there is nothing in <paramref name="Errors"/>.</param>
internal readonly record struct PendingFact(HistoryFact Fact, LogSpan? Errors = null, LogSpan? Output = null)
{
    /// <summary>The fact with the last lines of the process, which are read now.</summary>
    public HistoryFact Complete()
    {
        if (Fact is not HistoryFact.Exited exited)
        {
            return Fact;
        }

        var lines = Errors?.LastLines() ?? [];
        return exited with { LastLines = lines.Count > 0 ? lines : Output?.LastLines() ?? [] };
    }
}
