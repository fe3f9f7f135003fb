using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Settings;

/// <summary>Reads where people on other machines reach the control API.</summary>
internal static class RemoteReader
{
    /// <summary>Reads it; null when nobody does.</summary>
    public static RemoteSettings? Read(SettingsReader reader)
    {
        var listen = reader.Parsed(
            "remote.listen",
            text => text.Length == 0 ? Nowhere : ListenAddress.TryParse(text, out var address, out _) && address is { Path: null, Name: null } ? new Place(address) : null,
            "an address and port of this machine, such as 10.0.0.1:9130, or a port alone for all its addresses", Nowhere);
        var certificate = File(reader, "remote.certificate");
        var key = File(reader, "remote.key");
        return listen.Address is { } place ? new RemoteSettings(place, certificate, key) : null;
    }

    private static Place Nowhere { get; } = new(null);

    private static string? File(SettingsReader reader, string key) =>
        reader.Parsed(key, text => text.Length == 0 || text.StartsWith('/') ? text : null, "the absolute path of a PEM file", "") is { Length: > 0 } path ? path : null;

    private sealed record Place(ListenAddress? Address);
}
