using System.Globalization;
using ActorPm.EndToEnd.Tests;

namespace ActorPm.Cluster.Tests.Networks;

/// <summary>
/// Machines of one network, apart from all others: namespaces whose names carry the process that made them. They are removed at the end; what a run has left behind
/// that was killed, the next one removes.
/// </summary>
internal sealed class Lan : IAsyncDisposable
{
    private const string Prefix = "apmnet-";

    private static int _made;

    private readonly List<Machine> _machines = [];
    private readonly IWire _wire;
    private readonly string _name;

    private Lan(string name, IWire wire)
    {
        _name = name;
        _wire = wire;
    }

    /// <summary>The machines, in the order in which they were added.</summary>
    public IReadOnlyList<Machine> Machines => _machines;

    /// <summary>Why no network can be made here; null when one can.</summary>
    public static async Task<string?> ObstacleAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "Network namespaces are made by root only.";
        }

        foreach (var program in (string[])["ip", "tc"])
        {
            if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program))))
            {
                return $"{program} is not installed (Debian: iproute2).";
            }
        }

        var name = NextName();
        var (exitCode, _, error) = await SystemCommand.TryAsync("ip", "netns", "add", name);
        if (exitCode != 0)
        {
            return $"Network namespaces cannot be made here: {error.Trim()}";
        }

        await SystemCommand.RunAsync("ip", "netns", "del", name);
        return null;
    }

    /// <summary>Makes a network without machines.</summary>
    /// <param name="wire">Makes what they will hang on, under the name of the network.</param>
    public static async Task<Lan> CreateAsync(Func<string, Task<IWire>> wire)
    {
        await SweepAsync();
        var name = NextName();
        return new Lan(name, await wire($"{name}-wire"));
    }

    /// <summary>Adds a machine.</summary>
    public async Task<Machine> AddAsync()
    {
        var machine = new Machine($"{_name}-{_machines.Count + 1}", _machines.Count + 1);
        await SystemCommand.RunAsync("ip", "netns", "add", machine.Namespace);
        _machines.Add(machine);
        await _wire.AttachAsync(machine);
        foreach (var order in (string[])[$"addr add {machine.Address}/24 dev eth0", "link set eth0 up", "link set lo up"])
        {
            await SystemCommand.RunAsync("ip", ["-n", machine.Namespace, .. order.Split(' ')]);
        }

        return machine;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var machine in _machines)
        {
            await SystemCommand.RunAsync("ip", "netns", "del", machine.Namespace);
        }

        await _wire.DisposeAsync();
    }

    private static string NextName() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _made)}");

    private static async Task SweepAsync()
    {
        foreach (var name in (await SystemCommand.RunAsync("ip", "netns", "list")).Split('\n').Select(line => line.Split(' ')[0]).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            if (int.TryParse(name[Prefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var maker) && !ManagedProcess.IsAlive(maker))
            {
                foreach (var pid in await new Machine(name, 0).PidsAsync())
                {
                    ManagedProcess.Kill(pid);
                }

                await SystemCommand.TryAsync("ip", "netns", "del", name);
            }
        }
    }
}
