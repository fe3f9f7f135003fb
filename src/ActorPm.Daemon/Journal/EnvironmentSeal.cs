using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ActorPm.Daemon.Journal;

/// <summary>
/// Seals environment values for the journal: AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce each time, under the key file of
/// the home. A journal that leaves the machine without its key tells no secrets.
/// </summary>
/// <remarks>The sealed text is Base64 of nonce (12 bytes), tag (16 bytes) and ciphertext of the JSON object of the variables.</remarks>
internal sealed class EnvironmentSeal
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key;

    /// <summary>Seals with this key.</summary>
    /// <param name="key">32 random bytes.</param>
    public EnvironmentSeal(byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes, nameof(key));
        _key = key;
    }

    /// <summary>A name for the key, 32 hexadecimal digits, that tells nothing of it: by it a database knows a home again.</summary>
    public string Mark => Convert.ToHexStringLower(HMACSHA256.HashData(_key, "ActorPm home"u8).AsSpan(0, 16));

    /// <summary>Reads the key file, or makes one when the journal is new.</summary>
    /// <exception cref="DaemonStartException">The key is missing or damaged although the journal needs it, or the journal cannot be asked.</exception>
    public static async Task<EnvironmentSeal> OpenAsync(DaemonHome home, IJournal journal)
    {
        if (File.Exists(home.KeyPath))
        {
            var key = await File.ReadAllBytesAsync(home.KeyPath);
            return key.Length == KeyBytes
                ? new EnvironmentSeal(key)
                : throw new DaemonStartException($"The key {home.KeyPath} is damaged ({key.Length} bytes instead of {KeyBytes}); restore it from a backup, or {journal.NewBeginning} to begin with an empty list.");
        }

        if (await journal.HasBegunAsync())
        {
            throw new DaemonStartException($"The key {home.KeyPath} is missing, and the environments in the journal cannot be read without it; restore it from a backup, or {journal.NewBeginning} to begin with an empty list.");
        }

        var fresh = RandomNumberGenerator.GetBytes(KeyBytes);
        // Whole or not at all: a key that is cut short would lock the journal for ever.
        var draft = DaemonHome.CreatePrivateFile(home.KeyPath + ".new");
        await using (var file = new FileStream(draft, FileMode.Truncate, FileAccess.Write))
        {
            await file.WriteAsync(fresh);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, home.KeyPath);
        return new EnvironmentSeal(fresh);
    }

    /// <summary>Seals variables.</summary>
    public string Seal(IReadOnlyDictionary<string, string> environment)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(environment), JournalJson.Default.DictionaryStringString);
        var blob = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = blob.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Encrypt(nonce, plain, blob.AsSpan(NonceBytes + TagBytes), blob.AsSpan(NonceBytes, TagBytes));
        return Convert.ToBase64String(blob);
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="CryptographicException">The text was altered, or sealed with another key.</exception>
    public Dictionary<string, string> Unseal(string text)
    {
        var blob = Convert.FromBase64String(text);
        if (blob.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("The sealed environment is cut short.");
        }

        var plain = new byte[blob.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Decrypt(blob.AsSpan(0, NonceBytes), blob.AsSpan(NonceBytes + TagBytes), blob.AsSpan(NonceBytes, TagBytes), plain);
        return JsonSerializer.Deserialize(plain, JournalJson.Default.DictionaryStringString) ?? [];
    }
}
