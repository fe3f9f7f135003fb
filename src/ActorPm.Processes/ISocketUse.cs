namespace ActorPm.Processes;

/// <summary>Tells what processes do with the listening sockets that they were handed.</summary>
public interface ISocketUse
{
    /// <summary>Whether some process of a tree waits for connections on a socket that was handed to it: blocked in accept, or watching it. Any thread.</summary>
    /// <param name="pid">The tree's main process.</param>
    bool WaitsForConnections(int pid);
}
