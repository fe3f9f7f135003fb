using System.Collections.Immutable;
using ActorPm.Core.Control;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Rollouts;
using ActorPm.Core.Watching;

namespace ActorPm.Core.Apps;

/// <summary>Applies the settings of a request to a spec: what is null stays as it is, what is empty is taken back.</summary>
/// <param name="request">What the user wrote.</param>
/// <param name="paths">Makes paths absolute.</param>
/// <param name="problems">Gets what is wrong.</param>
internal sealed class SettingsResolver(AppRequest request, PathResolver paths, ImmutableArray<ControlError>.Builder problems)
{
    /// <summary>PM2's <c>--time</c>.</summary>
    public const string TimeFormat = "YYYY-MM-DDTHH:mm:ss";

    // Enough to find a pattern again.
    private const int ShownOfPattern = 40;

    private readonly Refusals _refusals = new(problems);

    /// <summary>The spec with what the request says; with a problem, a value to go on with.</summary>
    public AppSpec ApplyTo(AppSpec spec)
    {
        var basics = Basics(spec);
        var routed = basics with { Routing = new RoutingResolver(request, paths, _refusals).ApplyTo(basics) };
        return new TogetherResolver(request, _refusals).ApplyTo(routed with
        {
            Ready = new ReadyResolver(request, _refusals).ApplyTo(routed),
            Health = new HealthResolver(request, _refusals).ApplyTo(routed),
            Reload = Reload(spec.Reload),
            Placement = new PlacementResolver(request, _refusals).ApplyTo(routed),
        });
    }

    private AppSpec Basics(AppSpec spec) => spec with
    {
        Namespace = request.Namespace ?? spec.Namespace,
        InterpreterArguments = request.InterpreterArguments is { } interpreterArguments ? [.. interpreterArguments] : spec.InterpreterArguments,
        Restart = Restart(spec.Restart),
        Stop = Stop(spec.Stop),
        Logs = Logs(spec.Logs),
        Mode = Mode(spec.Mode),
        Autostart = request.Autostart ?? spec.Autostart,
        Filter = request.Filter ?? spec.Filter,
        InstanceVariable = Variable(request.InstanceVariable, "instance_var", spec.InstanceVariable) ?? AppSpec.DefaultInstanceVariable,
        IncrementVariable = Variable(request.IncrementVariable, "increment_var", spec.IncrementVariable),
        Watch = Watch(spec.Watch),
        Cron = Cron(spec.Cron),
        MemoryLimit = MemoryLimit(spec.MemoryLimit),
        Limits = Limits(spec.Limits),
        RunAs = new(request.User ?? spec.RunAs.User, request.Group ?? spec.RunAs.Group),
        PidFile = request.PidFile switch { null => spec.PidFile, "" => null, var path => paths.Absolute(path) },
        SourceMaps = request.SourceMapSupport ?? spec.SourceMaps,
        Remarks = request.Remarks is { } remarks ? remarks.ToImmutableSortedDictionary(StringComparer.Ordinal) : spec.Remarks,
    };

    private RestartSettings Restart(RestartSettings current)
    {
        if (request.MaxRestarts < 0)
        {
            Reject($"--max-restarts {request.MaxRestarts} is negative; give 0 or more.");
        }

        if (request.StopExitCodes?.Any(code => code is < 0 or > 255) is true)
        {
            Reject("--stop-exit-codes takes exit codes from 0 to 255.");
        }

        return current with
        {
            Mode = request.RestartMode switch
            {
                null => current.Mode,
                "always" => RestartMode.Always,
                "on-failure" => RestartMode.OnFailure,
                "never" => RestartMode.Never,
                _ => Reject(current.Mode, $"'{request.RestartMode}' is not a restart mode; give always, on-failure or never."),
            },
            StopExitCodes = request.StopExitCodes is null ? current.StopExitCodes : [.. request.StopExitCodes],
            MinimumUptime = Duration(request.MinimumUptimeMs, current.MinimumUptime, "--min-uptime"),
            MaxFailedStarts = request.MaxRestarts ?? current.MaxFailedStarts,
            Delay = Duration(request.RestartDelayMs, current.Delay, "--restart-delay"),
            Backoff = request.ExponentialBackoffMs switch
            {
                null => current.Backoff,
                0 => null,
                { } milliseconds => Backoff.Exponential(Duration(milliseconds, TimeSpan.Zero, "--exp-backoff-restart-delay")),
            },
        };
    }

    private StopSettings Stop(StopSettings current) => current with
    {
        Signal = request.KillSignal is null
            ? current.Signal
            : SignalNames.TryParse(request.KillSignal) ?? Reject(current.Signal, $"'{request.KillSignal}' is not a signal; give a name as SIGTERM or a number from 1 to 31 (--kill-signal)."),
        KillTimeout = Duration(request.KillTimeoutMs, current.KillTimeout, "--kill-timeout"),
        Scope = request.TreeKill switch { null => current.Scope, true => StopScope.Tree, false => StopScope.MainProcess },
        Request = request.ShutdownWithMessage switch { null => current.Request, true => StopRequest.Message, false => StopRequest.Signal },
    };

