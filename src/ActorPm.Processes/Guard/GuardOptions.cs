namespace ActorPm.Processes.Guard;

/// <summary>How a daemon that has a guard finds it.</summary>
/// <param name="SocketPath">The guard's socket, absolute.</param>
/// <param name="DaemonProgram">From which program this daemon runs, absolute; the guard starts it again from there.</param>
/// <param name="GuardProgram">The <c>apm</c> that is started as a new guard when the old one is killed, absolute; null to wait for one that somebody else starts.</param>
/// <param name="Patience">How long somebody else (systemd) has to start a new one first; zero for not at all.</param>
public sealed record GuardOptions(string SocketPath, string DaemonProgram, string? GuardProgram, TimeSpan Patience);
