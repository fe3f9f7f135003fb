using System.Security.Cryptography;
using System.Text;

namespace ActorPm.Daemon.StaticServer;

/// <summary>A user name and a password, compared in a time that says nothing about either.</summary>
internal sealed class StaticServerLogin(string userName, string password)
{
    private readonly byte[] _digest = Digest($"{userName}:{password}");

    /// <summary>Whether an <c>Authorization</c> header carries them (RFC 7617).</summary>
    public bool Admits(string? header)
    {
        const string Scheme = "Basic ";
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var buffer = new byte[header.Length];
        return Convert.TryFromBase64String(header[Scheme.Length..].Trim(), buffer, out var length)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(buffer.AsSpan(0, length)), _digest);
    }

    // Digests are equally long whatever the password's length.
    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
