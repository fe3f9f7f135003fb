using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Cluster.Tests.Nemeses.Histories;
using ActorPm.Cluster.Tests.Nodes;

namespace ActorPm.Cluster.Tests.Nemeses.Workload;

/// <summary>
/// Gives commands about movable apps of its own, one after the other, each on a node that chance picks, and writes down what was acknowledged. What a command that failed has done is not
/// known until the cluster rests; until then its app is left alone.
/// </summary>
internal sealed class WishGiver(ClusterHistory history, CopyWatch watch, IReadOnlyList<Node> nodes, string prefix, Random random) : IDisposable
{
    private const int MostApps = 3, MostInstances = 3;

    // Longer than a command waits for the daemon, shorter than a nemesis lasts with what follows from it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private readonly Dictionary<string, HashSet<Wish?>> _possible = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);
    private volatile ImmutableHashSet<Node> _down = [];
    private int _names;

    /// <summary>Gives commands until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (!stop.IsCancellationRequested)
        {
            await _turn.WaitAsync(CancellationToken.None);
            try
            {
                await GiveNextAsync();
            }
            finally
            {
                _turn.Release();
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Gives no commands on these nodes: one would start the daemon, which a nemesis has killed.</summary>
    public void Avoid(IEnumerable<Node> down) => _down = [.. down];

    /// <summary>Waits for the command that is under way; none is given until <see cref="GoOn"/>.</summary>
    public Task PauseAsync() => _turn.WaitAsync();

    /// <summary>Goes on.</summary>
    /// <param name="seen">What the list says, by app: what commands that failed have done is known now.</param>
    public void GoOn(IReadOnlyDictionary<string, Wish> seen)
    {
        foreach (var app in _possible.Keys.ToList())
        {
            _possible[app] = [seen.GetValueOrDefault(app)];
        }

        _turn.Release();
    }

    /// <summary>Whether the list may say this of the apps of this giver.</summary>
    public bool Fits(IReadOnlyDictionary<string, Wish> seen) => _possible.All(app => app.Value.Contains(seen.GetValueOrDefault(app.Key)));

    /// <summary>Starts an app.</summary>
    /// <param name="node">Where the command is given.</param>
    /// <param name="app">Its name.</param>
    /// <param name="program">What to run: a script, or a program with its arguments.</param>
    /// <param name="word">The last argument of its processes.</param>
    /// <param name="wish">Where and how often.</param>
    /// <param name="more">Further arguments of the command.</param>
    public async Task<bool> StartAsync(Node node, string app, string program, string word, Wish wish, params string[] more)
    {
        watch.Expect(app, word);
        return await GiveAsync(node, app, wish, ["start", program, "--name", app, "--placement", wish.Placement, "-i", Text(wish.Count), .. more]);
    }

    /// <summary>A word that no other process has as its last argument.</summary>
    public static string AnyWord() => Text(Random.Shared.Next(1_000_000, int.MaxValue));

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task GiveNextAsync()
    {
        var up = nodes.Where(node => !_down.Contains(node)).ToList();
        if (up.Count == 0)
        {
            return;
        }

        var node = up[random.Next(up.Count)];
        var mine = _possible.Where(app => app.Value.Count == 1 && app.Value.Single() is not null).Select(app => app.Key).Order(StringComparer.Ordinal).ToList();
        if (mine.Count == 0 || (mine.Count < MostApps && random.Next(3) == 0))
        {
            var (name, word) = ($"{prefix}{_names++}", AnyWord());
            await StartAsync(node, name, $"sleep {word}", word, new Wish(random.Next(3) == 0 ? "every" : "spread", "running", random.Next(1, MostInstances + 1)));
            return;
        }

        var app = mine[random.Next(mine.Count)];
        var wish = _possible[app].Single()!;
        _ = random.Next(5) switch
        {
            0 => await GiveAsync(node, app, wish with { State = "stopped" }, "stop", app),
            1 => await GiveAsync(node, app, wish with { State = "running" }, "restart", app),
            2 or 3 when wish.State == "running" => await ScaleAsync(node, app, wish with { Count = (wish.Count % MostInstances) + 1 }),
            _ => await GiveAsync(node, app, null, "delete", app),
        };
    }

    private Task<bool> ScaleAsync(Node node, string app, Wish wish) => GiveAsync(node, app, wish, "scale", app, Text(wish.Count));

    private async Task<bool> GiveAsync(Node node, string app, Wish? after, params string[] arguments)
    {
        var (began, command) = (history.Now, string.Join(' ', arguments));
        using var process = node.Apm.Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        if (process.ExitCode == 0)
        {
            history.Add(new ClusterEvent.CommandAcked(history.Now, began, node.Name, command, app, after));
            _possible[app] = [after];
            return true;
        }

        var text = patience.IsCancellationRequested ? $"no answer for {Patience.TotalSeconds:0} s" : $"exit code {process.ExitCode}: {(await error + await output).Trim().ReplaceLineEndings(" ")}";
        history.Add(new ClusterEvent.CommandFailed(history.Now, began, node.Name, command, app, after, text));
        (_possible.TryGetValue(app, out var wishes) ? wishes : _possible[app] = [null]).Add(after);
        return false;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
