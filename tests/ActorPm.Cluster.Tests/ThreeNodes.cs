using ActorPm.Cluster.Tests.Networks;
using ActorPm.Cluster.Tests.Nodes;
using Xunit.Sdk;

namespace ActorPm.Cluster.Tests;

/// <summary>Three nodes on one bridge, for specs that leave behind what they found: three members.</summary>
public sealed class ThreeNodes : IAsyncLifetime
{
    private NodeCluster? _cluster;
    private Bridge? _bridge;
    private string? _obstacle;

    internal NodeCluster Cluster => _cluster ?? throw new XunitException("Called before Require.");

    internal Bridge Bridge => _bridge ?? throw new XunitException("Called before Require.");

    /// <summary>Ends the test as skipped where no network can be made.</summary>
    public void Require() => Skip.If(_obstacle is not null, _obstacle);

    public async Task InitializeAsync()
    {
        _obstacle = await Lan.ObstacleAsync();
        if (_obstacle is null)
        {
            _cluster = await NodeCluster.FormAsync(3, async name => _bridge = await Bridge.CreateAsync(name));
        }
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}
