using System.Globalization;
using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Checking;

/// <summary>
/// P7. Every line that the kernel took from an app stands in the log files once, whole. Lines may be missing, and the log may say so, only where the time
/// between the lines around the gap meets a full disk; there a line may also end early, and nothing may stand behind it, unless the daemon was killed while the disk was full: only that daemon knew where it had stopped. The newest lines of an instance that was killed while neither daemon nor guard lived are gone with its pipe.
/// </summary>
internal static class OutputWhole
{
    private const int WordsOfLine = 6;

    // A torn line tells no time; the one before it may be somewhat older.
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(1);

    /// <summary>The violations.</summary>
    public static IEnumerable<Violation> Check(IReadOnlyList<HistoryEvent> history, IReadOnlyList<FaultWindow> faults)
    {
        var full = faults.Where(fault => fault.Kind is FaultKind.FillDisk).ToList();
        var orphaned = DiedAlone(history);
        var deaths = history.OfType<HistoryEvent.DaemonAnswered>().ToList();
        foreach (var torn in history.OfType<HistoryEvent.LineTorn>().Where(torn => !full.Any(fault => fault.Meets(torn.At, torn.At + Around)
            && (IsBeginning(torn.Text) || (HasOneBehind(torn.Text) && deaths.Any(death => fault.Meets(death.Since, death.At)))))))
        {
            yield return new Violation(7, torn.At, $"{torn.File} has what nobody wrote: {torn.Text}");
        }

        var written = history.OfType<HistoryEvent.LinesWritten>().ToDictionary(lines => (lines.App, lines.Run));
        var seen = history.OfType<HistoryEvent.LinesSeen>().ToLookup(lines => (lines.App, lines.Run));
        foreach (var run in written.Keys.Union(seen.Select(group => group.Key)))
        {
            var next = 1L;
            var since = TimeSpan.Zero;
            foreach (var lines in seen[run].OrderBy(lines => lines.First))
            {
                if (lines.First > next && !full.Any(fault => fault.Meets(since, lines.FirstWritten)))
                {
                    yield return new Violation(7, lines.FirstWritten, $"lines {next} to {lines.First - 1} of {run.App} (run {run.Run}) are lost");
                }
                else if (lines.First < next)
                {
                    yield return new Violation(7, lines.FirstWritten, $"lines {lines.First} to {Math.Min(next - 1, lines.Last)} of {run.App} (run {run.Run}) stand twice in the log");
                }

                next = Math.Max(next, lines.Last + 1);
                since = lines.LastWritten;
            }

            if (written.TryGetValue(run, out var last) && last.Last >= next && !full.Any(fault => fault.Meets(since, last.At)) && !orphaned.Contains(PidOf(last.Run)))
            {
                yield return new Violation(7, last.At, $"lines {next} to {last.Last} of {run.App} (run {run.Run}) are lost: the newest ones");
            }
        }
    }

    // The beginning of one line and nothing else: another one behind it would give it more words.
    private static bool IsBeginning(string text) => text.StartsWith('L') && text.Split(' ').Length <= WordsOfLine;

    // The beginning of one line, and a whole one.
    private static bool HasOneBehind(string text) =>
        text.LastIndexOf("L ", StringComparison.Ordinal) is > 0 and var second && IsBeginning(text[..second]) && text[second..].Split(' ').Length == WordsOfLine && text.EndsWith('|');

    // A pipe that nobody has open is empty: where an instance was killed while no daemon lived, and no guard held the pipe, its newest lines are gone.
    private static HashSet<int> DiedAlone(IReadOnlyList<HistoryEvent> history)
    {
        var away = history.OfType<HistoryEvent.DaemonAnswered>().Where(answer => answer.By is Revival.Harness).ToList();
        return [.. history.OfType<HistoryEvent.Killed>().Where(kill => kill.Victim is Victim.Instance && away.Any(answer => answer.Since <= kill.Began && answer.At >= kill.At)).Select(kill => kill.Process.Pid)];
    }

    // A run is named by its pid and the time of its start.
    private static int PidOf(string run) => int.Parse(run.Split('-')[0], CultureInfo.InvariantCulture);
}
