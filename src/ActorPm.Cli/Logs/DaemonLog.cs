namespace ActorPm.Cli.Logs;

/// <summary>
/// The daemon's own log, read from its files in the home: <c>apm.log</c>, and <c>apm_001.log</c> and so on once that is full. It is
/// looked at twice a second, since nobody tells of its growth.
/// </summary>
internal sealed class DaemonLog(string home, TimeProvider clock)
{
    private const int LongestTail = 256 * 1024;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    private string? _path = Newest(home);
    private long _position;

    /// <summary>The file that is written now; null when there is none.</summary>
    public string? Path => _path;

    /// <summary>The last lines, at most 256 KiB of them; following goes on after them.</summary>
    public byte[] Tail(int lines)
    {
        var length = _path is null ? 0 : new FileInfo(_path).Length;
        _position = Math.Max(0, length - LongestTail);
        var bytes = ReadOn();
        var start = bytes.Length;
        for (var i = 0; i <= lines && start > 0; i++)
        {
            start = bytes.AsSpan(0, start - 1).LastIndexOf((byte)'\n') + 1 is var begin && i < lines ? begin : start;
        }

        return bytes[start..];
    }

    /// <summary>Hands over whatever is written, until cancelled.</summary>
    public async Task FollowAsync(Action<byte[]> take, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(LookAgain, clock);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            if (ReadOn() is { Length: > 0 } bytes)
            {
                take(bytes);
            }

            if (Newest(home) is { } newest && newest != _path)
            {
                (_path, _position) = (newest, 0);
            }
        }
    }

    private byte[] ReadOn()
    {
        if (_path is null)
        {
            return [];
        }

        try
        {
            using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // Shorter than what was read already: it was emptied.
            _position = file.Length < _position ? 0 : _position;
            file.Position = _position;
            var bytes = new byte[(int)Math.Min(file.Length - _position, LongestTail)];
            var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            _position += read;
            return bytes[..read];
        }
        catch (FileNotFoundException)
        {
            // Rotated away between the two looks; the next one finds its successor.
            return [];
        }
    }

    private static string? Newest(string home) =>
        Directory.Exists(home) ? Directory.EnumerateFiles(home, "apm*.log").MaxBy(File.GetLastWriteTimeUtc) : null;
}
