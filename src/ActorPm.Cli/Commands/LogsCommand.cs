using System.CommandLine;
using System.Globalization;
using ActorPm.Cli.Logs;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm logs</c>: the last lines, then whatever is written, until Ctrl-C.</summary>
internal sealed class LogsCommand : CliCommand
{
    private const int BufferSize = 64 * 1024;

    private readonly Option<string[]> _lines;
    private readonly Option<bool> _noStream;
    private readonly Option<bool> _raw;
    private readonly Option<bool> _errorOnly;
    private readonly Option<bool> _outOnly;

    public LogsCommand()
        : base("logs", "show what apps print, the last lines first", "[id|name|namespace|/pattern/]")
    {
        _lines = Value("--lines", "number", "how many of the last lines to show; default: 15");
        _noStream = Flag("--nostream", "show the last lines and end");
        _raw = Flag("--raw", "show lines without the app before them; standard error goes to standard error");
        _errorOnly = Flag("--err", "standard error only");
        _outOnly = Flag("--out", "standard output only");
    }

    public override async Task<int> RunAsync(Invocation call)
    {
        var lines = Lines(call);
        var target = call.Words.Count == 0 ? "all" : call.Words[0];
        var interrupted = call.Host.CatchInterrupts();
        using var client = call.Connect();
        var isFollowing = !call.Has(_noStream);
        var isWhole = true;
        try
        {
            await using var stream = await client.OpenStreamAsync(Route(call, target, lines), interrupted);
            call.Screen.Hint($"[TAILING] Tailing last {lines} lines for [{target}] processes (change the value with --lines option)");
            isWhole = await PrintAsync(call, new LogFrameReader(stream), interrupted);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return 0;
        }

        if (interrupted.IsCancellationRequested)
        {
            return 0;
        }

        return isFollowing || !isWhole
            ? throw new CommandFailure(
                ControlErrorCode.DaemonNotRunning, "The daemon has gone, so no more output can be shown; run `apm logs` again when it is back.")
            : 0;
    }

    // Whatever way it ends, what has come is printed. False when the stream was cut.
    private async Task<bool> PrintAsync(Invocation call, LogFrameReader reader, CancellationToken interrupted)
    {
        var output = new BufferedStream(call.Host.Output, BufferSize);
        var error = new BufferedStream(call.Host.Error, BufferSize);
        var printer = new LogPrinter(call.Has(_raw) ? LogLook.Raw : LogLook.Prefixed, call.Screen.Palette, output, error);
        try
        {
            while (true)
            {
                while (reader.TryTake(out var frame, out var bytes))
                {
                    printer.Write(frame, bytes.Span);
                }

                var filling = reader.FillAsync(interrupted);
                if (!filling.IsCompleted)
                {
                    output.Flush();
                    error.Flush();
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
        finally
        {
            printer.Finish();
            output.Flush();
            error.Flush();
        }
    }

    private string Route(Invocation call, string target, int lines)
    {
        var stream = (call.Has(_errorOnly), call.Has(_outOnly)) switch
        {
            (true, false) => "err",
            (false, true) => "out",
            _ => "all",
        };
        var which = target == "all" ? "" : $"target={Uri.EscapeDataString(target)}&";
        var follow = call.Has(_noStream) ? "false" : "true";
        return string.Create(CultureInfo.InvariantCulture, $"{ControlContract.Logs}?{which}lines={lines}&stream={stream}&follow={follow}");
    }

    private int Lines(Invocation call)
    {
        if (call.Value(_lines) is not { } text)
        {
            return 15;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines)
            ? lines
            : throw new CommandFailure(ControlErrorCode.InvalidRequest, $"--lines '{text}' is not a whole number of at least 0.");
    }
}
