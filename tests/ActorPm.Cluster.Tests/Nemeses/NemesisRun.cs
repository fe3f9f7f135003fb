using System.Globalization;
using ActorPm.Cluster.Tests.Nemeses.Checking;
using ActorPm.Cluster.Tests.Nemeses.Faults;
using ActorPm.Cluster.Tests.Nemeses.Histories;
using ActorPm.Cluster.Tests.Nemeses.Workload;
using ActorPm.Cluster.Tests.Networks;
using ActorPm.Cluster.Tests.Nodes;
using ActorPm.EndToEnd.Tests;

namespace ActorPm.Cluster.Tests.Nemeses;

/// <summary>
/// One run over three nodes: a single, a spread and an every app that are there all the time, two givers of commands about others, and requests at a constant rate through each node's port,
/// while the nemeses of a plan strike one after the other. One history is written down and held against what a cluster promises.
/// </summary>
/// <param name="plan">What strikes.</param>
/// <param name="keep">The directory in which the history and the daemons' logs are kept; null for nowhere.</param>
/// <param name="print">Takes the report.</param>
internal sealed class NemesisRun(IReadOnlyList<PlannedNemesis> plan, string? keep, Action<string> print)
{
    private const int Nodes = 3, Port = 8080, PerSecond = 10, Givers = 2;
    private const string Single = "solo", Spread = "wide", Every = "each";

    // Only a defect reaches it.
    private static readonly TimeSpan WholeLimit = TimeSpan.FromMinutes(2);

    private readonly ClusterHistory _history = new();
    private readonly List<WishGiver> _givers = [];
    private CopyWatch _watch = null!;
    private int _rests;

