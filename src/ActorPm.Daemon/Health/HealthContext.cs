using ActorPm.Processes;
using ActorPm.Processes.Output;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Health;

/// <summary>What it takes to look at living processes.</summary>
/// <param name="Commands">Runs the commands of exec probes.</param>
/// <param name="Logs">The log files, for apps that are ready when they print a line.</param>
/// <param name="Notify">Where apps speak of themselves.</param>
/// <param name="Prober">Asks over the network.</param>
internal sealed record HealthContext(ICommandRunner Commands, ILogFiles Logs, INotifySocket Notify, NetworkProber Prober)
{
    /// <summary>Tells whether handed sockets are used; null takes every app for one that uses them.</summary>
    public ISocketUse? Sockets { get; init; }
}
