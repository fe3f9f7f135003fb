using System.CommandLine;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>The options that say where an app's output goes, and in which form.</summary>
internal sealed class LogOptions : IAppOptionGroup
{
    private readonly Option<string[]> _output = Options.Value("--output", "path", "the log file of standard output; /dev/null discards it", "-o");
    private readonly Option<string[]> _error = Options.Value("--error", "path", "the log file of standard error; /dev/null discards it", "-e");
    private readonly Option<string[]> _log = Options.Optional("--log", "path", "also log both outputs to one file; default: logs/NAME.log in the home", "-l");
    private readonly Option<string[]> _type = Options.Value("--log-type", "type", "json: one object for each line; default: raw");
    private readonly Option<string[]> _dateFormat = Options.Value("--log-date-format", "format", "a date in front of each line, such as YYYY-MM-DD HH:mm:ss");
    private readonly Option<bool> _time = Options.Flag("--time", "a date in front of each line, as YYYY-MM-DDTHH:mm:ss");
    private readonly Option<bool> _merge = Options.Flag("--merge-logs", "all instances share their log files");
    private readonly Option<bool> _disable = Options.Flag("--disable-logs", "discard all output");
    private readonly Option<string[]> _pid = Options.Value("--pid", "path", "the pid file; -ID is put before its extension", "-p");

    /// <inheritdoc/>
    public IReadOnlyList<Option> All => [_output, _error, _log, _type, _dateFormat, _time, _merge, _disable, _pid];

    /// <inheritdoc/>
    public AppRequest AddTo(AppRequest request, Invocation call, List<string> problems) => request with
    {
        OutFile = call.Value(_output),
        ErrorFile = call.Value(_error),
        LogFile = call.Has(_log) ? call.Value(_log) ?? "true" : null,
        LogType = OptionText.Cleared(call.Value(_type)),
        LogDateFormat = OptionText.Cleared(call.Value(_dateFormat)),
        Time = call.Has(_time) ? true : null,
        MergeLogs = call.Has(_merge) ? true : null,
        DisableLogs = call.Has(_disable) ? true : null,
        PidFile = OptionText.Cleared(call.Value(_pid)),
    };
}
