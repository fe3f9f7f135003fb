using System.Globalization;
using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Observing;

/// <summary>
/// Looks at /proc at short intervals for processes that carry a mark of the home, and writes down each one's life. A second copy is seen if it lives for an interval.
/// </summary>
internal sealed class InstanceObserver(History history, string home)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    // Between fork and exec a process has its parent's environment: one that is young is looked at again.
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(2);

    private readonly Dictionary<ProcessIdentity, Life> _lives = [];
    private readonly Dictionary<int, TimeSpan> _strangers = [];
    private readonly Lock _lock = new();

    /// <summary>Looks until it is told to stop; then the lives that go on are written down as well.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        while (!stop.IsCancellationRequested)
        {
            Look();
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        lock (_lock)
        {
            foreach (var life in _lives.Values)
            {
                history.Add(life.Seen(null));
            }
        }
    }

    /// <summary>Instances that are alive, by app.</summary>
    public IReadOnlyList<(ProcessIdentity Process, string App, long Serial)> Alive()
    {
        lock (_lock)
        {
            return [.. _lives.Values.Where(life => life.Kin is Kin.Instance && Proc.IsAlive(life.Process)).Select(life => (life.Process, life.App, life.Serial))];
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            foreach (var life in _lives.Values.ToList())
            {
                var before = History.Now;
                if (Proc.IsAlive(life.Process))
                {
                    life.Last = before;
                }
                else
                {
                    history.Add(life.Seen(History.Now));
                    _lives.Remove(life.Process);
                }
            }

            LookForNewOnes();
        }
    }

    // A pid that was there a moment ago is the same process: no system starts so many that it comes round between two looks.
    private void LookForNewOnes()
    {
        var mine = _lives.Keys.Select(process => process.Pid).ToHashSet();
        var there = Proc.Pids().ToHashSet();
        foreach (var gone in _strangers.Keys.Where(pid => !there.Contains(pid)).ToList())
        {
            _strangers.Remove(gone);
        }

        foreach (var pid in there.Where(pid => !mine.Contains(pid)))
        {
            var now = History.Now;
            _strangers.TryAdd(pid, now);
            if (now - _strangers[pid] <= Young && Proc.Identify(pid) is { } process && LifeOf(process) is { } life)
            {
                _lives.Add(process, life);
                _strangers.Remove(pid);
            }
        }
    }

    // The daemon's own one-shot commands have numbers from here on.
    private const long FirstOfCommands = 1L << 62;

    private Life? LifeOf(ProcessIdentity process)
    {
        var environment = Proc.Read($"/proc/{process.Pid}/environ").Split('\0');
        var mark = environment.FirstOrDefault(text => text.StartsWith("ACTORPM_INSTANCE=", StringComparison.Ordinal));
        if (mark is null || !mark.EndsWith("@" + home, StringComparison.Ordinal))
        {
            return null;
        }

        var numbers = mark["ACTORPM_INSTANCE=".Length..^(home.Length + 1)].Split('.');
        var serial = long.Parse(numbers[0], CultureInfo.InvariantCulture);
        if (serial >= FirstOfCommands)
        {
            // A probe, or what an update looks at the new program with: of no app, and ended by the daemon when it likes.
            return null;
        }

        var attempt = int.Parse(numbers[1], CultureInfo.InvariantCulture);
        var app = environment.FirstOrDefault(text => text.StartsWith("CHAOS_APP=", StringComparison.Ordinal))?["CHAOS_APP=".Length..] ?? "unknown";
        var isKin = Proc.Read($"/proc/{process.Pid}/cmdline").Split('\0').Contains("descendant")
            || (Proc.StatOf(process.Pid) is { } stat && _lives.Values.Any(life => life.Process.Pid.ToString(CultureInfo.InvariantCulture) == stat[1]));
        var now = History.Now;
        return Proc.IsAlive(process) ? new Life(process, app, serial, attempt, isKin ? Kin.Descendant : Kin.Instance, now) { Last = now } : null;
    }

    private sealed record Life(ProcessIdentity Process, string App, long Serial, int Attempt, Kin Kin, TimeSpan First)
    {
        public TimeSpan Last { get; set; }

        public HistoryEvent.InstanceSeen Seen(TimeSpan? gone) => new(Last, First, gone, Process, App, Serial, Attempt, Kin);
    }
}
