using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorPm.Core.Access;

/// <summary>A token that somebody has.</summary>
/// <param name="Name">What it is called: 1 to 64 letters, digits, dots, dashes and underscores.</param>
/// <param name="Hash">SHA-256 of the token, 64 digits.</param>
/// <param name="Grant">As <see cref="Access.Grant"/> reads it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it is good; null for ever.</param>
public sealed record TokenEntry(
    [property: JsonRequired] string Name, [property: JsonRequired] string Hash, [property: JsonRequired] string Grant, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>All tokens, as the file <c>tokens.json</c> has them.</summary>
/// <param name="Tokens">By name.</param>
public sealed record TokenBook([property: JsonRequired] ImmutableArray<TokenEntry> Tokens)
{
    /// <summary>The most tokens, so that a login costs no more than some microseconds.</summary>
    public const int Most = 1000;

    private const int LongestName = 64;

    /// <summary>No token.</summary>
    public static TokenBook Empty { get; } = new([]);

    /// <summary>Whether a text can name a token.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= LongestName && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    /// <summary>Reads the file.</summary>
    /// <exception cref="JsonException">It is damaged; the message says how.</exception>
    public static TokenBook Read(ReadOnlySpan<byte> json)
    {
        var book = JsonSerializer.Deserialize(json, TokenBookJson.Default.TokenBook) ?? throw new JsonException("it is empty");
        if (book.Tokens.IsDefault || book.Tokens.Length > Most)
        {
            throw new JsonException($"it has no list of at most {Most} tokens");
        }

        foreach (var entry in book.Tokens)
        {
            if (entry is null || !IsName(entry.Name) || entry.Hash.Length != SHA256.HashSizeInBytes * 2 || !entry.Hash.All(char.IsAsciiHexDigitLower))
            {
                throw new JsonException("one of its tokens has no name or no hash");
            }

            if (!Access.Grant.TryParse(entry.Grant, out _, out var problem))
            {
                throw new JsonException($"the token {entry.Name} has no role: {problem.TrimEnd('.')}");
            }
        }

        return book;
    }

    /// <summary>The text of the file.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, TokenBookJson.Default.TokenBook);

    /// <summary>The entry with a name; null when there is none.</summary>
    public TokenEntry? Named(string name) => Tokens.FirstOrDefault(entry => entry.Name == name);

    /// <summary>The entry of a token that is good now; null when there is none. How long it takes tells nothing of the hashes.</summary>
    public TokenEntry? Find(string token, DateTimeOffset now)
    {
        var hash = Encoding.ASCII.GetBytes(AccessToken.HashOf(token));
        TokenEntry? found = null;
        foreach (var entry in Tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(entry.Hash), hash))
            {
                found = entry;
            }
        }

        return found is { ExpiresAt: { } end } && end <= now ? null : found;
    }

    /// <summary>With one more; one of the same name is replaced.</summary>
    public TokenBook With(TokenEntry entry) => new([.. Without(entry.Name).Tokens.Append(entry).OrderBy(each => each.Name, StringComparer.Ordinal)]);

    /// <summary>Without the one of a name.</summary>
    public TokenBook Without(string name) => new(Tokens.RemoveAll(entry => entry.Name == name));
}

/// <summary>The JSON of the book, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenBook))]
public sealed partial class TokenBookJson : JsonSerializerContext;
