using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace ActorPm.Core.Cluster;

/// <summary>
/// What a machine needs to join a cluster, as one word: by the fingerprint it knows the cluster's authority, by the secret the cluster knows that it is invited.
/// Written as <c>apm1_</c> and 48 bytes in the alphabet for URLs (RFC 4648, section 5): SHA-256 of the authority's certificate (DER), then the secret.
/// </summary>
public sealed class JoinToken
{
    /// <summary>Bytes of a fingerprint.</summary>
    public const int FingerprintBytes = 32;

    /// <summary>Bytes of a secret: as hard to guess as a key of AES-128.</summary>
    public const int SecretBytes = 16;

    private const string Prefix = "apm1_";

    /// <summary>Puts a token together.</summary>
    /// <exception cref="ArgumentException">A part has another length.</exception>
    public JoinToken(ReadOnlySpan<byte> fingerprint, ReadOnlySpan<byte> secret)
    {
        if (fingerprint.Length != FingerprintBytes || secret.Length != SecretBytes)
        {
            throw new ArgumentException($"A token has a fingerprint of {FingerprintBytes} bytes and a secret of {SecretBytes}.");
        }

        Fingerprint = fingerprint.ToArray();
        Secret = secret.ToArray();
    }

    /// <summary>SHA-256 of the authority's certificate.</summary>
    public ReadOnlyMemory<byte> Fingerprint { get; }

    /// <summary>Shows that the bearer is invited.</summary>
    public ReadOnlyMemory<byte> Secret { get; }

    /// <summary>Reads one; <paramref name="problem"/> says in one sentence what is wrong with it and what would do.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out JoinToken? token, [NotNullWhen(false)] out string? problem)
    {
        token = null;
        Span<byte> bytes = stackalloc byte[FingerprintBytes + SecretBytes];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(Prefix.Length), out var length) || length != bytes.Length)
        {
            problem = "This is no join token; copy the whole word that `apm cluster token` prints on a node of the cluster (--token).";
            return false;
        }

        _ = Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length), bytes);
        problem = null;
        token = new JoinToken(bytes[..FingerprintBytes], bytes[FingerprintBytes..]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix + Base64Url.EncodeToString([.. Fingerprint.Span, .. Secret.Span]);
}
