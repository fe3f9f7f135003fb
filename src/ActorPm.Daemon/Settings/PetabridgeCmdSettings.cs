namespace ActorPm.Daemon.Settings;

/// <summary>Where <c>pbm</c> is served.</summary>
/// <param name="Host">The address.</param>
/// <param name="Port">The port, 1 to 65535.</param>
internal sealed record PetabridgeCmdSettings(string Host, int Port);
