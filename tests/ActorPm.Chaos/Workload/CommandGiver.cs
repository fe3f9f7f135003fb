using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Workload;

/// <summary>Whether apps that serve are reloaded.</summary>
internal enum Reloads
{
    /// <summary>Never: their processes stay the same for the whole run.</summary>
    None,

    /// <summary>Now and then, sometimes to a release that exits at once.</summary>
    Some,
}

/// <summary>
/// Gives one command after the other and knows what the acknowledged ones wish. After one that failed it looks at the list before it gives the next.
/// </summary>
internal sealed class CommandGiver(History history, Apm apm, Random random, string directory, string logger, IReadOnlyList<AppPlan> steady, Reloads reloads) : IDisposable
{
    private const int MostApps = 4;
    private const int MostInstances = 4;

    /// <summary>For the list to come to rest, of the time in which the daemon answers.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, HashSet<Wish?>> _possible = new(StringComparer.Ordinal);
    private int _names;
    private bool _unsure;

    /// <summary>Held while a bad release lies on the disk: no instance may be killed then, since its successor could not start.</summary>
    public SemaphoreSlim Releases { get; } = new(1);

    /// <summary>Starts the apps that run all the time.</summary>
    public async Task BeginAsync()
    {
        foreach (var app in steady)
        {
            // A reload may have one instance more.
            history.Add(new HistoryEvent.AppDeclared(History.Now, app.Name, app.Instances + (app.Plane is null || reloads is Reloads.None ? 0 : 1)));
            if (!await GiveAsync(Verb.Start, app.Name, new Wish(app.Instances, AppState.Running), "start", app.WriteFile(directory, logger)))
            {
                throw new InvalidOperationException($"{app.Name} could not be started.");
            }
        }
    }

    /// <summary>Gives commands until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pause);
        while (!stop.IsCancellationRequested)
        {
            await _turn.WaitAsync(CancellationToken.None);
            try
            {
                if (!_unsure)
                {
                    await GiveNextAsync();
                }
                else if (await apm.AnswersAsync())
                {
                    await LookAsync();
                }
            }
            finally
            {
                _turn.Release();
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Waits for the command that is under way, and looks whether the list shows what was wished.</summary>
    public async Task CheckAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await LookAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reloads an app that serves, beside the commands of the giver.</summary>
    public async Task ReloadAsync(AppPlan app)
    {
        await _turn.WaitAsync();
        try
        {
            await GiveAsync(Verb.Reload, app.Name, WishOf(app.Name), "reload", app.Name);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        Releases.Dispose();
    }

    private Task GiveNextAsync()
    {
        var servers = steady.Where(app => app.Plane is not null).ToList();
        if (reloads is Reloads.Some && random.Next(12) == 0)
        {
            var server = servers[random.Next(servers.Count)];
            return random.Next(3) == 0 ? ReloadBadReleaseAsync(server) : GiveAsync(Verb.Reload, server.Name, WishOf(server.Name), "reload", server.Name);
        }

        var mine = _possible.Where(pair => pair.Key.StartsWith("churn", StringComparison.Ordinal) && pair.Value.Single() is not null).Select(pair => pair.Key).ToList();
        if (mine.Count == 0 || (mine.Count < MostApps && random.Next(3) == 0))
        {
            var app = new AppPlan($"churn{_names++}", null, 0, random.Next(1, MostInstances), random.Next(2) == 0 ? Writing.Plain : Writing.Family);
            history.Add(new HistoryEvent.AppDeclared(History.Now, app.Name, MostInstances));
            return GiveAsync(Verb.Start, app.Name, new Wish(app.Instances, AppState.Running), "start", app.WriteFile(directory, logger));
        }

        var name = mine[random.Next(mine.Count)];
        var wish = WishOf(name)!;
        switch (random.Next(5))
        {
            case 0:
                return GiveAsync(Verb.Stop, name, wish with { State = AppState.Stopped }, "stop", name);
            case 1:
                return GiveAsync(Verb.Restart, name, wish with { State = AppState.Running }, "restart", name);
            case 2 or 3 when wish.State is AppState.Running:
                var count = (wish.Count % MostInstances) + 1;
                return GiveAsync(Verb.Scale, name, wish with { Count = count }, "scale", name, $"{count}");
            default:
                return GiveAsync(Verb.Delete, name, null, "delete", name);
        }
    }

    private async Task ReloadBadReleaseAsync(AppPlan app)
    {
        await Releases.WaitAsync();
        var bad = Path.Combine(directory, $"bad {app.Name}");
        try
        {
            await File.WriteAllTextAsync(bad, "");
            await GiveAsync(Verb.ReloadBadRelease, app.Name, WishOf(app.Name), "reload", app.Name);
        }
        finally
        {
            File.Delete(bad);
            Releases.Release();
        }
    }

    private async Task<bool> GiveAsync(Verb verb, string app, Wish? after, params string[] arguments)
    {
        var began = History.Now;
        var (exitCode, output, error) = await apm.RunAsync(arguments);
        if (exitCode == 0)
        {
            history.Add(new HistoryEvent.CommandAcked(History.Now, began, verb, app, after));
            _possible[app] = [after];
            return true;
        }

        history.Add(new HistoryEvent.CommandFailed(History.Now, began, verb, app, after, $"exit code {exitCode}: {(error + output).Trim().ReplaceLineEndings(" ")}"));
        Possible(app).Add(after);
        _unsure = true;
        return false;
    }

    private async Task LookAsync()
    {
        var rest = TimeSpan.Zero;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        while (true)
        {
            var began = History.Now;
            var list = await apm.ListAsync();
            var fits = list is not null && _possible.Keys.Union(list.Keys).ToList().TrueForAll(app => Possible(app).Contains(list.GetValueOrDefault(app)));
            await timer.WaitForNextTickAsync();
            rest += History.Now - began;
            if (!fits && rest < Rest)
            {
                continue;
            }

            if (list is null)
            {
                history.Add(new HistoryEvent.DaemonFailed(History.Now, $"jlist did not answer for {Rest.TotalSeconds} s"));
                return;
            }

            history.Add(new HistoryEvent.ListSeen(History.Now, list));
            foreach (var app in _possible.Keys.Union(list.Keys).ToList())
            {
                _possible[app] = [list.GetValueOrDefault(app)];
            }

            _unsure = false;
            return;
        }
    }

    private Wish? WishOf(string app) => Possible(app).First();

    private HashSet<Wish?> Possible(string app) => _possible.TryGetValue(app, out var wishes) ? wishes : _possible[app] = [null];
}
