using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Checking;

/// <summary>P3. Of what lived before a stop or delete began, nothing was seen alive after it had returned: neither the instance nor what it had started.</summary>
internal static class StoppedMeansStopped
{
    /// <summary>The violations.</summary>
    public static IEnumerable<Violation> Check(IReadOnlyList<HistoryEvent> history)
    {
        var lives = history.OfType<HistoryEvent.InstanceSeen>().ToLookup(life => life.App);
        return from stop in history.OfType<HistoryEvent.CommandAcked>()
               where stop.Verb is Verb.Stop or Verb.Delete
               from life in lives[stop.App]
               where life.First <= stop.At && life.At > stop.At
               select new Violation(3, stop.At, $"{life.Kin} {life.Process.Pid} of {life.App} (slot {life.Serial}, launch {life.Attempt}, alive since {life.First.TotalSeconds:0.000} s) lived on after {stop.Verb} had returned, {(life.At - stop.At).TotalSeconds:0.000} s at least");
    }
}
