using System.CommandLine;
using System.Globalization;
using ActorPm.Cli.Logs;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary>
/// <c>apm runtime</c> (PM2's <c>pm2-runtime</c>): apps in the foreground, for containers. It starts a daemon and the apps, shows their output, and ends
/// with them: by SIGINT or SIGTERM with 0 after all apps were stopped, by itself with 2 when none is left. <c>apm dev</c> is the same for work
/// on an app: watched, in a home of its own that is gone afterwards.
/// </summary>
internal sealed class RuntimeCommand : CliCommand
{
    /// <summary>The exit code when no app is left.</summary>
    public const int NothingLeft = 2;

    // PM2: after four seconds, every two seconds, four times in a row.
    private const int EmptyLooks = 4;
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private const double DevelopmentDelayMs = 1000;

    private readonly bool _develops;
    private readonly AppOptions _options;
    private readonly AppFileOptions _files;
    private readonly Option<bool> _raw;
    private readonly Option<bool> _formatted;
    private readonly Option<bool> _json;
    private readonly Option<bool> _format;
    private readonly Option<bool> _noAutoExit;
    private readonly Option<bool> _autoExit;
    private readonly Option<string[]> _delay;
    private readonly Option<string[]> _ignore;

    private RuntimeCommand(string name, string description, bool develops)
        : base(name, description, "[start] <script|file> [-- args]", "script")
    {
        _develops = develops;
        _options = new AppOptions(Grammar);
        _files = new AppFileOptions(Grammar, _options);
        _raw = Flag("--raw", "show lines as they are" + (develops ? "" : " (the default)"));
        _formatted = Flag("--formatted", "show the app before each line" + (develops ? " (the default)" : ""));
        _json = Flag("--json", "show each line as a JSON object");
        _format = Flag("--format", "show each line as timestamp=… app=… id=… type=… message=…");
        _noAutoExit = Flag("--no-auto-exit", "stay when no app is left");
        _autoExit = Flag("--auto-exit", "end when no app is left" + (develops ? "" : " (the default)"));
        _delay = Value("--delay", "seconds", "wait this long before the apps are started");
        _ignore = Value("--ignore", "paths", "paths and globs to ignore: a,b (as --ignore-watch)");
    }

    /// <summary><c>apm runtime</c>.</summary>
    public static RuntimeCommand ForContainers() =>
        new("runtime", "run apps in the foreground, as the first process of a container", develops: false);

    /// <summary><c>apm dev</c>.</summary>
    public static RuntimeCommand ForDevelopment() =>
        new("dev", "run apps in the foreground and restart them when their files change, in a home of its own", develops: true);

    public override bool DashesEndOptionsOnly => false;

    public override bool IsOfThisMachine => true;

    public override async Task<int> RunAsync(Invocation call)
    {
        if (_develops)
        {
            call.UseHome(Home.ForDevelopment(call.Host));
        }

        var apps = StartCommand.Apps(call, WithoutStart(_options.Targets(call)), _options, _files).Select(Prepared).ToList();
        var interrupted = call.Host.CatchInterrupts();
        await WaitAsync(Delay(call), interrupted);
        var run = new Run(apps, HasDaemon(call));
        try
        {
            return interrupted.IsCancellationRequested ? 0 : await RunAsync(call, run, interrupted);
        }
        finally
        {
            await EndAsync(call, run);
        }

        AppRequest Prepared(AppRequest app) => Prepare(call, app);
    }

    private async Task<int> RunAsync(Invocation call, Run run, CancellationToken interrupted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        using var session = new LogSession(call.Host, new LogStyle(Look(call), call.Host.Clock), call.Screen.Palette);
        while (!ended.IsCancellationRequested)
        {
            using var client = await call.ConnectOrStartAsync();
            // Before the apps are started, so that their first lines are shown.
            await using var stream = await client.OpenStreamAsync(LogRoute.Of(null, 0), ended.Token);
            var printing = session.PrintAsync(new LogFrameReader(stream), static (_, _) => { }, ended.Token);
            if (run.Names.Count == 0)
            {
                var reply = await client.PostAsync(ControlContract.Start, new StartRequest(run.Apps), ControlJson.Default.StartRequest, ControlJson.Default.CommandReply);
                run.Names.UnionWith(reply.Instances.Select(view => view.Name));
                call.Report(reply);
            }

            var watching = UntilNothingIsLeftAsync(call, client, run, ended.Token);
            var first = await Task.WhenAny(printing, watching);
            if (first == watching && await watching)
            {
                call.Screen.Progress("No app is left, so the runtime ends");
                await ended.CancelAsync();
                return NothingLeft;
            }

            // Else the daemon has gone, or the user wants to. A daemon that starts finds its apps alive, and goes on.
        }

        return 0;
    }

