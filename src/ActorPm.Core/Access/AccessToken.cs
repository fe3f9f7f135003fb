using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ActorPm.Core.Access;

/// <summary>
/// The word by which somebody on another machine shows who it is: <c>apmt_</c> and 32 bytes of chance in the alphabet for URLs (RFC 4648, section 5). The daemon keeps its SHA-256 alone,
/// which is enough for what cannot be guessed.
/// </summary>
public static class AccessToken
{
    /// <summary>Bytes of chance in a token.</summary>
    public const int Bytes = 32;

    private const string Prefix = "apmt_", Scheme = "Bearer ";

    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(3650), ShortestLife = TimeSpan.FromMinutes(1);

    /// <summary>The word for a token.</summary>
    public static string Of(ReadOnlySpan<byte> chance) => Prefix + Base64Url.EncodeToString(chance);

    /// <summary>What the daemon keeps of a token: 64 digits.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Whether it could be a token: nothing else is worth a look at the book.</summary>
    public static bool IsOne(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && Base64Url.IsValid(text.AsSpan(Prefix.Length), out var length) && length == Bytes
            && !text.AsSpan().ContainsAny(" \t\r\n=");

    /// <summary>Finds the token in the header <c>Authorization</c>.</summary>
    /// <param name="header">Its only value; null or empty when it was not sent.</param>
    /// <param name="token">The token.</param>
    public static bool TryReadHeader(string? header, [NotNullWhen(true)] out string? token)
    {
        token = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header[Scheme.Length..] is var word && IsOne(word) ? word : null;
        return token is not null;
    }

    /// <summary>Reads how long a token is good: <c>12h</c>, <c>30d</c>, 1 minute to 10 years.</summary>
    public static bool TryParseLife(string text, out TimeSpan life)
    {
        life = TimeSpan.Zero;
        var unit = text is [_, .., var last] ? last switch { 'm' => 1.0 / 60, 'h' => 1, 'd' => 24, _ => 0 } : 0;
        if (unit == 0 || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number * unit > LongestLife.TotalHours)
        {
            return false;
        }

        life = TimeSpan.FromHours(number * unit);
        return life >= ShortestLife;
    }
}
