using System.CommandLine;
using System.Globalization;
using System.Text;
using ActorPm.Cli.Logs;
using ActorPm.Core.Control;
using ActorPm.Core.Logs;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm logs</c>: the last lines, then whatever is written, until Ctrl-C.</summary>
internal sealed class LogsCommand : CliCommand
{
    private readonly Option<string[]> _lines;
    private readonly Option<bool> _noStream;
    private readonly Option<bool> _raw;
    private readonly Option<bool> _json;
    private readonly Option<bool> _format;
    private readonly Option<bool> _errorOnly;
    private readonly Option<bool> _outOnly;
    private readonly Option<string[]> _timestamp;
    private readonly Option<string[]> _highlight;

    public LogsCommand()
        : base("logs", "show the last lines that apps printed, then follow", "[id|name|namespace|/pattern/]")
    {
        _lines = Value("--lines", "number", "how many of the last lines to show; default: 15, and 0 for --json and --format");
        _noStream = Flag("--nostream", "show the last lines and end");
        _raw = Flag("--raw", "show lines without the app's name; standard error goes to standard error");
        _json = Flag("--json", "show each line, and what happens to apps, as a JSON object");
        _format = Flag("--format", "show each line as timestamp=… app=… id=… type=… message=…");
        _errorOnly = Flag("--err", "standard error only");
        _outOnly = Flag("--out", "standard output only");
        _timestamp = Options.Optional("--timestamp", "format", "show the time before each line, in the tokens of day.js; default: YYYY-MM-DD-HH:mm:ss");
        _highlight = Options.Optional("--highlight", "text", "highlight this text");
        Grammar.Options.Add(_timestamp);
        Grammar.Options.Add(_highlight);
    }

    public override bool IsOfOneNode => true;

    public override async Task<int> RunAsync(Invocation call)
    {
        var style = StyleOf(call);
        var lines = Lines(call, style.Look);
        var target = call.Words.Count == 0 ? "all" : call.Words[0];
        var interrupted = call.Host.CatchInterrupts();
        using var client = call.Connect();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        var isWhole = true;
        try
        {
            await using var stream = await client.OpenStreamAsync(Route(call, target, lines), interrupted);
            if (style.Look is LogLook.Prefixed or LogLook.Raw)
            {
                call.Screen.Hint($"[TAILING] Tailing last {lines} lines for [{target}] process{(target == "all" ? "es" : "")} (change the value with --lines option)");
            }

            using var session = new LogSession(call.Host, style, call.Screen.Palette);
            var beside = FollowDaemonAsync(call, session, target, lines, style.Look, ended.Token);
            var events = style.Look is LogLook.Json && !call.Has(_noStream)
                ? ProcessEvents.FollowAsync(client, call.Host.Clock, session.PrintLine, ended.Token)
                : Task.CompletedTask;
            var headings = lines == 0 || style.Look is LogLook.Json || call.Node is not null ? [] : await HeadingsAsync(client, lines);
            isWhole = await session.PrintAsync(
                new LogFrameReader(stream), (id, output) => Announce(call, headings, (id, output)), interrupted);
            await ended.CancelAsync();
            await Task.WhenAll(Settled(beside), Settled(events));
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return 0;
        }
        catch (CommandFailure e) when (e.Code is ControlErrorCode.NotFound)
        {
            if (call.Node is null && (await OtherNodes.WithAsync(call, target)).Count > 0)
            {
                throw;
            }

            // PM2 shows nothing and succeeds; scripts rely on it.
            call.Screen.Warn(string.Join(" ", e.Sentences));
            return 0;
        }

        return interrupted.IsCancellationRequested || (call.Has(_noStream) && isWhole)
            ? 0
            : throw new CommandFailure(
                ControlErrorCode.DaemonNotRunning, "The daemon has gone, so no more output can be shown; run `apm logs` again when it is back.");
    }

    // All apps include the daemon, as in PM2: its last lines first.
    private async Task FollowDaemonAsync(Invocation call, LogSession session, string target, int lines, LogLook look, CancellationToken ended)
    {
        if (target != "all" || call.Node is not null || call.Remote is not null || look is LogLook.Raw or LogLook.Json || call.Has(_errorOnly) || call.Has(_outOnly))
        {
            return;
        }

        var log = new DaemonLog(call.Home.Directory, call.Host.Clock);
        var label = call.Host.IsPm2 ? "PM2" : "apm";
        if (log.Tail(lines) is { Length: > 0 } tail)
        {
            call.Screen.Hint($"{log.Path} last {lines} lines:");
            session.PrintOfDaemon(label, tail);
        }

        if (!call.Has(_noStream))
        {
            await log.FollowAsync(bytes => session.PrintOfDaemon(label, bytes), ended);
        }
    }

    // What is said before the last lines of each log that has some.
    private static async Task<Dictionary<(int, LogStream), string>> HeadingsAsync(ControlClient client, int lines)
    {
        var list = await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
        return list.Instances
            .SelectMany(view => new[] { (Key: (view.PmId, LogStream.Out), Path: view.OutFile), (Key: (view.PmId, LogStream.Error), Path: view.ErrorFile) })
            .Where(log => new FileInfo(log.Path) is { Exists: true, Length: > 0 })
            .ToDictionary(log => log.Key, log => $"{log.Path} last {lines} lines:");
    }

    private static void Announce(Invocation call, Dictionary<(int, LogStream), string> headings, (int, LogStream) source)
    {
        if (headings.Remove(source, out var heading))
        {
            call.Screen.Hint(heading);
        }
    }

    // The end of what ran beside is no failure of its own.
    private static Task Settled(Task task) => task.ContinueWith(
        static ended => ended.IsFaulted ? ended : Task.CompletedTask, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Unwrap();

    private LogStyle StyleOf(Invocation call)
    {
        var look = call.Has(_json) ? LogLook.Json : call.Has(_format) ? LogLook.Formatted : call.Has(_raw) ? LogLook.Raw : LogLook.Prefixed;
        var time = look is LogLook.Formatted ? LogTime.WithOffset
            : call.Value(_timestamp) is { Length: > 0 } form ? DateFormat.Parse(form)
            : call.Has(_timestamp) ? LogTime.Default : null;
        return new LogStyle(look, call.Host.Clock) { Time = time, Highlight = Encoding.UTF8.GetBytes(call.Value(_highlight) ?? "") };
    }

    private string Route(Invocation call, string target, int lines)
    {
        var stream = (call.Has(_errorOnly), call.Has(_outOnly)) switch
        {
            (true, false) => "err",
            (false, true) => "out",
            _ => "all",
        };
        return LogRoute.Of(target == "all" ? null : target, lines, stream, follows: !call.Has(_noStream));
    }

    private int Lines(Invocation call, LogLook look)
    {
        if (call.Value(_lines) is not { } text)
        {
            return look is LogLook.Json or LogLook.Formatted && !call.Has(_noStream) ? 0 : 15;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines)
            ? lines
            : throw new CommandFailure(ControlErrorCode.InvalidRequest, $"--lines '{text}' is not a whole number of at least 0.");
    }
}
