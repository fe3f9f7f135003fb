using System.Buffers;
using System.Text;

namespace ActorPm.Cli.Shell;

/// <summary>The bytes of a terminal → keys. What a read has cut in two is put together again; what means nothing here is left out.</summary>
internal sealed class ShellKeys
{
    // No sequence of a key is longer; what is, comes from no keyboard.
    private const int LongestSequence = 16;

    private readonly List<byte> _left = [];

    /// <summary>The keys that are whole by now.</summary>
    public IReadOnlyList<ShellKey> Of(ReadOnlySpan<byte> bytes)
    {
        _left.AddRange(bytes);
        var keys = new List<ShellKey>();
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_left);
        var taken = 0;
        while (taken < all.Length && Take(all[taken..], out var key) is > 0 and var length)
        {
            taken += length;
            if (key is { } known)
            {
                keys.Add(known);
            }
        }

        _left.RemoveRange(0, taken);
        return keys;
    }

    // How many bytes the first key has; 0 when the rest of it has not come yet.
    private static int Take(ReadOnlySpan<byte> bytes, out ShellKey? key)
    {
        key = null;
        switch (bytes[0])
        {
            case (byte)'\e':
                return TakeSequence(bytes, out key);
            case < 32 or 127:
                key = Control(bytes[0]);
                return 1;
        }

        switch (Rune.DecodeFromUtf8(bytes, out var rune, out var length))
        {
            case OperationStatus.Done:
                key = Rune.IsControl(rune) ? null : new ShellKey(ShellKeyKind.Character, rune.ToString());
                return length;
            case OperationStatus.NeedMoreData:
                return 0;
            default:
                return length;
        }
    }

    private static int TakeSequence(ReadOnlySpan<byte> bytes, out ShellKey? key)
    {
        key = null;
        if (bytes.Length == 1)
        {
            return 0;
        }

        if (bytes[1] is not ((byte)'[' or (byte)'O'))
        {
            // Escape by itself, or Alt with a key: nothing here.
            return bytes[1] == '\e' ? 1 : 2;
        }

        for (var end = 2; end < bytes.Length; end++)
        {
            if (bytes[end] is >= (byte)'@' and <= (byte)'~')
            {
                key = Sequence(bytes[2..(end + 1)]);
                return end + 1;
            }

            if (end == LongestSequence)
            {
                return end;
            }
        }

        return 0;
    }

    private static ShellKey? Sequence(ReadOnlySpan<byte> rest) => Encoding.ASCII.GetString(rest) switch
    {
        "A" => new(ShellKeyKind.Up),
        "B" => new(ShellKeyKind.Down),
        "C" => new(ShellKeyKind.Right),
        "D" => new(ShellKeyKind.Left),
        "H" or "1~" or "7~" => new(ShellKeyKind.Home),
        "F" or "4~" or "8~" => new(ShellKeyKind.End),
        "3~" => new(ShellKeyKind.Delete),
        _ => null,
    };

    private static ShellKey? Control(byte key) => key switch
    {
        1 => new(ShellKeyKind.Home),
        3 => new(ShellKeyKind.Interrupt),
        4 => new(ShellKeyKind.EndOfInput),
        5 => new(ShellKeyKind.End),
        8 or 127 => new(ShellKeyKind.Backspace),
        9 => new(ShellKeyKind.Tab),
        10 or 13 => new(ShellKeyKind.Enter),
        11 => new(ShellKeyKind.DeleteToEnd),
        21 => new(ShellKeyKind.DeleteToStart),
        23 => new(ShellKeyKind.DeleteWord),
        _ => null,
    };
}
