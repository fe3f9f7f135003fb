using System.Globalization;
using ActorPm.Cluster.Tests.Nemeses.Checking;
using ActorPm.Cluster.Tests.Nemeses.Histories;

namespace ActorPm.Cluster.Tests.Nemeses;

/// <summary>What came of a run, for a person.</summary>
internal static class NemesisReport
{
    private const int MostShown = 40;

    /// <summary>Prints a line for each kind of nemesis, what failed, and the violations.</summary>
    public static void Print(IReadOnlyList<ClusterEvent> events, IReadOnlyList<Violation> violations, IReadOnlyCollection<string> lasting, Action<string> print)
    {
        var history = events.OrderBy(happened => happened.At).ToList();
        var nemeses = NemesisWindow.Of(history);
        var failed = history.OfType<ClusterEvent.RequestFailed>().ToList();
        var commands = history.OfType<ClusterEvent.CommandFailed>().ToList();
        print("                   away, s: p50 / p99                              not answered through       commands");
        print("nemesis         n  single app       spread app       requests       the victim  other nodes    failed");
        foreach (var kind in Recovery.Of(history, lasting).GroupBy(recovery => recovery.Nemesis.Kind).OrderBy(kind => kind.Key))
        {
            var through = kind.Select(recovery => recovery.Nemesis).ToList();
            var requests = failed.Where(request => through.Exists(nemesis => nemesis.Meets(request.Began, request.At))).ToList();
            var victims = requests.Count(request => through.Exists(nemesis => nemesis.Meets(request.Began, request.At) && request.Node == nemesis.Victim));
            print(string.Create(CultureInfo.InvariantCulture,
                $"{kind.Key,-14} {kind.Count(),2}  {Times(kind.Select(recovery => recovery.Single)),-15}  {Times(kind.Select(recovery => recovery.Spread)),-15}  {Times(kind.Select(recovery => recovery.Requests)),-15} {victims,9} {requests.Count - victims,12} {commands.Count(command => through.Exists(nemesis => nemesis.Meets(command.Began, command.At))),9}"));
        }

        var calm = failed.Count(request => !nemeses.Any(nemesis => nemesis.Meets(request.Began, request.At)));
        print($"requests: {history.OfType<ClusterEvent.RequestAnswered>().Count()} answered, {failed.Count} failed, {calm} of them without a nemesis");
        print($"commands: {history.OfType<ClusterEvent.CommandAcked>().Count()} acknowledged, {commands.Count} failed; all nodes were held against them {history.OfType<ClusterEvent.RestSeen>().DistinctBy(rest => rest.Number).Count()} times");
        foreach (var reason in commands.GroupBy(command => command.Text).OrderByDescending(reason => reason.Count()).Take(MostShown / 4))
        {
            print($"  {reason.Count()} × {reason.Key}");
        }

        print(violations.Count == 0 ? "no promise was broken" : $"{violations.Count} violations");
        foreach (var violation in violations.Take(MostShown))
        {
            print($"  {violation} [{string.Join(", ", nemeses.Where(nemesis => nemesis.Meets(violation.At, violation.At)).Select(nemesis => $"{nemesis.Kind} {nemesis.Victim}".Trim()))}]");
        }
    }

    // The nearest rank.
    private static string Times(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Select(time => time.TotalSeconds).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{At(0.5):0.0} / {At(0.99):0.0}");

        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
    }
}
