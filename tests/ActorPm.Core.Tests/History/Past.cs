using ActorPm.Core.History;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Tests.History;

/// <summary>Facts of one place, told one after another: each call lets time pass.</summary>
internal sealed class Past(string app = "web", long serial = 7)
{
    public static readonly DateTimeOffset Ten = new(2026, 11, 27, 10, 0, 0, TimeSpan.Zero);

    public static readonly CommandOrigin Alice = new(CommandWay.Control, "alice", 991, "apm");

    private readonly List<HistoryFact> _facts = [];

    public IReadOnlyList<HistoryFact> Facts => _facts;

    public DateTimeOffset Now { get; private set; } = Ten;

    public InstancePlace Place { get; private set; } = new(0, 3, serial);

    public Past Wait(double seconds)
    {
        Now = Now.AddSeconds(seconds);
        return this;
    }

    public Past Then(HistoryFact fact)
    {
        _facts.Add(fact with { At = Now, App = app, Place = Place });
        return Wait(1);
    }

    public Past Given(string text, CommandEffect effect, params long[] serials)
    {
        _facts.Add(new HistoryFact.CommandGiven(text, effect, serials.Length > 0 ? serials : [Place.Serial], Alice) { At = Now, App = app });
        return Wait(1);
    }

    public Past OfApp(HistoryFact fact)
    {
        _facts.Add(fact with { At = Now, App = app });
        return Wait(1);
    }

    public Past OfDaemon(HistoryFact fact)
    {
        _facts.Add(fact with { At = Now });
        return Wait(1);
    }

    public Past Daemon(DaemonBeginning how, int pid = 500) => OfDaemon(new HistoryFact.DaemonStarted("1.2.3", pid, how, new DaemonIdentity("boot", pid)) { At = Now });

    public Past Started(int attempt, int pid) => Then(new HistoryFact.Started(attempt, pid) { At = Now });

    public Past Crashed(int attempt, int pid, ExitStatus status, double uptime = 192, params string[] lines) => Then(
        new HistoryFact.Exited(attempt, pid, status, EndedBy.Itself, TimeSpan.FromSeconds(uptime)) { At = Now, LastLines = lines });

    public Past Ended(int attempt, int pid, ExitStatus status, EndedBy by) => Then(new HistoryFact.Exited(attempt, pid, status, by, TimeSpan.FromSeconds(5)) { At = Now });

    public Past Back(int attempt, double delay = 0) => Then(new HistoryFact.RestartScheduled(attempt, TimeSpan.FromSeconds(delay), 0) { At = Now });

    /// <summary>Another slot has the place from now on.</summary>
    public Past Move(long to)
    {
        Place = Place with { Serial = to };
        return this;
    }

    public InstanceStory Why(InstanceState? state) => WhyStory.Of(app, Place, state, _facts, Now, TimeZoneInfo.Utc);
}
