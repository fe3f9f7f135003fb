using System.Buffers.Binary;
using ActorPm.Fuzz.Engine;

namespace ActorPm.Fuzz.Targets;

/// <summary>
/// state.db of a killed daemon, cut off or with bytes changed: the next daemon says in a sentence why it does not start, or it starts with a list in which every app is one
/// that was written. An input is a row of 6 bytes each: where (4), how (1), with what (1).
/// </summary>
/// <remarks>
/// What holds: SQLite's own pages (headers, trees, free lists) are checked by quick_check, a torn write-ahead log by its checksums; payloads are JSON, and what is broken there is
/// refused by the reader; environments are authenticated (AES-GCM). What does not: the pages carry no checksum of their own, so a changed letter within a name or path that
/// leaves the JSON valid is read as it stands.
/// </remarks>
internal sealed class JournalFileTarget : IFuzzTarget
{
    private const int Step = 6;

    private ScratchDaemon? _daemon;
    private Dictionary<string, byte[]> _files = [];

    /// <inheritdoc/>
    public string Name => "journal-file";

    /// <inheritdoc/>
    public int Weight => 4;

    /// <inheritdoc/>
    public TimeSpan Limit => TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public int LongestInput => 20 * Step;

    /// <inheritdoc/>
    public IEnumerable<byte[]> Seeds => Enumerable.Range(0, 8).Select(n =>
    {
        var change = new byte[Step];
        BinaryPrimitives.WriteUInt32LittleEndian(change, (uint)(n * 2713));
        (change[4], change[5]) = ((byte)n, (byte)(1 << (n % 8)));
        return change;
    });

    /// <inheritdoc/>
    public void Run(ReadOnlyMemory<byte> input)
    {
        var daemon = _daemon ?? throw new InvalidOperationException("It has not begun.");
        foreach (var left in Directory.GetFiles(daemon.Home, "state.db*"))
        {
            File.Delete(left);
        }

        foreach (var (path, bytes) in _files)
        {
            File.WriteAllBytes(path, path.EndsWith("-shm", StringComparison.Ordinal) ? bytes : Damaged(path, bytes, input.Span));
        }

        var (code, output) = daemon.Run("resurrect");
        if (code == 0)
        {
            var names = daemon.Must("jlist");
            daemon.Kill();
            if (names.Contains("\"name\":\"\"", StringComparison.Ordinal))
            {
                throw new BrokenPromiseException("the list has an app without a name");
            }
        }
        else if (output.Trim().Split('\n').Length > 4 || output.Contains("   at ", StringComparison.Ordinal) || output.Contains("Unhandled exception", StringComparison.Ordinal) || output.Contains("seconds", StringComparison.Ordinal))
        {
            throw new BrokenPromiseException($"no clear sentence (exit code {code}): {output}");
        }

        daemon.Kill();
    }

    /// <inheritdoc/>
    public void Dispose() => _daemon?.Dispose();

    /// <inheritdoc/>
    public void Begin()
    {
        _daemon = new ScratchDaemon();
        _daemon.Must("start", "/bin/sleep", "--name", "one", "--", "1000000");
        _daemon.Must("start", "/bin/sleep", "--name", "two", "-i", "2", "--", "1000000");
        _daemon.Must("stop", "one");
        _daemon.Must("stop", "two");
        _daemon.Kill();
        _files = Directory.GetFiles(_daemon.Home, "state.db*").ToDictionary(path => path, File.ReadAllBytes);
    }

    private static byte[] Damaged(string path, byte[] bytes, ReadOnlySpan<byte> changes)
    {
        var damaged = bytes.ToArray();
        for (var at = 0; at + Step <= changes.Length; at += Step)
        {
            var (where, how, what) = (BinaryPrimitives.ReadUInt32LittleEndian(changes[at..]), changes[at + 4], changes[at + 5]);
            var isLog = path.EndsWith("-wal", StringComparison.Ordinal);
            if ((how & 1) == (isLog ? 1 : 0) && damaged.Length > 0)
            {
                var place = (int)(where % (uint)damaged.Length);
                if (how % 7 == 6)
                {
                    Array.Resize(ref damaged, place);
                }
                else
                {
                    damaged[place] ^= what;
                }
            }
        }

        return damaged;
    }
}
