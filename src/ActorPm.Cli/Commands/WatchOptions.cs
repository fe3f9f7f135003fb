using System.CommandLine;
using System.Globalization;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary>The options that say which changed files, which times and how much memory restart an app.</summary>
internal sealed class WatchOptions : IAppOptionGroup
{
    private readonly Option<string[]> _watch = Options.Optional("--watch", "path", "restart when files change: below the app's directory, or below this path (repeatable)");
    private readonly Option<string[]> _ignore = Options.Value("--ignore-watch", "paths", "paths and globs to ignore; default: names that begin with a dot, node_modules");
    private readonly Option<string[]> _delay = Options.Value("--watch-delay", "time", "the pause between a change and the restart: 4 (seconds), 500ms");
    private readonly Option<string[]> _extensions = Options.Value("--ext", "list", "only files with these extensions count: js,ts");
    private readonly Option<string[]> _cron = Options.Value("--cron-restart", "pattern", "restart on a schedule: '0 3 * * *'; 0 removes it", "--cron", "-c");
    private readonly Option<string[]> _zone = Options.Value("--cron-timezone", "zone", "the time zone of --cron-restart, such as Europe/Berlin; default: the machine's");
    private readonly Option<string[]> _memory = Options.Value("--max-memory-restart", "amount", "restart when its processes use more memory: 200M, 1G; 0 removes the limit");

    /// <inheritdoc/>
    public IReadOnlyList<Option> All => [_watch, _ignore, _delay, _extensions, _cron, _zone, _memory];

    /// <summary>Whether <c>--watch</c> was given.</summary>
    public bool IsWatchGiven(Invocation call) => call.Has(_watch);

    /// <summary>The word behind a <c>--watch</c> that is the only word of the call: the script after all.</summary>
    public string? OnlyWord(Invocation call) => call.Words.Count == 0 && call.Values(_watch) is [var word] ? word : null;

    /// <inheritdoc/>
    public AppRequest AddTo(AppRequest request, Invocation call, List<string> problems)
    {
        var paths = OnlyWord(call) is null ? call.Values(_watch) : [];
        return request with
        {
            Watch = call.Has(_watch) ? true : null,
            WatchPaths = paths.Count > 0 ? paths : null,
            IgnoreWatch = call.Has(_ignore) ? [.. call.Values(_ignore).SelectMany(ArgumentText.Split)] : null,
            WatchDelayMs = Delay(call, problems),
            WatchExtensions = call.Value(_extensions)?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries),
            CronRestart = OptionText.Cleared(call.Value(_cron)),
            CronTimeZone = OptionText.Cleared(call.Value(_zone)),
            MaxMemoryRestart = OptionText.Cleared(call.Value(_memory)),
        };
    }

    // PM2: seconds, unless it says ms.
    private double? Delay(Invocation call, List<string> problems) =>
        call.Value(_delay) is { } text && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? seconds * 1000
            : OptionText.Duration(call, _delay, problems);
}
