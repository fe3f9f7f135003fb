using System.Buffers;
using ActorPm.Core.Logs;
using ActorPm.Processes.Output;

namespace ActorPm.Daemon.Logs;

/// <summary>
/// Sends log files to one reader, piece by piece. The file is the buffer: a slow reader only falls behind in its own reading, and
/// neither an app nor another reader ever waits for it.
/// </summary>
/// <param name="send">Brings one piece to the reader; called once at a time.</param>
/// <param name="logs">The log files.</param>
/// <param name="cancellation">The reader has left.</param>
internal sealed class LogStreamer(Func<LogSource, ReadOnlyMemory<byte>, Task> send, ILogFiles logs, CancellationToken cancellation) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Sends pieces as frames (<see cref="LogFrame"/>).</summary>
    public LogStreamer(Stream output, ILogFiles logs, CancellationToken cancellation)
        : this((source, bytes) => SendFrameAsync(output, source, bytes, cancellation), logs, cancellation)
    {
    }

    /// <summary>Sends the last lines of a log.</summary>
    /// <returns>Where to go on.</returns>
    public async Task<long> SendTailAsync(LogSource source, int lines)
    {
        using var file = LogTail.TryOpen(source.Path);
        return file is null ? 0 : await SendAsync(source, file, LogTail.StartOfLastLines(file, lines));
    }

    /// <summary>Sends whatever is written from a position on, until the reader leaves.</summary>
    public async Task FollowAsync(LogSource source, long position)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await logs.WaitForChangeAsync(source.Path, position, cancellation);
            using var file = LogTail.TryOpen(source.Path);
            if (file is null)
            {
                // Gone, or not ours to read: on from what is there, so that the next wait is for a change of it.
                position = new FileInfo(source.Path) is { Exists: true } unreadable ? unreadable.Length : 0;
                continue;
            }

            // Shorter than what was read already: it was emptied.
            position = await SendAsync(source, file, file.Length < position ? 0 : position);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<long> SendAsync(LogSource source, FileStream file, long position)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LogFrame.MaxLength);
        try
        {
            int read;
            while ((read = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer.AsMemory(0, LogFrame.MaxLength), position, cancellation)) > 0)
            {
                // Up to the end of a line, unless there is none in sight.
                var lineEnd = buffer.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
                var length = lineEnd > 0 ? lineEnd : read;
                await SendAsync(source, buffer.AsMemory(0, length));
                position += length;
            }

            return position;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task SendAsync(LogSource source, ReadOnlyMemory<byte> bytes)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await send(source, bytes);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task SendFrameAsync(Stream output, LogSource source, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await output.WriteAsync(new LogFrame(source.PmId, source.Stream, bytes.Length, source.Name).ToHead(), cancellation);
        await output.WriteAsync(bytes, cancellation);
        await output.FlushAsync(cancellation);
    }
}

/// <summary>One log file of an instance.</summary>
/// <param name="PmId">The instance.</param>
/// <param name="Name">Its app.</param>
/// <param name="Stream">Which output.</param>
/// <param name="Path">The file.</param>
internal sealed record LogSource(int PmId, string Name, LogStream Stream, string Path);
