using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Checking;

/// <summary>
/// P8. The daemon and its guard stay within fixed bounds for the few dozen processes of a run, and a process that lives long does not grow: of what it held, the
/// last tenth of its samples is not half as much again as the second tenth.
/// </summary>
internal static class Bounded
{
    private const long MostMemory = 512L << 20;
    private const int MostDescriptors = 1000;
    private const int MostThreads = 120;
    private const int MostZombies = 8;
    private const long MostLogs = 2L << 30;

    // Fewer samples than these, two minutes of them, say nothing of growth. A daemon that comes back is measured from its first answer on: until then it only fills.
    private const int FewestSamples = 240;
    private const long Slack = 32L << 20;
    private const int DescriptorSlack = 24;

    /// <summary>The violations: one for each process and bound.</summary>
    public static IEnumerable<Violation> Check(IReadOnlyList<HistoryEvent> history)
    {
        var revivals = history.OfType<HistoryEvent.DaemonAnswered>().ToList();
        foreach (var process in history.OfType<HistoryEvent.BudgetSample>().GroupBy(sample => (sample.Of, sample.Pid)))
        {
            var samples = process.ToList();
            var first = samples[0].At;
            var grown = revivals.FirstOrDefault(revival => revival.Since <= first && revival.At >= first) is { } back ? samples.FindAll(sample => sample.At > back.At) : samples;
            var violations = new[]
            {
                Over(samples, "bytes of memory", sample => sample.MemoryBytes, MostMemory),
                Over(samples, "descriptors", sample => sample.Descriptors, MostDescriptors),
                Over(samples, "threads", sample => sample.Threads, MostThreads),
                Over(samples, "children that nobody has waited for", sample => sample.Zombies, MostZombies),
                Over(samples, "bytes of logs", sample => sample.LogBytes, MostLogs),
                Grows(grown, "bytes of memory", sample => sample.MemoryBytes, Slack),
                Grows(grown, "descriptors", sample => sample.Descriptors, DescriptorSlack),
            };
            foreach (var violation in violations)
            {
                if (violation is not null)
                {
                    yield return violation;
                }
            }
        }
    }

    private static Violation? Over(IReadOnlyList<HistoryEvent.BudgetSample> samples, string what, Func<HistoryEvent.BudgetSample, long> value, long bound) =>
        samples.FirstOrDefault(sample => value(sample) > bound) is { } over
            ? new Violation(8, over.At, $"{over.Of} {over.Pid} has {value(over)} {what}; {bound} is the bound")
            : null;

    private static Violation? Grows(IReadOnlyList<HistoryEvent.BudgetSample> samples, string what, Func<HistoryEvent.BudgetSample, long> value, long slack)
    {
        if (samples.Count < FewestSamples)
        {
            return null;
        }

        var tenth = samples.Count / 10;
        var early = Median(samples.Skip(tenth).Take(tenth));
        var late = Median(samples.TakeLast(tenth));
        return late > early + (early / 2) + slack ? new Violation(8, samples[^1].At, $"{samples[0].Of} {samples[0].Pid} grows: {early} {what} early, {late} late") : null;

        long Median(IEnumerable<HistoryEvent.BudgetSample> some) => some.Select(value).Order().ElementAt(tenth / 2);
    }
}
