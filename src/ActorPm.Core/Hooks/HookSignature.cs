using System.Security.Cryptography;
using System.Text;

namespace ActorPm.Core.Hooks;

/// <summary>Shows the receiver of a request that it comes from somebody who knows the secret, and that the body is whole.</summary>
public static class HookSignature
{
    /// <summary><c>sha256=</c> and the HMAC-SHA256 of the body in lower-case hex, as GitHub's webhooks have it.</summary>
    /// <param name="secret">The key, as UTF-8.</param>
    /// <param name="body">The body, byte for byte.</param>
    public static string Of(string secret, ReadOnlySpan<byte> body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
