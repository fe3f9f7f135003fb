using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Checking;

/// <summary>
/// P5. An instance ends only when a command on its app was under way (one that failed may be carried out by the next daemon until the list has been seen) or
/// when the harness killed it. Nothing that is done to the daemon is an excuse. The listening sockets of the planes that pass the daemon by stay the same,
/// and the daemon comes back.
/// </summary>
internal static class DaemonMayDie
{
    /// <summary>The violations.</summary>
    public static IEnumerable<Violation> Check(IReadOnlyList<HistoryEvent> history)
    {
        var killed = history.OfType<HistoryEvent.Killed>().Select(kill => kill.Process).ToHashSet();
        var commands = CommandsByApp(history);
        foreach (var life in history.OfType<HistoryEvent.InstanceSeen>())
        {
            if (life is { Kin: Kin.Instance, Gone: { } gone } && !killed.Contains(life.Process)
                && !commands[life.App].Any(command => command.From <= gone && command.Until >= life.At))
            {
                yield return new Violation(5, gone, $"instance {life.Process.Pid} of {life.App} (slot {life.Serial}, launch {life.Attempt}) ended, and nobody had asked for it");
            }
        }

        foreach (var socket in history.OfType<HistoryEvent.SocketSeen>().Where(socket => socket.Plane is not Plane.Proxy).GroupBy(socket => socket.App))
        {
            foreach (var (before, after) in socket.Zip(socket.Skip(1)))
            {
                yield return new Violation(5, after.At, $"{socket.Key} ({after.Plane}) listens on another socket: {before.Inode} became {after.Inode}");
            }
        }

        foreach (var failed in history.OfType<HistoryEvent.DaemonFailed>())
        {
            yield return new Violation(5, failed.At, failed.Text);
        }
    }

    private static ILookup<string, (TimeSpan From, TimeSpan Until)> CommandsByApp(IReadOnlyList<HistoryEvent> history)
    {
        var lists = history.OfType<HistoryEvent.ListSeen>().Select(list => list.At).ToList();
        var acked = history.OfType<HistoryEvent.CommandAcked>().Select(command => (command.App, From: command.Began, Until: command.At));
        var failed = history.OfType<HistoryEvent.CommandFailed>().Select(command =>
            (command.App, From: command.Began, Until: lists.Where(at => at >= command.At).DefaultIfEmpty(TimeSpan.MaxValue).First()));
        return acked.Concat(failed).ToLookup(command => command.App, command => (command.From, command.Until));
    }
}
