namespace ActorPm.Daemon.Tests.Routing.Proxy;

/// <summary>The specs of the proxy run one after another and beside no others: some of them look at the memory of the whole process, or open thousands of connections.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProxyCollection
{
    public const string Name = "proxy";
}
