using ActorPm.Core.Instances;

namespace ActorPm.Processes;

/// <summary>A program could not be started: the message names the cause and the cure in one sentence.</summary>
public sealed class LaunchException(string message, StartFailure failure = StartFailure.OfApp) : Exception(message)
{
    /// <summary>Whether the app is to blame.</summary>
    public StartFailure Failure => failure;
}
