namespace ActorPm.Processes.Sockets;

/// <summary>A listening socket for an app.</summary>
/// <param name="Handle">The socket; the app gets a duplicate.</param>
/// <param name="Name">What the app may call it; null for no name.</param>
public sealed record PassedSocket(SocketHandle Handle, string? Name);