    /// <summary>Carries out the plan.</summary>
    /// <param name="seed">Of the commands.</param>
    /// <returns>The violations.</returns>
    public async Task<IReadOnlyList<Violation>> RunAsync(int seed)
    {
        var directory = Directory.CreateTempSubdirectory("nemesis-").FullName;
        Hub? hub = null;
        try
        {
            var library = await SkewedClock.CompileAsync(directory);
            await using var cluster = await NodeCluster.FormAsync(Nodes, _ => Task.FromResult<IWire>(hub = new Hub(seed)), apm => SkewedClock.Prepare(apm, library));
            try
            {
                await RunAsync(cluster, hub!, seed);
            }
            finally
            {
                Keep(cluster);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        var violations = Checker.Check(_history.Events, Single, Spread, Every);
        NemesisReport.Print(_history.Events, violations, [Single, Spread, Every], print);
        return violations;
    }

    private async Task RunAsync(NodeCluster cluster, Hub hub, int seed)
    {
        _watch = new CopyWatch(_history, cluster.Nodes.ToDictionary(node => node.Apm.Home, node => node.Name, StringComparer.Ordinal));
        using var watchEnd = new CancellationTokenSource();
        using var workEnd = new CancellationTokenSource();
        var watching = Task.Run(() => _watch.RunAsync(watchEnd.Token), CancellationToken.None);
        var loads = new List<ConstantLoad>();
        var giving = new List<Task>();
        using var lasting = new WishGiver(_history, _watch, cluster.Nodes, "", new Random(seed));
        try
        {
            await BeginAsync(lasting, cluster.Nodes[0]);
            _givers.Add(lasting);
            await RestAsync(cluster, 0);
            foreach (var node in cluster.Nodes)
            {
                loads.Add(new ConstantLoad(cluster.Stranger, new Uri($"http://{node.Machine.Address}:{Port}"), PerSecond, (began, failure) => _history.Add(failure is null
                    ? new ClusterEvent.RequestAnswered(_history.Now, _history.Of(began), node.Name)
                    : new ClusterEvent.RequestFailed(_history.Now, _history.Of(began), node.Name, failure))));
            }

            for (var number = 1; number <= Givers; number++)
            {
                var giver = new WishGiver(_history, _watch, cluster.Nodes, $"wish{number}-", new Random(seed + number));
                _givers.Add(giver);
                giving.Add(Task.Run(() => giver.RunAsync(workEnd.Token), CancellationToken.None));
            }

            foreach (var planned in plan)
            {
                if (!await StrikeAsync(planned, cluster, hub))
                {
                    break;
                }
            }
        }
        finally
        {
            await workEnd.CancelAsync();
            await Task.WhenAll(giving);
            foreach (var load in loads)
            {
                await load.DisposeAsync();
            }

            await watchEnd.CancelAsync();
            await watching;
            foreach (var giver in _givers.Where(giver => giver != lasting))
            {
                giver.Dispose();
            }
        }
    }

    private static async Task BeginAsync(WishGiver giver, Node node)
    {
        var (single, spread, every) = (WishGiver.AnyWord(), WishGiver.AnyWord(), WishGiver.AnyWord());
        Assert.True(await giver.StartAsync(node, Single, $"sleep {single}", single, new Wish("single", "running", 1)));
        Assert.True(await giver.StartAsync(node, Every, $"sleep {every}", every, new Wish("every", "running", 1)));
        Assert.True(await giver.StartAsync(
            node, Spread, Programs.Sample("node/server.js"), spread, new Wish("spread", "running", Nodes), "--proxy", Port.ToString(CultureInfo.InvariantCulture), "--", spread));
    }

    private async Task<bool> StrikeAsync(PlannedNemesis planned, NodeCluster cluster, Hub hub)
    {
        await LastAsync(planned.Pause);
        var victim = cluster.Nodes.First(node => _watch.Active[Single].Contains(node.Name));
        var nemesis = Nemesis.Of(planned.Kind, cluster.Nodes, hub, new Random(planned.Seed));
        _givers.ForEach(giver => giver.Avoid(Nemesis.Kills(planned.Kind, victim, cluster.Nodes)));
        _history.Add(new ClusterEvent.NemesisBegan(_history.Now, planned.Number, planned.Kind, Nemesis.MeetsAll(planned.Kind) ? null : victim.Name));
        await nemesis.Strike(victim);
        await LastAsync(nemesis.Lasts);
        await nemesis.TakeBack(victim);
        _history.Add(new ClusterEvent.NemesisTakenBack(_history.Now, planned.Number));
        _givers.ForEach(giver => giver.Avoid([]));
        return await RestAsync(cluster, planned.Number);
    }

    // Nobody gives commands until the cluster is whole again and has been looked at.
    private async Task<bool> RestAsync(NodeCluster cluster, int number)
    {
        foreach (var giver in _givers)
        {
            await giver.PauseAsync();
        }

        var since = _history.Now;
        List<NodeSight> sights;
        string? problem;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        do
        {
            await timer.WaitForNextTickAsync();
            sights = [.. await Task.WhenAll(cluster.Nodes.Select(NodeSight.OfAsync))];
            problem = ProblemOf(sights);
        }
        while (problem is not null && _history.Now - since < WholeLimit);

        _rests++;
        for (var index = 0; index < sights.Count; index++)
        {
            var node = cluster.Nodes[index].Name;
            _history.Add(new ClusterEvent.RestSeen(_history.Now, _rests, node, sights[index].Wishes, CopiesOn(node)));
        }

        if (problem is not null)
        {
            _history.Add(new ClusterEvent.NeverWhole(_history.Now, number, problem));
        }
        else if (number > 0)
        {
            _history.Add(new ClusterEvent.NemesisEnded(_history.Now, number));
        }

        _givers.ForEach(giver => giver.GoOn(sights[0].Wishes));
        return problem is null;
    }

    private string? ProblemOf(List<NodeSight> sights)
    {
        if (sights.FirstOrDefault(sight => sight.Members < Nodes) is { } alone)
        {
            return alone.Text;
        }

        if (!sights.TrueForAll(sight => _givers.TrueForAll(giver => giver.Fits(sight.Wishes))))
        {
            return "a node does not have all wishes";
        }

        var copies = _watch.Active;
        return sights[0].Wishes.Select(wish => (App: wish.Key, Wished: wish.Value.Copies(Nodes), Active: copies[wish.Key].Count()))
            .Concat(copies.Where(app => !sights[0].Wishes.ContainsKey(app.Key)).Select(app => (App: app.Key, Wished: 0, Active: app.Count())))
            .Where(app => app.Active != app.Wished).Select(app => $"{app.App} has {app.Active} processes, wished are {app.Wished}").FirstOrDefault();
    }

    private Dictionary<string, int> CopiesOn(string node) =>
        _watch.Active.Where(app => app.Contains(node)).ToDictionary(app => app.Key, app => app.Count(where => where == node), StringComparer.Ordinal);

    private void Keep(NodeCluster cluster)
    {
        if (keep is not null)
        {
            Directory.CreateDirectory(keep);
            File.WriteAllLines(Path.Combine(keep, "history"), _history.Events.OrderBy(happened => happened.At).Select(happened => happened.ToString()));
            foreach (var node in cluster.Nodes)
            {
                File.WriteAllText(Path.Combine(keep, $"{node.Name}.log"), node.Apm.DaemonLog());
            }
        }
    }

    private static async Task LastAsync(TimeSpan time)
    {
        if (time > TimeSpan.Zero)
        {
            using var timer = new PeriodicTimer(time);
            await timer.WaitForNextTickAsync();
        }
    }
}
