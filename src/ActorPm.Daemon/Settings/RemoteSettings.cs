using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Settings;

/// <summary>Where people on other machines reach the control API.</summary>
/// <param name="Listen">Address and port.</param>
/// <param name="CertificateFile">PEM, absolute: the certificate, then its chain; null for one of the daemon's own.</param>
/// <param name="KeyFile">PEM, absolute: the key; null when it is in the same file.</param>
internal sealed record RemoteSettings(ListenAddress Listen, string? CertificateFile, string? KeyFile);
