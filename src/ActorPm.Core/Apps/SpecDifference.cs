using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Core.Restarts;

namespace ActorPm.Core.Apps;

/// <summary>What differs between two specs, in the words of an app file. The values of variables are secrets: only their names are told.</summary>
public static class SpecDifference
{
    /// <summary>Stands for the value of a variable.</summary>
    public const string Hidden = "(hidden)";

    /// <summary>The fields that differ, in the order of the spec, variables last by name.</summary>
    /// <param name="before">What is; null when there is nothing yet: then all fields that are not empty are told.</param>
    /// <param name="after">What will be.</param>
    public static ImmutableArray<FieldChange> Between(AppSpec? before, AppSpec after)
    {
        var old = before is null ? [] : Fields(before).ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        var fields = Fields(after).ToList();
        return
        [
            .. fields
                .Select(field => new FieldChange(field.Name, old.GetValueOrDefault(field.Name), field.Value))
                .Concat(old.Where(gone => fields.TrueForAll(field => field.Name != gone.Key)).Select(gone => new FieldChange(gone.Key, gone.Value, null)))
                .Where(change => change.Old != change.New),
            .. Variables(before?.Environment ?? ImmutableSortedDictionary<string, string>.Empty, before, after),
        ];
    }

    // What a shell sets anew for every command says nothing about the app.
    private static readonly ImmutableArray<string> ShellVariables = ["_", "SHLVL", "OLDPWD", "PWD"];

    private static IEnumerable<FieldChange> Variables(ImmutableSortedDictionary<string, string> before, AppSpec? spec, AppSpec after)
    {
        foreach (var name in before.Keys.Union(after.Environment.Keys).Order(StringComparer.Ordinal))
        {
            // What a new app inherits is not of its making.
            var isTold = spec is not null || after.GivenVariables.Contains(name);
            var old = before.GetValueOrDefault(name);
            var @new = after.Environment.GetValueOrDefault(name);
            if (isTold && old != @new && !ShellVariables.Contains(name))
            {
                yield return new FieldChange($"env.{name}", old is null ? null : Hidden, @new is null ? null : Hidden);
            }
        }
    }

    private static IEnumerable<(string Name, string? Value)> Fields(AppSpec spec) =>
    [
        ("namespace", spec.Namespace), ("script", spec.Script), ("interpreter", spec.Interpreter), ("interpreter_args", List(spec.InterpreterArguments)),
        ("args", List(spec.Arguments)), ("cwd", spec.WorkingDirectory), ("instances", Number(spec.Instances)),
        ("exec_mode", spec.Mode is ExecMode.Cluster ? "cluster" : "fork"), ("autostart", Truth(spec.Autostart)),
        ("filter_env", Filter(spec.Filter)), ("instance_var", spec.InstanceVariable), ("increment_var", spec.IncrementVariable),
        ("wait_ready", Truth(spec.Ready.Signal is ReadySignal.Message)), ("listen_timeout", Milliseconds(spec.Ready.ListenTimeout)),
        ("restart", spec.Restart.Mode switch { RestartMode.Always => "always", RestartMode.OnFailure => "on-failure", _ => "never" }),
        ("max_restarts", Number(spec.Restart.MaxFailedStarts)), ("min_uptime", Milliseconds(spec.Restart.MinimumUptime)),
        ("restart_delay", Milliseconds(spec.Restart.Delay)),
        ("exp_backoff_restart_delay", spec.Restart.Backoff is { } backoff ? Milliseconds(backoff.Initial) : null),
        ("stop_exit_codes", List(spec.Restart.StopExitCodes.Select(Number))),
        ("kill_signal", spec.Stop.Signal.ToString()), ("kill_timeout", Milliseconds(spec.Stop.KillTimeout)),
        ("treekill", Truth(spec.Stop.Scope is StopScope.Tree)), ("shutdown_with_message", Truth(spec.Stop.Request is StopRequest.Message)),
        ("watch", Truth(spec.Watch.Enabled)), ("watch_paths", List(spec.Watch.Paths)), ("ignore_watch", spec.Watch.Ignore is { } ignored ? List(ignored) : null),
        ("watch_delay", Milliseconds(spec.Watch.Delay)), ("watch_ext", List(spec.Watch.Extensions)),
        ("cron_restart", spec.Cron?.Pattern), ("cron_timezone", spec.Cron?.TimeZone), ("cron_overlap", spec.Cron is { Overlap: CronOverlap.Queue } ? "queue" : null),
        ("max_memory_restart", spec.MemoryLimit?.ToString(CultureInfo.InvariantCulture)), ("uid", spec.RunAs.User), ("gid", spec.RunAs.Group),
        ("out_file", spec.Logs.OutFile), ("error_file", spec.Logs.ErrorFile), ("log_file", spec.Logs.CombinedFile),
        ("merge_logs", spec.Logs.Merge is { } merge ? Truth(merge) : null), ("log_type", spec.Logs.Shape is LogShape.Json ? "json" : null),
        ("log_date_format", spec.Logs.DateFormat), ("disable_logs", Truth(spec.Logs.Disabled)), ("pid_file", spec.PidFile),
        ("source_map_support", spec.SourceMaps is { } maps ? Truth(maps) : null),
        .. ServingFields.Of(spec),
        .. TogetherFields.Of(spec),
        .. LimitFields.Of(spec),
        .. spec.Remarks.Select(remark => (remark.Key, (string?)remark.Value)),
    ];

    private static string? List(IEnumerable<string> texts) => string.Join(' ', texts) is { Length: > 0 } text ? text : null;

    private static string? Filter(EnvironmentFilter filter) => filter.Everything ? "true" : List(filter.Names.Concat(filter.Parts));

    private static string Truth(bool value) => value ? "true" : "false";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A field that differs.</summary>
/// <param name="Name">Its name in an app file; <c>env.NAME</c> for a variable.</param>
/// <param name="Old">What it is; null for nothing.</param>
/// <param name="New">What it will be; null for nothing.</param>
public sealed record FieldChange(string Name, string? Old, string? New);