    private async Task<bool> UntilNothingIsLeftAsync(Invocation call, ControlClient client, Run run, CancellationToken ended)
    {
        var isWanted = _develops ? call.Has(_autoExit) : !call.Has(_noAutoExit);
        await WaitAsync(isWanted ? FirstLook : Timeout.InfiniteTimeSpan, ended);
        for (var empty = 0; !ended.IsCancellationRequested; await WaitAsync(LookAgain, ended))
        {
            InstanceList list;
            try
            {
                list = await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
            }
            catch (CommandFailure)
            {
                // The daemon has gone; the stream of output ends as well, which the caller sees.
                return false;
            }

            empty = list.Instances.Any(view => run.Names.Contains(view.Name) && view.Status is InstanceStatus.Online or InstanceStatus.Launching) ? 0 : empty + 1;
            if (empty == EmptyLooks)
            {
                return true;
            }
        }

        return false;
    }

    // Only what this run has made goes with it: its apps, and the daemon unless that was there before.
    private async Task EndAsync(Invocation call, Run run)
    {
        if (call.TryConnect() is not { } client)
        {
            return;
        }

        using (client)
        {
            try
            {
                var list = await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
                string[] own = [.. list.Instances.Select(view => view.Name).Where(run.Names.Contains).Distinct()];
                if (own.Length > 0)
                {
                    await client.PostAsync(ControlContract.Delete, new TargetRequest(own), ControlJson.Default.TargetRequest, ControlJson.Default.CommandReply);
                }

                if (!run.IsGuest)
                {
                    await KillCommand.EndDaemonAsync(call, client);
                }
            }
            catch (CommandFailure e)
            {
                call.Screen.Warn(e.Sentences[0]);
            }
        }

        if (_develops && !run.IsGuest && Directory.Exists(call.Home.Directory))
        {
            Directory.Delete(call.Home.Directory, recursive: true);
        }
    }

    private static bool HasDaemon(Invocation call)
    {
        using var client = call.TryConnect();
        return client is not null;
    }

    private AppRequest Prepare(Invocation call, AppRequest app)
    {
        var prepared = app with { IfRunning = ActorPm.Core.Catalog.WhenRunning.Restart };
        return !_develops
            ? prepared
            : prepared with
            {
                Watch = prepared.Watch ?? true,
                RestartDelayMs = prepared.RestartDelayMs ?? DevelopmentDelayMs,
                IgnoreWatch = call.Value(_ignore) is { } ignored ? ignored.Split(',', StringSplitOptions.RemoveEmptyEntries) : prepared.IgnoreWatch,
            };
    }

    private LogLook Look(Invocation call) =>
        call.Has(_json) ? LogLook.Json
        : call.Has(_format) ? LogLook.Formatted
        : call.Has(_formatted) || (_develops && !call.Has(_raw)) ? LogLook.Prefixed : LogLook.Raw;

    private TimeSpan Delay(Invocation call)
    {
        if (call.Value(_delay) is not { } text)
        {
            return TimeSpan.Zero;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : throw new CommandFailure(ControlErrorCode.InvalidRequest, $"--delay '{text}' is not a number of seconds.");
    }

    // PM2 accepts its verb here as well.
    private static IReadOnlyList<string> WithoutStart(IReadOnlyList<string> words) => words is ["start", _, ..] ? [.. words.Skip(1)] : words;

    private static async Task WaitAsync(TimeSpan time, CancellationToken ended)
    {
        try
        {
            await Task.Delay(time, ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Whoever waits looks at the token next.
        }
    }

    /// <summary>What belongs to one call.</summary>
    /// <param name="Apps">What it shall start.</param>
    /// <param name="IsGuest">Whether a daemon was there before it.</param>
    private sealed record Run(IReadOnlyList<AppRequest> Apps, bool IsGuest)
    {
        /// <summary>The apps that it has started.</summary>
        public HashSet<string> Names { get; } = [];
    }
}
