using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>A home of its own with the real <c>apm</c>; at the end of the test nothing of it runs and nothing is left on disk.</summary>
internal sealed class Apm : IAsyncDisposable
{
    // A Unix socket's path is short.
    private readonly string _root = Directory.CreateTempSubdirectory("apm-").FullName;
    private readonly Dictionary<string, string> _environment = [];
    private readonly List<string> _launcher = [];
    private string _program = Programs.Apm;

    /// <summary>What was set by <see cref="With"/>.</summary>
    public IReadOnlyDictionary<string, string> Variables => _environment;

    public string Home => Path.Combine(_root, "home");

    /// <summary>A directory of the test's own, outside the home.</summary>
    public string Work => _root;

    public int DaemonPid => int.Parse(File.ReadAllText(Path.Combine(Home, "apm.pid")), CultureInfo.InvariantCulture);

    /// <summary>The guard's process; null when none has been started, or it ended in order.</summary>
    public int? GuardPid => File.Exists(Path.Combine(Home, "run/guard.pid")) ? int.Parse(File.ReadAllText(Path.Combine(Home, "run/guard.pid")), CultureInfo.InvariantCulture) : null;

    public bool DaemonRuns => File.Exists(Path.Combine(Home, "apm.pid")) && ManagedProcess.IsAlive(DaemonPid);

    /// <summary>Sets a variable for every further command.</summary>
    public Apm With(string variable, string value)
    {
        _environment[variable] = value;
        return this;
    }

    /// <summary>Takes such a variable back.</summary>
    public Apm Without(string variable)
    {
        _environment.Remove(variable);
        return this;
    }

    /// <summary>Has another program start every further command, and so the daemon.</summary>
    public Apm Through(params string[] launcher)
    {
        _launcher.AddRange(launcher);
        return this;
    }

    /// <summary>Has every further command be this program's, an <c>apm</c> that lies elsewhere.</summary>
    public Apm From(string program)
    {
        _program = program;
        return this;
    }

    /// <summary>Runs a command and expects success.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var result = await TryAsync(arguments);
        Assert.True(result.ExitCode == 0, $"apm {string.Join(' ', arguments)} → {result.ExitCode}\n{result.Out}\n{result.Error}\n{DaemonLog()}");
        return result.Out;
    }

    /// <summary>Runs a command, whatever comes of it.</summary>
    public async Task<(int ExitCode, string Out, string Error)> TryAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command and leaves it running.</summary>
    public Process Start(params string[] arguments)
    {
        string[] line = [.. _launcher, _program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _root,
        };
        start.Environment["APM_HOME"] = Home;
        start.Environment["NO_COLOR"] = "1";
        start.Environment.Remove("APM_DAEMON");
        foreach (var (variable, value) in _environment)
        {
            start.Environment[variable] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>The instances by <c>jlist</c>.</summary>
    public async Task<IReadOnlyList<Listed>> ListAsync()
    {
        using var json = JsonDocument.Parse(await RunAsync("jlist"));
        return [.. json.RootElement.EnumerateArray().Select(element => new Listed(
            element.GetProperty("name").GetString()!, element.GetProperty("pm_id").GetInt32(), element.GetProperty("pid").GetInt32(),
            element.GetProperty("pm2_env").GetProperty("status").GetString()!, element.GetProperty("pm2_env").GetProperty("restart_time").GetInt32(),
            element.GetProperty("pm2_env").GetProperty("NODE_APP_INSTANCE").GetInt32()))];
    }

    /// <summary>The same as soon as each has a process: one that was killed a moment ago has none.</summary>
    public async Task<IReadOnlyList<Listed>> LivingAsync()
    {
        IReadOnlyList<Listed> seen = [];
        await Until.TrueAsync("all have a process", async () => (seen = await ListAsync()).All(listed => listed.Pid != 0));
        return seen;
    }

    /// <summary>The only instance of an app.</summary>
    public async Task<Listed> FindAsync(string name) => (await ListAsync()).Single(listed => listed.Name == name);

    /// <summary>Waits until an app's only instance is in a state.</summary>
    public async Task<Listed> WaitAsync(string name, Func<Listed, bool> condition)
    {
        Listed? found = null;
        await Until.TrueAsync($"{name} as expected; last seen {found}", async () => condition(found = await FindAsync(name)));
        return found!;
    }

    /// <summary>SIGKILL for the daemon and, so that nothing starts another one, first for its guard; the daemon is stopped meanwhile, since it would replace the guard.</summary>
    public async Task KillDaemonAsync()
    {
        var pid = DaemonPid;
        ManagedProcess.Kill(pid, "STOP");
        if (GuardPid is { } guard)
        {
            ManagedProcess.Kill(guard);
            await Until.TrueAsync("the guard is gone", () => !ManagedProcess.IsAlive(guard));
        }

        ManagedProcess.Kill(pid);
        await Until.TrueAsync("the daemon is gone", () => !ManagedProcess.IsAlive(pid));
    }

    /// <summary>SIGKILL for the daemon alone; its guard starts another one.</summary>
    public void KillDaemonOnly() => ManagedProcess.Kill(DaemonPid);

    /// <summary>The daemon's own log, for a failed assertion.</summary>
    public string DaemonLog() => File.Exists(Path.Combine(Home, "apm.log")) ? File.ReadAllText(Path.Combine(Home, "apm.log")) : "";

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Home) && DaemonRuns)
        {
            await TryAsync("kill");
        }

        // Only what carries this home's mark, and the guard and the daemon of this home.
        if (GuardPid is { } guard && ManagedProcess.IsAlive(guard))
        {
            ManagedProcess.Kill(guard);
        }

        if (Directory.Exists(Home) && DaemonRuns)
        {
            ManagedProcess.Kill(DaemonPid);
        }

        foreach (var (pid, _) in ManagedProcess.Of(Home))
        {
            ManagedProcess.Kill(pid);
        }

        Directory.Delete(_root, recursive: true);
    }

    /// <summary>An instance as <c>jlist</c> shows it.</summary>
    public sealed record Listed(string Name, int PmId, int Pid, string Status, int Restarts, int Ordinal);
}
