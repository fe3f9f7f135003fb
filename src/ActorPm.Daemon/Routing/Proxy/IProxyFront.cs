namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>What serves the clients of a proxied app, on sockets that outlive it.</summary>
internal interface IProxyFront : IDisposable
{
    /// <summary>Connections of clients at the moment.</summary>
    int Connections { get; }

    /// <summary>Begins to accept.</summary>
    Task StartAsync();

    /// <summary>Serves a connection that another node of the cluster has made for a client of its own; owns it from now on.</summary>
    void Take(System.Net.Sockets.Socket connection);

    /// <summary>Accepts no more; those who are connected are served on, and asked to leave with their next answer.</summary>
    /// <returns>Ends when the last one that was accepted is among <see cref="Connections"/>.</returns>
    Task RetireAsync();

    /// <summary>Accepts no more, lets finish what is under way, and ends the rest when time is up. Then <see cref="IDisposable.Dispose"/> is safe.</summary>
    Task StopAsync(TimeSpan within);
}
