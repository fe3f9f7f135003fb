using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Settings;

/// <summary>Reads where people on other machines reach the control API.</summary>
internal static class RemoteReader
{
    /// <summary>Reads it; null when nobody does.</summary>
    public static RemoteSettings? Read(SettingsReader reader)
    {
        var listen = reader.Optional(
            "remote.listen", text => ListenAddress.TryParse(text, out var address, out _) && address is { Path: null, Name: null } ? address : null,
            "an address and port of this machine, such as 10.0.0.1:9130, or a port alone for all its addresses");
        var certificate = File(reader, "remote.certificate");
        var key = File(reader, "remote.key");
        return listen is null ? null : new RemoteSettings(listen, certificate, key);
    }

    private static string? File(SettingsReader reader, string key) => reader.Optional(key, text => text.StartsWith('/') ? text : null, "the absolute path of a PEM file");
}