    private LogSettings Logs(LogSettings current) => new(
        request.OutFile is null ? current.OutFile : paths.Log(request.OutFile),
        request.ErrorFile is null ? current.ErrorFile : paths.Log(request.ErrorFile))
    {
        CombinedFile = request.LogFile switch
        {
            null => current.CombinedFile,
            "" or "false" => null,
            "true" => LogSettings.DefaultCombinedFile,
            var path => paths.Log(path),
        },
        Merge = request.MergeLogs ?? current.Merge,
        Shape = request.LogType switch
        {
            null => current.Shape,
            "" or "raw" => LogShape.Raw,
            "json" => LogShape.Json,
            _ => Reject(current.Shape, $"'{request.LogType}' is not a type of log; give json or raw (--log-type)."),
        },
        // PM2: --time wins over a format of one's own.
        DateFormat = request switch
        {
            { Time: true } => TimeFormat,
            { LogDateFormat: "" } => null,
            { LogDateFormat: { } format } => format,
            { Time: false } when current.DateFormat == TimeFormat => null,
            _ => current.DateFormat,
        },
        Disabled = request.DisableLogs ?? current.Disabled,
    };

    // Who has sockets or a proxy given shares no port by itself.
    private ExecMode Mode(ExecMode current) => request.ExecMode switch
    {
        null => request.Sockets is { Count: > 0 } || request.Proxy is { Listen: not { Count: 0 } } ? ExecMode.Fork : current,
        "fork" or "fork_mode" => ExecMode.Fork,
        "cluster" or "cluster_mode" => ExecMode.Cluster,
        _ => Reject(current, $"'{request.ExecMode}' is not an execution mode; give fork or cluster (exec_mode)."),
    };

    private ReloadSettings Reload(ReloadSettings current)
    {
        var surge = current.Surge;
        if (request.Surge is { } text && !Surge.TryParse(text.Length == 0 ? Surge.One.ToString() : text, out surge))
        {
            Reject($"'{text}' is not a number of instances to start at a time; give 1 or more, or a share such as 25% (surge).");
        }

        return current with
        {
            Surge = surge,
            MinimumHealthyTime = request.MinimumHealthyTimeMs is { } healthy ? _refusals.Duration(healthy, TimeSpan.Zero, "min_healthy_time") : current.MinimumHealthyTime,
            ReadyTimeout = request.ReadyTimeoutMs is { } ready ? _refusals.Pause(ready, TimeSpan.Zero, "ready_timeout") : current.ReadyTimeout,
            Overlap = request.Overlap ?? current.Overlap,
        };
    }

    private WatchSettings Watch(WatchSettings current)
    {
        foreach (var pattern in (request.WatchPaths ?? []).Concat(request.IgnoreWatch ?? []).Where(pattern => GlobPattern.Parse(pattern, "/").IsTooLarge))
        {
            problems.Add(new(ControlErrorCode.InvalidRequest, $"The pattern '{pattern[..ShownOfPattern]}…' is too large to compare paths with; write a shorter one (watch, ignore_watch)."));
        }

        return NewWatch(current);
    }

    private WatchSettings NewWatch(WatchSettings current) => new(
        request.ToggleWatch ? !current.Enabled : request.Watch ?? (request.WatchPaths is { Count: > 0 } || current.Enabled),
        request.WatchPaths is { } watched ? [.. watched.Select(paths.Absolute)] : current.Paths,
        request.IgnoreWatch is { } ignored ? (ignored.Count == 0 ? null : [.. ignored]) : current.Ignore,
        Duration(request.WatchDelayMs, current.Delay, "--watch-delay"),
        request.WatchExtensions is { } extensions ? [.. extensions.Select(extension => extension.Trim().TrimStart('.')).Where(extension => extension.Length > 0)] : current.Extensions);

    private CronSettings? Cron(CronSettings? current)
    {
        var pattern = request.CronRestart ?? current?.Pattern;
        if (pattern is null or "" or "0")
        {
            return null;
        }

        return new CronSettings(
            pattern,
            request.CronTimeZone is { } zone ? (zone.Length == 0 ? null : zone) : current?.TimeZone,
            request.CronOverlap switch
            {
                null => current?.Overlap ?? CronOverlap.Skip,
                "skip" => CronOverlap.Skip,
                "queue" => CronOverlap.Queue,
                _ => Reject(CronOverlap.Skip, $"'{request.CronOverlap}' says not what to do with a restart that is due while another is under way; give skip or queue (cron_overlap)."),
            });
    }

    private long? MemoryLimit(long? current)
    {
        if (request.MaxMemoryRestart is not { } text)
        {
            return current;
        }

        if (text.Length == 0)
        {
            return null;
        }

        if (!MemoryText.TryParse(text, out var bytes))
        {
            Reject($"'{text}' is not an amount of memory; give bytes, or a number with K, M or G such as 200M (--max-memory-restart).");
        }

        return bytes == 0 ? null : bytes;
    }

    private ResourceLimits Limits(ResourceLimits current)
    {
        foreach (var (name, value) in request.Limits ?? new Dictionary<string, string>())
        {
            if (LimitWords.With(current, name, value, out var problem) is { } limits)
            {
                current = limits;
            }
            else
            {
                Reject(problem);
            }
        }

        return current;
    }

    private string? Variable(string? name, string field, string? current)
    {
        if (name is null)
        {
            return current;
        }

        if (name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
        {
            Reject($"'{name}' cannot be the name of an environment variable ({field}).");
        }

        return name.Length == 0 ? null : name;
    }

    private TimeSpan Duration(double? milliseconds, TimeSpan current, string option) => _refusals.Duration(milliseconds, current, option);

    private void Reject(string problem) => _refusals.Add(problem);

    private T Reject<T>(T fallback, string problem) => _refusals.Add(fallback, problem);
}
