namespace ActorPm.Cli.Monit;

/// <summary>What a pressed key means to <c>monit</c>.</summary>
internal enum MonitKey
{
    Up,
    Down,
    PageUp,
    PageDown,
    NextPane,
    PreviousPane,
    Quit,
}

/// <summary>The bytes of a terminal → keys. What means nothing here is left out.</summary>
internal static class MonitKeys
{
    /// <summary>The keys in what one read brought. An escape that begins no sequence is the key itself.</summary>
    public static IReadOnlyList<MonitKey> Of(ReadOnlySpan<byte> bytes)
    {
        var keys = new List<MonitKey>();
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\e' && i + 2 < bytes.Length && bytes[i + 1] is (byte)'[' or (byte)'O')
            {
                MonitKey? key = bytes[i + 2] switch
                {
                    (byte)'A' => MonitKey.Up,
                    (byte)'B' => MonitKey.Down,
                    (byte)'C' => MonitKey.NextPane,
                    (byte)'D' => MonitKey.PreviousPane,
                    (byte)'5' => MonitKey.PageUp,
                    (byte)'6' => MonitKey.PageDown,
                    _ => null,
                };
                i = EndOfSequence(bytes, i + 2);
                AddTo(keys, key);
                continue;
            }

            AddTo(keys, bytes[i] switch
            {
                (byte)'q' or (byte)'\e' or 3 => MonitKey.Quit,
                (byte)'k' => MonitKey.Up,
                (byte)'j' => MonitKey.Down,
                (byte)'\t' => MonitKey.NextPane,
                _ => null,
            });
        }

        return keys;
    }

    private static void AddTo(List<MonitKey> keys, MonitKey? key)
    {
        if (key is { } known)
        {
            keys.Add(known);
        }
    }

    // A sequence ends with a letter or a tilde.
    private static int EndOfSequence(ReadOnlySpan<byte> bytes, int start)
    {
        var end = start;
        while (end < bytes.Length - 1 && bytes[end] is not ((>= (byte)'@' and <= (byte)'~')))
        {
            end++;
        }

        return end;
    }
}
