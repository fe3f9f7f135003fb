namespace ActorPm.Fuzz.Engine;

/// <summary>Nothing was thrown, and yet something that must hold for every input did not.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
