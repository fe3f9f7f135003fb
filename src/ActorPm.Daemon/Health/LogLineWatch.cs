using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using ActorPm.Processes;
using ActorPm.Processes.Output;

namespace ActorPm.Daemon.Health;

/// <summary>
/// Waits for a line of an app's output that matches a pattern. Reads the log files behind the writers, from where they ended at the launch on, so nobody
/// waits for it. Where several instances write to one file, the line of any of them counts.
/// </summary>
internal sealed class LogLineWatch : IDisposable
{
    /// <summary>Of a longer line only its beginning is looked at, in bytes.</summary>
    private const int LongestLine = 4096;

    private static readonly TimeSpan _matchLimit = TimeSpan.FromMilliseconds(50);

    private readonly Regex _pattern;
    private readonly List<ILogReader> _readers;
    private int _disposed;

    private LogLineWatch(Regex pattern, List<ILogReader> readers)
    {
        _pattern = pattern;
        _readers = readers;
    }

    /// <summary>Remembers where the logs end; to be called before the launch.</summary>
    /// <exception cref="LaunchException">The pattern is none.</exception>
    public static LogLineWatch Begin(ILogFiles logs, LaunchOrder order, string pattern)
    {
        try
        {
            var regex = new Regex(pattern, RegexOptions.CultureInvariant, _matchLimit);
            return new LogLineWatch(regex, [.. new[] { order.OutFile, order.ErrorFile }.OfType<string>().Distinct().Select(path => AtEndOf(logs, path))]);
        }
        catch (ArgumentException e)
        {
            throw new LaunchException($"The pattern {pattern} of ready_on is no regular expression: {e.Message}");
        }
    }

    /// <summary>Ends when a line matches, which may be never; then this is disposed of.</summary>
    public async Task UntilMatchedAsync(CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] searches = _readers.Count == 0 ? [Task.Delay(Timeout.Infinite, over.Token)] : [.. _readers.Select(reader => SearchAsync(reader, over.Token))];
        try
        {
            await await Task.WhenAny(searches);
        }
        finally
        {
            // The readers are closed when nobody reads any more.
            await over.CancelAsync();
            await Task.WhenAll(searches).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _readers.ForEach(reader => reader.Dispose());
        }
    }

    private static ILogReader AtEndOf(ILogFiles logs, string path)
    {
        var reader = logs.Read(path);
        reader.Start(file => file.Length);
        return reader;
    }

    private async Task SearchAsync(ILogReader reader, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        var line = new ArrayBufferWriter<byte>(LongestLine);
        try
        {
            while (true)
            {
                int read;
                while ((read = await reader.ReadAsync(buffer, cancellation)) > 0)
                {
                    if (Search(buffer.AsSpan(0, read), line))
                    {
                        return;
                    }
                }

                await reader.WaitAsync(cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool Search(ReadOnlySpan<byte> bytes, ArrayBufferWriter<byte> line)
    {
        while (!bytes.IsEmpty)
        {
            var feed = bytes.IndexOf((byte)'\n');
            var piece = feed < 0 ? bytes : bytes[..feed];
            line.Write(piece[..Math.Min(piece.Length, LongestLine - line.WrittenCount)]);
            if (feed < 0)
            {
                return false;
            }

            if (Matches(line.WrittenSpan))
            {
                return true;
            }

            line.ResetWrittenCount();
            bytes = bytes[(feed + 1)..];
        }

        return false;
    }

    private bool Matches(ReadOnlySpan<byte> line)
    {
        try
        {
            return _pattern.IsMatch(Encoding.UTF8.GetString(line).TrimEnd('\r'));
        }
        catch (RegexMatchTimeoutException)
        {
            // A pattern that takes so long on this line does not match it, as far as anybody waits for it.
            return false;
        }
    }
}
