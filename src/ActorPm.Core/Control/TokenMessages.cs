using System.Text.Json.Serialization;

namespace ActorPm.Core.Control;

/// <summary>Has a token made for somebody on another machine.</summary>
/// <param name="Name">What it is called; no other may be called so.</param>
/// <param name="Role"><c>view</c>, <c>operate</c> or <c>admin</c>.</param>
/// <param name="Namespaces">For the apps of which namespaces; null for all.</param>
/// <param name="Hours">How long it is good, 1/60 to 87,600; null for ever.</param>
public sealed record TokenCreateRequest([property: JsonRequired] string Name, [property: JsonRequired] string Role, IReadOnlyList<string>? Namespaces, double? Hours);

/// <summary>A token, told this one time.</summary>
/// <param name="Token">What its owner sends: <c>Authorization: Bearer …</c>.</param>
/// <param name="View">What there is to know of it later.</param>
/// <param name="Listen">Where the daemon listens; null when it does not.</param>
/// <param name="Fingerprint">SHA-256 of the certificate that is shown there, 64 digits; null when it does not listen.</param>
public sealed record TokenCreateReply(string Token, TokenView View, string? Listen, string? Fingerprint);

/// <summary>What there is to know of a token.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Grant">The role, with its namespaces: <c>operate:web+shop</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it is good; null for ever.</param>
/// <param name="IsExpired">Whether that time is over.</param>
public sealed record TokenView(string Name, string Grant, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, bool IsExpired);

/// <summary>All tokens.</summary>
/// <param name="Tokens">By name.</param>
/// <param name="Listen">Where the daemon listens; null when it does not.</param>
/// <param name="Fingerprint">SHA-256 of the certificate that is shown there, 64 digits; null when it does not listen.</param>
public sealed record TokenList(IReadOnlyList<TokenView> Tokens, string? Listen, string? Fingerprint)
{
    /// <summary>The version of this shape, which <c>--json</c> prints: 1. Members may be added to it.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;

    /// <summary>Why the daemon does not listen where the settings say; null for nothing.</summary>
    public string? Problem { get; init; }
}

/// <summary>Ends a token.</summary>
/// <param name="Name">Its name.</param>
public sealed record TokenRevokeRequest([property: JsonRequired] string Name);
