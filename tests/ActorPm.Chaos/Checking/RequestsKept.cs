using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Checking;

/// <summary>
/// P5 and P6. A request fails only if its connection was cut by a death: that of an instance of its app that the harness killed or, in the proxy, that of the
/// daemon or an update of it, and then only if the connection had been opened before. In the proxy, connections are refused only where nobody but the harness brings
/// the daemon back, and requests fail while the daemon has no descriptors left. A release that cannot run never wins a reload.
/// </summary>
internal static class RequestsKept
{
    /// <summary>The violations.</summary>
    public static IEnumerable<Violation> Check(IReadOnlyList<HistoryEvent> history, IReadOnlyList<FaultWindow> faults)
    {
        var commands = history.OfType<HistoryEvent.CommandAcked>().Where(command => command.Verb is Verb.Reload or Verb.ReloadBadRelease).ToList();
        foreach (var won in commands.Where(command => command.Verb is Verb.ReloadBadRelease))
        {
            yield return new Violation(6, won.At, $"a release of {won.App} that exits at once won a reload");
        }

        var excuses = new RequestExcuses(history, faults);
        foreach (var failed in history.OfType<HistoryEvent.RequestFailed>().Where(failed => !excuses.Excuse(failed)))
        {
            var promise = commands.Any(command => command.App == failed.App && command.Began <= failed.At && command.At >= failed.Began) ? 6 : 5;
            yield return new Violation(promise, failed.At, $"a request of {failed.App} ({failed.Plane}) failed after {(failed.At - failed.Began).TotalSeconds:0.000} s: {failed.Failure}, {failed.Text}");
        }
    }
}
