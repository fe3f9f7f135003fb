using System.Buffers;
using ActorPm.Core.Control;
using ActorPm.Daemon.Views;
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
    /// <returns>The reader to go on with; the caller disposes of it.</returns>
    public async Task<ILogReader> SendTailAsync(LogSource source, int lines)
    {
        var reader = logs.Read(source.Path);
        try
        {
            reader.Start(file => LogTail.StartOfLastLines(file, lines));
            await SendAsync(source, reader);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Sends whatever is written to some logs, and to those that come later, until the one who listens leaves.</summary>
    /// <param name="board">Tells of instances that come later.</param>
    /// <param name="sources">The logs as they are now.</param>
    /// <param name="read">Opens one where its following begins; the reader is disposed of here.</param>
    public async Task FollowAllAsync(InstanceBoard board, Func<IEnumerable<LogSource>> sources, Func<LogSource, ILogReader> read)
    {
        var followed = new Dictionary<LogSource, Task>();
        while (true)
        {
            var added = board.SlotAdded;
            foreach (var source in sources().Where(source => !followed.ContainsKey(source)))
            {
                followed[source] = FollowAsync(source, read(source));
            }

            var first = await Task.WhenAny([added.WaitAsync(cancellation), .. followed.Values]);
            await first;
        }
    }

    /// <summary>Sends whatever comes next, until the one who listens leaves; then the reader is disposed of.</summary>
    public async Task FollowAsync(LogSource source, ILogReader reader)
    {
        using var own = reader;
        while (!cancellation.IsCancellationRequested)
        {
            await reader.WaitAsync(cancellation);
            await SendAsync(source, reader);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task SendAsync(LogSource source, ILogReader reader)
    {
        while (await SendPieceAsync(source, reader))
        {
        }
    }

    /// <summary>Sends one piece.</summary>
    /// <returns>Whether there was one.</returns>
    private async Task<bool> SendPieceAsync(LogSource source, ILogReader reader)
    {
        // Read in turn as well: one who does not read holds one piece in memory, and not one of each log.
        await _turn.WaitAsync(cancellation);
        var buffer = ArrayPool<byte>.Shared.Rent(LogFrame.MaxLength);
        try
        {
            var read = await reader.ReadAsync(buffer.AsMemory(0, LogFrame.MaxLength), cancellation);
            if (read == 0)
            {
                return false;
            }

            // Up to the end of a line, unless there is none in sight.
            var lineEnd = buffer.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
            var length = lineEnd > 0 ? lineEnd : read;
            reader.Unread(read - length);
            await send(source, buffer.AsMemory(0, length));
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
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
internal sealed record LogSource(int PmId, string Name, LogStream Stream, string Path)
{
    /// <summary>The logs of an instance; one, of its standard output, when both outputs go to the same file.</summary>
    public static IEnumerable<LogSource> Of(InstanceView view)
    {
        yield return new LogSource(view.PmId, view.Name, LogStream.Out, view.OutFile);
        if (view.ErrorFile != view.OutFile)
        {
            yield return new LogSource(view.PmId, view.Name, LogStream.Error, view.ErrorFile);
        }
    }
}
