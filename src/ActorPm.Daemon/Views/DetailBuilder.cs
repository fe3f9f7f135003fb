using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Logs;
using ActorPm.Core.Restarts;

namespace ActorPm.Daemon.Views;

/// <summary>Turns facts into all that <c>describe</c> and <c>jlist</c> show of an instance.</summary>
/// <param name="home">The daemon's home.</param>
/// <param name="problemOfGroup">Why limits of a whole tree cannot be kept on this machine; null when they can.</param>
internal sealed class DetailBuilder(string home, Func<ResourceLimits, string?> problemOfGroup)
{
    private readonly NodeVersions _nodes = new();

    /// <inheritdoc cref="ViewBuilder.Detail"/>
    public InstanceDetail Build(InstanceFacts facts, InstanceView view, long dropped, string? logProblem, IReadOnlyList<string> lastLines)
    {
        var spec = facts.Spec;
        var watch = spec.Watch;
        var isReadyByMessage = spec.Ready.Signal is ReadySignal.Message;
        return new InstanceDetail(
            view, spec.Script, spec.Arguments, spec.Interpreter, spec.InterpreterArguments, spec.WorkingDirectory,
            view.PidFile, facts.History.CreatedAt, spec.Instances, ModeOf(spec.Restart.Mode),
            spec.Restart.MaxFailedStarts, spec.Restart.MinimumUptime.TotalMilliseconds, spec.Restart.Delay.TotalMilliseconds,
            spec.Restart.Backoff?.Initial.TotalMilliseconds, spec.Restart.StopExitCodes, spec.Stop.KillTimeout.TotalMilliseconds,
            spec.Stop.Signal.ToString(), spec.Stop.Scope is StopScope.Tree, facts.LastExit?.ToString(), facts.LastExit?.ShellCode,
            spec.Environment.GetValueOrDefault("NODE_ENV"), dropped, logProblem, lastLines)
        {
            UniqueId = UniqueIdOf(facts.Slot),
            NodeVersion = _nodes.Of(spec),
            Autostart = spec.Autostart,
            Cron = spec.Cron?.Pattern,
            MemoryLimit = spec.MemoryLimit,
            WaitReady = isReadyByMessage,
            ListenTimeoutMs = isReadyByMessage || spec.Ready.ListenTimeout != ReadySettings.Default.ListenTimeout ? spec.Ready.ListenTimeout.TotalMilliseconds : null,
            ShutdownWithMessage = spec.Stop.Request is StopRequest.Message,
            WatchPaths = watch.Paths,
            IgnoreWatch = watch.Ignore,
            WatchDelayMs = watch.Delay.TotalMilliseconds,
            Uid = spec.RunAs.User,
            Gid = spec.RunAs.Group,
            InstanceVariable = spec.InstanceVariable,
            IncrementVariable = spec.IncrementVariable,
            FilterEnv = [.. spec.Filter.Names, .. spec.Filter.Parts],
            CombinedFile = AppFilePaths.Combined(home, spec, facts.Slot.Ordinal, facts.Slot.PmId),
            MergeLogs = spec.Logs.Merge is true,
            LogDateFormat = spec.Logs.DateFormat,
            LogType = spec.Logs.Shape is LogShape.Json ? "json" : null,
            LogsDisabled = spec.Logs.Disabled,
            SourceMaps = spec.SourceMaps,
            Serving = ServingFields.Of(spec).Concat(TogetherFields.Of(spec)).Concat(LimitFields.Of(spec)).Concat(Unenforced(spec.Limits)).ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal),
            Health = HealthViews.Of(facts),
            Remarks = spec.Remarks,
        };
    }

    private IEnumerable<(string Name, string Value)> Unenforced(ResourceLimits limits) =>
        limits.NeedsGroup && problemOfGroup(limits) is { } problem ? [("limits_not_enforced", problem)] : [];

    private static string ModeOf(RestartMode mode) => mode switch
    {
        RestartMode.Always => "always",
        RestartMode.OnFailure => "on-failure",
        RestartMode.Never => "never",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not a restart mode."),
    };

    // The serial is never used again in a home, so the id is unique without being kept anywhere.
    private string UniqueIdOf(Slot slot) => new Guid(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{home}\n{slot.Serial}"))).AsSpan(0, 16)).ToString();
}
