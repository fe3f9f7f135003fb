using System.Globalization;
using ActorPm.Chaos.Checking;
using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos;

/// <summary>What a run was and what came of it, for a person.</summary>
internal static class Report
{
    private const int MostShown = 40;

    /// <summary>Prints the faults, the requests of each plane, how long the daemon was away, the lines, and the violations with the command that makes the run again.</summary>
    public static void Print(ChaosOptions options, IReadOnlyList<HistoryEvent> history, IReadOnlyList<Violation> violations, TimeSpan length, Action<string> print)
    {
        print(Text($"seed {options.Seed}, {length.TotalSeconds:0} s"));
        print("faults: " + string.Join(", ", history.OfType<HistoryEvent.FaultBegan>().GroupBy(fault => fault.Kind).OrderBy(group => group.Key).Select(group => $"{group.Key} {group.Count()}")));
        foreach (var plane in Enum.GetValues<Plane>())
        {
            var answered = history.OfType<HistoryEvent.RequestAnswered>().Where(request => request.Plane == plane).ToList();
            var failed = history.OfType<HistoryEvent.RequestFailed>().Where(request => request.Plane == plane).ToList();
            var kinds = string.Join(", ", Enum.GetValues<RequestFailure>().Select(kind => $"{failed.Count(request => request.Failure == kind)} {kind.ToString().ToLowerInvariant()}"));
            print(Text($"{plane,-8} {answered.Count} answered, {failed.Count} failed ({kinds}); {Times(answered.Select(request => request.At - request.Began))}"));
        }

        foreach (var by in history.OfType<HistoryEvent.DaemonAnswered>().GroupBy(answer => answer.By))
        {
            print($"daemon back by {by.Key}: {by.Count()} times, the next command worked after {Times(by.Select(answer => answer.At - answer.Since))}");
        }

        var lives = history.OfType<HistoryEvent.InstanceSeen>().ToList();
        print($"instances: {lives.Count} lives; {lives.Count(life => life.Gone is null)} lived to the end");
        print($"lines: {history.OfType<HistoryEvent.LinesSeen>().Sum(lines => lines.Last - lines.First + 1)} in the log, {history.OfType<HistoryEvent.LinesWritten>().Sum(lines => lines.Last)} written, {history.OfType<HistoryEvent.LineTorn>().Count()} torn");
        print($"commands: {history.OfType<HistoryEvent.CommandAcked>().Count()} acknowledged, {history.OfType<HistoryEvent.CommandFailed>().Count()} failed; the list was held against them {history.OfType<HistoryEvent.ListSeen>().Count()} times");
        foreach (var failures in history.OfType<HistoryEvent.CommandFailed>().GroupBy(command => FaultsAt(history, command.Began, command.At)))
        {
            print($"  {failures.Count()} failed under {failures.Key}, the last one: {failures.Last().Verb} {failures.Last().Text}");
        }

        foreach (var samples in history.OfType<HistoryEvent.BudgetSample>().GroupBy(sample => sample.Of))
        {
            print($"{samples.Key}: at most {samples.Max(sample => sample.MemoryBytes) >> 20} MiB, {samples.Max(sample => sample.Descriptors)} descriptors, {samples.Max(sample => sample.Threads)} threads");
        }

        print(violations.Count == 0 ? "no promise was broken" : $"{violations.Count} violations");
        foreach (var violation in violations.Take(MostShown))
        {
            print($"  {violation} [{FaultsAt(history, violation.At, violation.At)}]");
        }

        if (violations.Count > 0)
        {
            print($"again: {options.Replay()}");
        }
    }

    private static string FaultsAt(IReadOnlyList<HistoryEvent> history, TimeSpan from, TimeSpan until) =>
        string.Join(", ", FaultWindow.Of(history).Where(fault => fault.Meets(from, until)).Select(fault => fault.Kind.ToString())) is { Length: > 0 } some ? some : "no fault";

    private static string Times(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Select(time => time.TotalMilliseconds).Order().ToList();
        return sorted.Count == 0 ? "–" : Text($"p50 {sorted[sorted.Count / 2]:0.0} ms, p99 {sorted[(int)(sorted.Count * 0.99)]:0.0} ms, at most {sorted[^1]:0.0} ms");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
