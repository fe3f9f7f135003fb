using System.Globalization;
using System.Text.Json;
using ActorPm.Cluster.Tests.Networks;
using ActorPm.EndToEnd.Tests;

namespace ActorPm.Cluster.Tests.Nodes;

/// <summary>A daemon on a machine of its own, with an app that shall notice nothing.</summary>
internal sealed class Node(string name, Machine machine) : IAsyncDisposable
{
    private readonly Apm _apm = new Apm().Through(machine.Launcher);

    public string Name => name;

    public Machine Machine => machine;

    public Apm Apm => _apm;

    /// <summary>What <c>--address</c> is given, with the port by default.</summary>
    public string Address => $"{machine.Address}:{Port}";

    /// <summary>For HTTPS; the actor system's is one more.</summary>
    public static int Port => 9120;

    /// <summary>What the app of this node is called.</summary>
    public string AppName => "app-" + name;

    /// <summary>The process of its app when it was started.</summary>
    public int AppPid { get; private set; }

    /// <summary>Resident memory of the daemon, in MB (10^6 bytes).</summary>
    public double MemoryMegabytes => long.Parse(ManagedProcess.Status(_apm.DaemonPid, "VmRSS").Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6;

    /// <summary>How many files and sockets the daemon has open.</summary>
    public int OpenFiles => Directory.GetFileSystemEntries($"/proc/{_apm.DaemonPid}/fd").Length;

    /// <summary>Starts the daemon. On a machine that is busy with other things it may take longer than a command waits.</summary>
    public async Task ResurrectAsync()
    {
        (int ExitCode, string Out, string Error) last = default;
        await Until.TrueAsync(() => $"the daemon of {name} is there; {last.Error}", async () => (last = await _apm.TryAsync("resurrect")).ExitCode == 0);
    }

    /// <summary>Starts the daemon and its app.</summary>
    public async Task StartAsync()
    {
        await ResurrectAsync();
        await _apm.RunAsync("start", "sleep 100000", "--name", AppName);
        AppPid = (await _apm.ListAsync()).Single(listed => listed.Name == AppName).Pid;
    }

    /// <summary>Begins a cluster.</summary>
    /// <returns>The token for the next one.</returns>
    public async Task<string> InitAsync() => (await _apm.RunAsync("cluster", "init", "--name", name, "--address", Address)).Trim();

    /// <summary>Another token.</summary>
    public async Task<string> InviteAsync() => (await _apm.RunAsync("cluster", "token")).Trim();

    /// <summary>Joins.</summary>
    public Task JoinAsync(Node through, string token) => _apm.RunAsync("cluster", "join", through.Address, "--token", token, "--name", name, "--address", Address);

    /// <summary>How the cluster looks from here.</summary>
    public Task<ClusterLook> LookAsync() => ClusterLook.OfAsync(_apm);

    /// <summary>All apps as this node lists them: node, app, process, state.</summary>
    public async Task<IReadOnlyList<string>> AppsAsync()
    {
        using var json = JsonDocument.Parse(await _apm.RunAsync("jlist"));
        return
        [
            .. json.RootElement.EnumerateArray().Select(app =>
                $"{app.GetProperty("node").GetString()} {app.GetProperty("name").GetString()} {app.GetProperty("pid").GetInt32()} {app.GetProperty("pm2_env").GetProperty("status").GetString()}").Order(),
        ];
    }

    /// <summary>A signal for all that runs on the machine, at once.</summary>
    public async Task SignalAllAsync(string signal)
    {
        if (await machine.PidsAsync() is { Count: > 0 } pids)
        {
            // What ends before its turn makes kill(1) fail, and is of no interest.
            await SystemCommand.TryAsync("/bin/kill", [$"-{signal}", .. pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture))]);
        }
    }

    /// <summary>Kills all that runs on the machine, and what comes up while that goes on: the guard may start a daemon before it is killed itself.</summary>
    public async Task KillAllAsync()
    {
        while ((await machine.PidsAsync()).Count > 0)
        {
            await SignalAllAsync("KILL");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _apm.DisposeAsync();
}
