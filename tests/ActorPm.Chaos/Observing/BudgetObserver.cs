using System.Globalization;
using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Observing;

/// <summary>Samples what the daemon and its guard have taken, and which listening socket is at each port.</summary>
internal sealed class BudgetObserver(History history, Apm apm, IReadOnlyList<(string App, Plane Plane, int Port)> ports)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly Dictionary<string, long> _sockets = [];

    /// <summary>Looks until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        while (!stop.IsCancellationRequested)
        {
            Sample(Victim.Daemon, apm.Daemon);
            Sample(Victim.Guard, apm.Guard);
            LookAtSockets();
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private void Sample(Victim of, ProcessIdentity? process)
    {
        if (process is not { } found)
        {
            return;
        }

        var status = Proc.Read($"/proc/{found.Pid}/status").Split('\n');
        int descriptors;
        try
        {
            descriptors = Directory.GetFiles($"/proc/{found.Pid}/fd").Length;
        }
        catch (IOException)
        {
            // It was killed while we looked.
            return;
        }

        if (Number(status, "VmRSS:") is { } memory && Number(status, "Threads:") is { } threads)
        {
            history.Add(new HistoryEvent.BudgetSample(History.Now, of, found.Pid, memory * 1024, descriptors, (int)threads, Zombies(found.Pid), LogBytes()));
        }
    }

    private static int Zombies(int parent) => Proc.Read($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Count(child => Proc.StatOf(int.Parse(child, CultureInfo.InvariantCulture)) is ["Z", ..]);

    private long LogBytes()
    {
        var logs = new DirectoryInfo(Path.Combine(apm.Home, "logs"));
        return logs.Exists ? logs.EnumerateFiles().Sum(file => file.Exists ? file.Length : 0) : 0;
    }

    private static long? Number(string[] status, string key) =>
        status.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is { } line
            ? long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) : null;

    // Fields of /proc/net/tcp: number, local address:port, remote, state (0A listens), queues, timer, retransmits, uid, timeout, inode.
    private void LookAtSockets()
    {
        var listening = Proc.Read("/proc/net/tcp").Split('\n').Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length > 9 && fields[3] == "0A").ToList();
        foreach (var (app, plane, port) in ports)
        {
            var end = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
            if (listening.FirstOrDefault(fields => fields[1].EndsWith(end, StringComparison.Ordinal)) is { } found
                && long.Parse(found[9], CultureInfo.InvariantCulture) is var inode && _sockets.GetValueOrDefault(app) != inode)
            {
                _sockets[app] = inode;
                history.Add(new HistoryEvent.SocketSeen(History.Now, app, plane, inode));
            }
        }
    }
}
