using System.Security.Cryptography;
using System.Text;

namespace ActorPm.Daemon.Journal;

/// <summary>Whose list it is, in a database that several homes share: up to <see cref="MaxLength"/> letters, digits, <c>.</c>, <c>_</c>, <c>:</c> and <c>-</c>.</summary>
internal readonly record struct JournalOwner
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 100;

    private const int HashBytes = 4;

    private JournalOwner(string value) => Value = value;

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <summary>Reads one; null when the text is none.</summary>
    public static JournalOwner? TryParse(string text) =>
        text.Length is > 0 and <= MaxLength && text.All(IsAllowed) ? new JournalOwner(text) : null;

    /// <summary>The owner that a home is when nobody has named one: <c>MACHINE-HASH</c>, the hash (8 hexadecimal digits) being of the home's path.</summary>
    /// <param name="machine">The machine's name.</param>
    /// <param name="home">The home, absolute.</param>
    public static JournalOwner Of(string machine, string home)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)).AsSpan(0, HashBytes));
        var name = new string([.. machine.Select(letter => IsAllowed(letter) ? letter : '-').Take(MaxLength - hash.Length - 1)]);
        return new JournalOwner($"{name}-{hash}");
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsAllowed(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or ':' or '-';
}
