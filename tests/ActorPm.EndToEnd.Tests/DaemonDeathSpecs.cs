using System.Globalization;
using Xunit.Abstractions;

namespace ActorPm.EndToEnd.Tests;

/// <summary>
/// The daemon is killed at random moments while apps are started, stopped, scaled and deleted. Each time, what runs after the next start is exactly what
/// the acknowledged commands say: with the one command that was under way either wholly done or not at all.
/// </summary>
public sealed class DaemonDeathSpecs(ITestOutputHelper output)
{
    private const int MostApps = 5;

    [Fact(Timeout = 600_000)]
    public async Task Acknowledged_commands_survive_fifty_kills_of_the_daemon_with_one_process_per_slot()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("APM_TEST_SEED") ?? $"{Environment.TickCount}", CultureInfo.InvariantCulture);
        var kills = int.Parse(Environment.GetEnvironmentVariable("APM_TEST_KILLS") ?? "50", CultureInfo.InvariantCulture);
        output.WriteLine($"APM_TEST_SEED={seed} APM_TEST_KILLS={kills} dotnet test --filter {nameof(DaemonDeathSpecs)}");
        var random = new Random(seed);
        await using var apm = new Apm();
        await apm.RunAsync("resurrect");
        var model = new Wishes();
        var acknowledged = 0;
        var done = 0;

        for (var kill = 1; kill <= kills; kill++)
        {
            var death = KillSoonAsync(apm, TimeSpan.FromMilliseconds(random.Next(20, 2000)));
            Wishes? unsure = null;
            while (!death.IsCompleted)
            {
                var (arguments, after) = model.NextCommand(random);
                // Never a command that would start a daemon by itself behind the test's back: the daemon is only started below.
                var (exitCode, _, error) = await apm.With("APM_DAEMON", "/nonexistent/apmd").TryAsync(arguments);
                if (exitCode == 0)
                {
                    model = after;
                    acknowledged++;
                    continue;
                }

                Assert.True(death.IsCompleted || await EndsSoonAsync(death), $"kill {kill}, seed {seed}: apm {string.Join(' ', arguments)} failed with the daemon alive: {error}");
                unsure = after;
                break;
            }

            await death;
            apm.With("APM_DAEMON", "");
            await apm.RunAsync("resurrect");
            var wanted = unsure is null ? new[] { model } : [model, unsure];
            model = await CheckAsync(apm, wanted, $"kill {kill}, seed {seed}");
            done++;
        }

        output.WriteLine($"{done} kills, {acknowledged} acknowledged commands");
        Assert.True(acknowledged > kills / 2, $"Only {acknowledged} commands were acknowledged: the test did not test.");
    }

    private static async Task KillSoonAsync(Apm apm, TimeSpan after)
    {
        using var timer = new PeriodicTimer(after);
        await timer.WaitForNextTickAsync();
        await apm.KillDaemonAsync();
    }

    // The command may see the daemon's end before the killer has confirmed it.
    private static async Task<bool> EndsSoonAsync(Task death) => await Task.WhenAny(death, Task.Delay(TimeSpan.FromSeconds(5))) == death;

    private static async Task<Wishes> CheckAsync(Apm apm, Wishes[] possible, string when)
    {
        Wishes? found = null;
        var seen = "";
        await Until.TrueAsync($"{when}: one of\n{string.Join("\n", possible.Select(wishes => wishes.ToString()))}\nlast seen\n{seen}", async () =>
        {
            var listed = await apm.ListAsync();
            var alive = ManagedProcess.Of(apm.Home);
            seen = string.Join(", ", listed) + " | " + string.Join(", ", alive);
            var running = listed.Where(instance => instance.Status == "online").ToList();
            var exact = running.Select(instance => instance.Pid).Order().SequenceEqual(alive.Select(process => process.Pid).Order());
            found = exact ? possible.FirstOrDefault(wishes => wishes.Describes(listed)) : null;
            return found is not null;
        });
        return found!;
    }

    /// <summary>What the commands so far ask for: per app, how many instances, and whether they run.</summary>
    private sealed class Wishes
    {
        private readonly SortedDictionary<string, (int Count, bool Runs)> _apps = new(StringComparer.Ordinal);
        private int _names;

        public (string[] Arguments, Wishes After) NextCommand(Random random)
        {
            var after = new Wishes { _names = _names };
            foreach (var (name, wish) in _apps)
            {
                after._apps[name] = wish;
            }

            if (_apps.Count == 0 || (_apps.Count < MostApps && random.Next(3) == 0))
            {
                var name = $"app{after._names++}";
                var count = random.Next(1, 4);
                after._apps[name] = (count, true);
                return (["start", "sleep", "--name", name, "-i", $"{count}", "--", "100000"], after);
            }

            var (chosen, current) = _apps.ElementAt(random.Next(_apps.Count));
            switch (random.Next(4))
            {
                case 0:
                    after._apps[chosen] = current with { Runs = false };
                    return (["stop", chosen], after);
                case 1:
                    after._apps[chosen] = current with { Runs = true };
                    return (["restart", chosen], after);
                case 2 when current.Runs:
                    var count = current.Count % 4 + 1;
                    after._apps[chosen] = current with { Count = count };
                    return (["scale", chosen, $"{count}"], after);
                default:
                    after._apps.Remove(chosen);
                    return (["delete", chosen], after);
            }
        }

        public bool Describes(IReadOnlyList<Apm.Listed> listed) => listed
            .GroupBy(instance => instance.Name, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Count(), group.All(instance => instance.Status == "online"), group.All(instance => instance.Status == "stopped")))
            .SequenceEqual(_apps.Select(pair => (pair.Key, pair.Value.Count, pair.Value.Runs, !pair.Value.Runs)));

        public override string ToString() => string.Join(", ", _apps.Select(pair => $"{pair.Key}×{pair.Value.Count} {(pair.Value.Runs ? "online" : "stopped")}"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_job_that_ended_while_no_daemon_lived_is_not_run_again()
    {
        await using var apm = new Apm();
        var runs = Path.Combine(apm.Work, "runs");
        await apm.RunAsync("start", $"echo run >> {runs}; until [ -e {runs}.end ]; do sleep 0.1; done", "--name", "job", "--no-autorestart");
        var job = await apm.FindAsync("job");
        await apm.KillDaemonAsync();
        await File.WriteAllTextAsync(runs + ".end", "");
        await Until.TrueAsync("the job has ended", () => !ManagedProcess.IsAlive(job.Pid));

        await apm.RunAsync("resurrect");

        Assert.Equal("stopped", (await apm.FindAsync("job")).Status);
        Assert.Equal("run\n", await File.ReadAllTextAsync(runs));
    }
}
