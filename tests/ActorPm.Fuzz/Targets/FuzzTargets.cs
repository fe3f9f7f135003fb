using ActorPm.Fuzz.Engine;

namespace ActorPm.Fuzz.Targets;

/// <summary>All targets.</summary>
internal static class FuzzTargets
{
    private static readonly Dictionary<string, Func<IFuzzTarget>> All = new(StringComparer.Ordinal)
    {
        ["control-bodies"] = () => new ControlBodiesTarget(),
        ["control-http"] = () => new ControlHttpTarget(),
        ["guard-messages"] = ParserTargets.GuardMessages,
        ["guard-socket"] = () => new GuardSocketTarget(),
        ["ipc-messages"] = () => new IpcMessagesTarget(),
        ["ipc-channel"] = () => new IpcChannelTarget(),
        ["runtime-records"] = () => new RuntimeRecordsTarget(),
        ["journal-events"] = () => new JournalEventsTarget(),
        ["journal-file"] = () => new JournalFileTarget(),
        ["app-json"] = AppFileTargets.Json,
        ["app-yaml"] = AppFileTargets.Yaml,
        ["app-procfile"] = AppFileTargets.Procfile,
        ["app-hocon"] = AppFileTargets.Hocon,
        ["settings-hocon"] = AppFileTargets.Settings,
        ["home-files"] = () => new HomeFilesTarget(),
        ["pm2-wire"] = ParserTargets.Pm2Wire,
        ["pm2-dump"] = ParserTargets.Pm2Dump,
        ["words"] = ParserTargets.Words,
        ["operator-lines"] = ParserTargets.OperatorLines,
        ["globs"] = ParserTargets.Globs,
        ["cron"] = ParserTargets.Cron,
        ["notices"] = ParserTargets.Notices,
        ["log-frames"] = ParserTargets.LogFrames,
        ["access"] = AccessTarget.Open,
    };

    /// <summary>Their names, in the order in which they run.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>One of them.</summary>
    public static IFuzzTarget Open(string name) => All[name]();
}
