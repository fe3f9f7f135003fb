namespace ActorPm.Cluster.Tests.Networks;

/// <summary>What machines of one network hang on.</summary>
internal interface IWire : IAsyncDisposable
{
    /// <summary>Gives a machine an interface <c>eth0</c>, without an address yet.</summary>
    Task AttachAsync(Machine machine);
}
