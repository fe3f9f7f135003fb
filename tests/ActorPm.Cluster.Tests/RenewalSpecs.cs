using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ActorPm.Cluster.Tests.Networks;
using ActorPm.Cluster.Tests.Nodes;
using ActorPm.EndToEnd.Tests;

namespace ActorPm.Cluster.Tests;

/// <summary>Certificates that end while the daemons run.</summary>
public sealed class RenewalSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [SkippableFact(Timeout = 600_000)]
    public async Task Certificates_are_renewed_on_both_ports_and_the_cluster_stays_whole()
    {
        var obstacle = await Lan.ObstacleAsync();
        Skip.If(obstacle is not null, obstacle);
        // Renewed when two thirds are over, and long enough for a cluster to form.
        await using var cluster = await NodeCluster.FormAsync(3, async name => await Bridge.CreateAsync(name), apm => apm.With("APM_CLUSTER_CERTIFICATE_LIFE", $"{Until.Limit.TotalSeconds:0}s"));
        var daemons = cluster.Nodes.Select(node => node.Apm.DaemonPid).ToList();
        var first = await ShownAsync(cluster);

        IReadOnlyList<string> shown = [];
        await Until.TrueAsync(() => $"all show another certificate; {string.Join(' ', first)}, then {string.Join(' ', shown)}", async () =>
            (shown = await ShownAsync(cluster)).Zip(first, (now, before) => now != before).All(isAnother => isAnother));

        await cluster.AgreeAsync();
        Assert.Equal(daemons, cluster.Nodes.Select(node => node.Apm.DaemonPid));
    }

    // Of each node the certificates of both ports, as a stranger sees them.
    private static async Task<IReadOnlyList<string>> ShownAsync(NodeCluster cluster)
    {
        var shown = new List<string>();
        foreach (var node in cluster.Nodes)
        {
            foreach (var port in (int[])[Node.Port, Node.Port + 1])
            {
                shown.Add(await ShownAsync(cluster.Stranger, node.Machine.Address, port) is { } print ? print[..8] : "-");
            }
        }

        // While an actor system begins anew nobody is there to show one.
        return shown.Contains("-") ? await ShownAsync(cluster) : shown;
    }

    private static async Task<string?> ShownAsync(Machine from, string host, int port)
    {
        string? print = null;
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            using var socket = await from.ConnectAsync(host, port, patience.Token);
            await using var stream = new NetworkStream(socket);
            await using var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, certificate, _, _) =>
            {
                print = certificate?.GetCertHashString();
                return print is not null;
            });
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "x" }, patience.Token);
        }
        catch (Exception end) when (end is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            // A stranger gets no further than to see it.
        }

        return print;
    }
}
