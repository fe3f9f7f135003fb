namespace ActorPm.Daemon;

/// <summary>The daemon cannot start; the message is one sentence with the cause and the cure.</summary>
internal sealed class DaemonStartException(string message) : Exception(message);
