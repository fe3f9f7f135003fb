using ActorPm.Cli.Rendering;

namespace ActorPm.Cli.Logs;

/// <summary>Prints what comes from several sides at once: the apps' logs, the daemon's own, events. One line at a time, whoever brings it.</summary>
internal sealed class LogSession : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly Lock _turn = new();
    private readonly BufferedStream _output;
    private readonly BufferedStream _error;
    private readonly LogPrinter _printer;

    public LogSession(CliHost host, LogStyle style, Palette palette)
    {
        _output = new BufferedStream(host.Output, BufferSize);
        _error = new BufferedStream(host.Error, BufferSize);
        _printer = new LogPrinter(style, palette, _output, _error);
    }

    /// <summary>Prints the frames of a stream until it ends.</summary>
    /// <param name="reader">The stream.</param>
    /// <param name="starts">Called before the first piece of each source.</param>
    /// <param name="interrupted">Ends it.</param>
    /// <returns>False when the stream was cut.</returns>
    public async Task<bool> PrintAsync(LogFrameReader reader, Action<int, Core.Logs.LogStream> starts, CancellationToken interrupted)
    {
        var known = new HashSet<(int, Core.Logs.LogStream)>();
        try
        {
            while (true)
            {
                while (reader.TryTake(out var frame, out var bytes))
                {
                    if (known.Add((frame.PmId, frame.Stream)))
                    {
                        Flush();
                        starts(frame.PmId, frame.Stream);
                    }

                    lock (_turn)
                    {
                        _printer.Write(frame, bytes.Span);
                    }
                }

                var filling = reader.FillAsync(interrupted);
                if (!filling.IsCompleted)
                {
                    Flush();
                }

                if (!await filling)
                {
                    return !reader.HasPart;
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException and not BrokenPipeException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>Prints a piece of the daemon's own log.</summary>
    public void PrintOfDaemon(string label, byte[] bytes)
    {
        lock (_turn)
        {
            _printer.WriteOfDaemon(label, bytes);
        }

        Flush();
    }

    /// <summary>Prints a finished line as it is.</summary>
    public void PrintLine(byte[] line)
    {
        lock (_turn)
        {
            _output.Write(line);
        }

        Flush();
    }

    /// <summary>Whatever way it ended, what has come is printed.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            _printer.Finish();
        }

        Flush();
    }

    private void Flush()
    {
        lock (_turn)
        {
            _output.Flush();
            _error.Flush();
        }
    }
}
