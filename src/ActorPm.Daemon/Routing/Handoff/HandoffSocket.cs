using ActorPm.Core.Routing;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Routing.Handoff;

/// <summary>A socket that workers share. Guarded by its plane.</summary>
/// <param name="key">Its name in Node's messages.</param>
/// <param name="socket">The socket.</param>
internal sealed class HandoffSocket(string key, ListeningSocket socket) : IDisposable
{
    /// <summary>Its name in Node's messages.</summary>
    public string Key => key;

    /// <summary>The socket.</summary>
    public ListeningSocket Socket => socket;

    /// <summary>What its servers share, as JSON: the first one's.</summary>
    public string? Data { get; set; }

    /// <summary>Accepts for workers that take connections one by one; null when there are none.</summary>
    public ConnectionSource? Source { get; set; }

    /// <summary>Connections that no worker has room for; few, since nothing more is accepted meanwhile.</summary>
    public Queue<Handover> Waiting { get; } = new();

    /// <summary>When the last worker that used it closed it, by the plane's clock; null while it is used, or when its workers just ended.</summary>
    public long? ClosedAt { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Source?.Dispose();
        socket.Remove();
        while (Waiting.TryDequeue(out var connection))
        {
            connection.Connection.Dispose();
        }
    }
}

/// <summary>A connection on its way to a worker.</summary>
/// <param name="Socket">Where it came in.</param>
/// <param name="Connection">The connection.</param>
/// <param name="Worker">Who was sent it.</param>
internal sealed record Handover(HandoffSocket Socket, SocketHandle Connection, Worker? Worker)
{
    /// <summary>Where it is counted until the worker has answered; null while nobody was sent it.</summary>
    public BackendLoad? Load { get; init; }
}
