using System.Net;

namespace ActorPm.Daemon.Settings;

/// <summary>Reads whether and where <c>pbm</c> is served. Address and port are checked even when it is not.</summary>
internal static class PetabridgeCmdReader
{
    /// <summary>Reads it; null when it is not served.</summary>
    public static PetabridgeCmdSettings? Read(SettingsReader reader)
    {
        var host = reader.Parsed("petabridge-cmd.host", text => IPAddress.TryParse(text, out var address) ? address.ToString() : null, "an address such as 127.0.0.1", "127.0.0.1");
        var settings = new PetabridgeCmdSettings(host, reader.Number("petabridge-cmd.port", 1, 65535));
        return reader.Choice("petabridge-cmd.enabled", ("off", false), ("on", true), ("false", false), ("true", true)) ? settings : null;
    }
}
