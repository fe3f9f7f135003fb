using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace ActorPm.Core.Routing;

/// <summary>Where a socket listens: TCP or a Unix socket.</summary>
/// <param name="Host">An IP address; null for all addresses of the machine, IPv6 and IPv4. Null for a Unix socket too.</param>
/// <param name="Port">The TCP port, 1 to 65535; 0 for a Unix socket.</param>
/// <param name="Path">The absolute path of a Unix socket; null for TCP.</param>
/// <param name="Name">What instances may call it (<c>LISTEN_FDNAMES</c>); null for none.</param>
public sealed record ListenAddress(string? Host, int Port, string? Path, string? Name)
{
    private const string UnixScheme = "unix:";

    /// <summary>The longest path of a Unix socket, in bytes, without its closing zero (sockaddr_un; unix(7)).</summary>
    public const int LongestPath = 107;

    /// <summary>
    /// Reads <c>8080</c>, <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>, <c>localhost:8080</c>, <c>unix:/run/app.sock</c>, each with a name before it if wanted: <c>web=8080</c>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    /// <param name="problem">What is wrong with it and what to write instead, in one sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        problem = null;
        var rest = text.Trim();
        string? name = null;
        if (rest.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
        {
            name = rest[..equals];
            rest = rest[(equals + 1)..];
            if (name.Any(letter => letter is ':' or '/' || char.IsWhiteSpace(letter) || char.IsControl(letter)))
            {
                problem = $"'{name}' cannot name a socket; use letters, digits and dashes, as in web=8080.";
                return false;
            }
        }

        if (rest.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            var path = rest[UnixScheme.Length..];
            if (!path.StartsWith('/') || path.Length > LongestPath)
            {
                problem = $"'{text}' is no Unix socket; give an absolute path of at most {LongestPath} characters, as in unix:/run/app.sock.";
                return false;
            }

            address = new ListenAddress(null, 0, path, name);
            return true;
        }

        var colon = rest.LastIndexOf(':');
        var host = colon < 0 ? null : rest[..colon].Trim('[', ']');
        if (!int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
        {
            problem = $"'{text}' is no address to listen on; give a port from 1 to 65535, host:port, or unix:/path.";
            return false;
        }

        host = host switch
        {
            null or "" or "*" => null,
            "localhost" => "127.0.0.1",
            _ => host,
        };
        if (host is not null && !IPAddress.TryParse(host, out _))
        {
            problem = $"'{host}' in '{text}' is no IP address; give one of this machine's addresses, as in 127.0.0.1:{port}, or the port alone for all of them.";
            return false;
        }

        address = new ListenAddress(host, port, null, name);
        return true;
    }

    /// <summary>The same text with an absolute path, when it is a Unix socket whose path is relative.</summary>
    /// <param name="text">An address.</param>
    /// <param name="absolute">Makes a path absolute.</param>
    public static string Rooted(string text, Func<string, string> absolute)
    {
        var start = text.IndexOf('=', StringComparison.Ordinal) + 1;
        return text.AsSpan(start).StartsWith(UnixScheme) && start + UnixScheme.Length is var path && path < text.Length
            ? string.Concat(text.AsSpan(0, path), absolute(text[path..]))
            : text;
    }

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString()
    {
        var address = Path is not null ? UnixScheme + Path
            : Host is null ? Port.ToString(CultureInfo.InvariantCulture)
            : Host.Contains(':', StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
        return Name is null ? address : $"{Name}={address}";
    }
}
