namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>What serves the clients of a proxied app, on sockets that outlive it.</summary>
internal interface IProxyFront : IDisposable
{
    /// <summary>Connections of clients at the moment.</summary>
    int Connections { get; }

    /// <summary>Begins to accept.</summary>
    Task StartAsync();

    /// <summary>Accepts no more, lets finish what is under way, and ends the rest when time is up. Then <see cref="IDisposable.Dispose"/> is safe.</summary>
    Task StopAsync(TimeSpan within);
}
