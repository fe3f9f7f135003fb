using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ActorPm.Core.Control;
using ActorPm.Core.Operators;
using ActorPm.Daemon.Cluster;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Operators;

/// <summary>The palette <c>node</c>: the daemon itself.</summary>
internal sealed class NodeVerbs(DaemonHome home, InstanceBoard board, ClusterService cluster, TimeProvider clock)
{
    /// <summary>Carries a verb out.</summary>
    public IReadOnlyList<string> Tell(OperatorCall call) => call.Verb.Name switch
    {
        "info" => Info(),
        "ping" => ["pong"],
        _ => throw new InvalidOperationException($"Nobody knows {call.Name}."),
    };

    private IReadOnlyList<string> Info()
    {
        using var self = Process.GetCurrentProcess();
        return TextColumns.Of([
            ["version", ViewEndpoints.Version],
            ["runtime", RuntimeInformation.FrameworkDescription],
            ["machine", Environment.MachineName],
            ["home", home.Directory],
            ["pid", Quantities.Number(Environment.ProcessId)],
            ["uptime", Quantities.Age(clock.GetUtcNow() - self.StartTime)],
            ["memory", $"{Quantities.Bytes(self.WorkingSet64)}, {Quantities.Bytes(GC.GetTotalMemory(forceFullCollection: false))} of it managed"],
            ["processor time", string.Create(CultureInfo.InvariantCulture, $"{self.TotalProcessorTime.TotalSeconds:0.00} s")],
            ["threads", Quantities.Number(self.Threads.Count)],
            ["descriptors", Quantities.Number(Directory.EnumerateFileSystemEntries("/proc/self/fd").Count())],
            ["instances", $"{board.Living().Count()} of {board.All.Count} alive"],
            ["cluster", cluster.Status() is { Name: { } name } status ? $"{name}, {status.State.ToString().ToLowerInvariant()}" : "none"],
        ]);
    }
}
