using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Checking;

/// <summary>
/// P1. Two processes of one slot, or more of an app than may be, lived at one moment. A life is counted from the first to the last time the process
/// was seen alive, so that two lives that overlap did overlap, however slowly the observer looks.
/// </summary>
internal static class OneProcessPerSlot
{
    /// <summary>The violations.</summary>
    public static IEnumerable<Violation> Check(IReadOnlyList<HistoryEvent> history)
    {
        var lives = history.OfType<HistoryEvent.InstanceSeen>().Where(life => life.Kin is Kin.Instance).ToList();
        foreach (var slot in lives.GroupBy(life => (life.App, life.Serial)))
        {
            HistoryEvent.InstanceSeen? longest = null;
            foreach (var life in slot.OrderBy(life => life.First))
            {
                if (longest is not null && life.First <= longest.At)
                {
                    yield return new Violation(1, life.First, $"slot {slot.Key.Serial} of {slot.Key.App} had two processes: {longest.Process.Pid} (launch {longest.Attempt}) and {life.Process.Pid} (launch {life.Attempt})");
                }

                longest = longest is null || life.At > longest.At ? life : longest;
            }
        }

        foreach (var declared in history.OfType<HistoryEvent.AppDeclared>())
        {
            var living = new PriorityQueue<HistoryEvent.InstanceSeen, TimeSpan>();
            foreach (var life in lives.Where(life => life.App == declared.App).OrderBy(life => life.First))
            {
                while (living.TryPeek(out _, out var last) && last < life.First)
                {
                    living.Dequeue();
                }

                living.Enqueue(life, life.At);
                if (living.Count > declared.MostAtOnce)
                {
                    yield return new Violation(1, life.First, $"{declared.App} had {living.Count} instances at one time, {declared.MostAtOnce} at most were wished; the last is {life.Process.Pid}");
                }
            }
        }
    }
}
