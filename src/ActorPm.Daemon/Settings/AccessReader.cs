using ActorPm.Core.Access;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Settings;

/// <summary>Reads what other users of the machine may do.</summary>
internal static class AccessReader
{
    private const string Wanted = "names with roles, such as alice = view, bob = operate:web+shop";

    /// <summary>Reads it.</summary>
    public static AccessSettings Read(SettingsReader reader)
    {
        var path = reader.Optional(
            "access.socket", text => text.StartsWith('/') && !text.EndsWith('/') && System.Text.Encoding.UTF8.GetByteCount(text) <= ListenAddress.LongestPath && !text.Contains('\0', StringComparison.Ordinal) ? text : null,
            $"the absolute path of a socket, of at most {ListenAddress.LongestPath} bytes");
        var group = reader.Optional("access.socket-group", text => text.Any(letter => letter is ':' or ',' || char.IsWhiteSpace(letter)) ? null : text, "the name or number of a group");
        return new AccessSettings(Grants(reader, "access.users"), Grants(reader, "access.groups"), path, group);
    }

    private static NamedGrants Grants(SettingsReader reader, string key)
    {
        string? mistake = null;
        return reader.Parsed(key, text => NamedGrants.TryParse(text, out var grants, out mistake) ? grants : null, () => mistake is null ? Wanted : $"{Wanted} ({mistake.TrimEnd('.')})", NamedGrants.None);
    }
}
