namespace ActorPm.Cluster.Tests.Networks;

/// <summary>
/// The kernel's bridge in a namespace of its own, and a veth pair for each machine. Cables can be pulled, and be cut in one direction. Frames that shall be lost go to
/// a sink rather than being refused, so that whoever sends them learns nothing.
/// </summary>
internal sealed class Bridge : IWire
{
    private readonly string _namespace;

    private Bridge(string name) => _namespace = name;

    /// <summary>Makes one.</summary>
    /// <param name="name">Of its namespace.</param>
    public static async Task<Bridge> CreateAsync(string name)
    {
        await SystemCommand.RunAsync("ip", "netns", "add", name);
        var bridge = new Bridge(name);
        await bridge.IpAsync("link", "add", "bridge", "type", "bridge");
        await bridge.IpAsync("link", "set", "bridge", "up");
        await bridge.IpAsync("link", "add", "sink", "type", "veth", "peer", "name", "drain");
        await bridge.IpAsync("link", "set", "sink", "up");
        await bridge.IpAsync("link", "set", "drain", "up");
        return bridge;
    }

    /// <inheritdoc/>
    public async Task AttachAsync(Machine machine)
    {
        await IpAsync("link", "add", PortOf(machine), "type", "veth", "peer", "name", "eth0", "netns", machine.Namespace);
        await IpAsync("link", "set", PortOf(machine), "master", "bridge", "up");
        await SystemCommand.RunAsync("tc", "-n", _namespace, "qdisc", "add", "dev", PortOf(machine), "clsact");
    }

    /// <summary>Pulls the cable of a machine.</summary>
    public Task PullAsync(Machine machine) => IpAsync("link", "set", PortOf(machine), "down");

    /// <summary>Plugs it in again.</summary>
    public Task PlugAsync(Machine machine) => IpAsync("link", "set", PortOf(machine), "up");

    /// <summary>From now on nobody hears a machine, which hears all others.</summary>
    public Task MuteAsync(Machine machine) => SinkAsync(machine, "ingress", "u32", "match", "u32", "0", "0");

    /// <summary>From now on one machine does not hear another one, which hears it; everybody else hears both.</summary>
    public Task MuteAsync(Machine machine, Machine to) => SinkAsync(machine, "ingress", "u32", "match", "ip", "dst", to.Address);

    /// <summary>All hear it again.</summary>
    public Task UnmuteAsync(Machine machine) => SystemCommand.RunAsync("tc", "-n", _namespace, "filter", "del", "dev", PortOf(machine), "ingress");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await SystemCommand.RunAsync("ip", "netns", "del", _namespace);

    private static string PortOf(Machine machine) => $"port{machine.Number}";

    private Task SinkAsync(Machine machine, string direction, params string[] match) => SystemCommand.RunAsync(
        "tc", ["-n", _namespace, "filter", "add", "dev", PortOf(machine), direction, "protocol", match[2] == "ip" ? "ip" : "all", .. match, "action", "mirred", "egress", "redirect", "dev", "sink"]);

    private Task IpAsync(params string[] arguments) => SystemCommand.RunAsync("ip", ["-n", _namespace, .. arguments]);
}
