namespace ActorPm.Processes;

/// <summary>A program could not be started: the message names the cause and the cure in one sentence.</summary>
public sealed class LaunchException(string message) : Exception(message);
