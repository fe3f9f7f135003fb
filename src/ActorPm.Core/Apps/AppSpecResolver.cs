using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Core.Control;
using ActorPm.Core.Interpreters;
using ActorPm.Core.Restarts;

namespace ActorPm.Core.Apps;

/// <summary>Turns what a user wrote into a spec: paths become absolute, defaults are filled in, every problem is found at once.</summary>
public static class AppSpecResolver
{
    /// <summary>Longest pause that a setting in milliseconds may give: about 24 days, the reach of the timers.</summary>
    public const double MaxMilliseconds = int.MaxValue;

    // What ActorPm itself puts into a child, and an app started from within a managed app must not inherit; and the daemon's password, under PM2's prefix as well.
    private static readonly ImmutableArray<string> OwnVariables =
        [DaemonLaunch.JournalVariable, "PM2" + DaemonLaunch.JournalVariable["APM".Length..], DaemonLaunch.InstanceMark, AppSpec.DefaultInstanceVariable, "pm_id", "name", "namespace", "pm_exec_path", "pm_cwd", "NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE", "NODE_UNIQUE_ID"];

    /// <summary>Resolves a request.</summary>
    /// <param name="request">What the user wrote.</param>
    /// <param name="probe">Asks the file system.</param>
    /// <param name="processors">How many processors <c>max</c> means; at least 1.</param>
    /// <param name="defaults">What holds where the request says nothing; null for PM2's own.</param>
    public static ResolvedApp Resolve(AppRequest request, IProgramProbe probe, int processors, AppDefaults? defaults = null)
    {
        defaults ??= AppDefaults.Pm2;
        if (AppRequestValidator.Problems(request) is { Count: > 0 } unusable)
        {
            return new ResolvedApp.Invalid([.. unusable]);
        }

        var problems = ImmutableArray.CreateBuilder<ControlError>();
        var given = (request.Environment ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal);
        var environment = Inherited(request.CallerEnvironment, request.Filter ?? EnvironmentFilter.None).SetItems(given);
        var locator = new ScriptLocator(request, probe, environment);
        var paths = new PathResolver(locator.Directory(), environment);
        if (!probe.IsDirectory(paths.Directory))
        {
            var other = locator.OtherDirectory(paths.Directory) is { } beside ? $", nor does {beside} beside the app file" : "";
            problems.Add(new(ControlErrorCode.ScriptNotFound, $"The working directory {paths.Directory} does not exist{other}; create it or pass another --cwd."));
        }

        var program = new ProgramResolver(probe, environment.GetValueOrDefault("PATH") ?? request.CallerEnvironment.GetValueOrDefault("PATH"), paths.Directory, problems)
            .Resolve(request, locator.Script(paths.Directory), locator.OtherPlace(paths.Directory));
        var name = ResolveName(request, problems);
        var instances = request.Instances is null ? 1 : ParseInstances(request.Instances, processors, problems);
        var spec = new AppSpec(
            name, AppSpec.DefaultNamespace, program.Script, program.Interpreter, [], program.Arguments, paths.Directory, environment, instances,
            request.Instances is null ? InstanceCounting.Single : InstanceCounting.Counted,
            RestartSettings.Default, defaults.Stop, LogSettings.Default)
        {
            Mode = request.Instances is not null && InterpreterMap.HasNodeChannel(program.Interpreter) ? ExecMode.Cluster : ExecMode.Fork,
            Routing = defaults.Routing,
            GivenVariables = [.. given.Keys],
            Ready = defaults.Ready,
            InstanceVariable = defaults.InstanceVariable,
        };
        spec = new SettingsResolver(request, paths, problems).ApplyTo(spec);
        return problems.Count > 0 ? new ResolvedApp.Invalid(problems.ToImmutable()) : new ResolvedApp.Resolved(spec);
    }

    /// <summary>
    /// Applies the options of a restart to a spec; what is null stays, what is empty is taken back. The caller's environment is taken when
    /// it is not empty: in place of what was inherited before, so that variables that are gone there go here; those that were given for the app stay.
    /// </summary>
    /// <param name="spec">What is there.</param>
    /// <param name="changes">What the user gave.</param>
    public static ResolvedApp Change(AppSpec spec, AppRequest changes)
    {
        if (AppRequestValidator.Problems(changes) is { Count: > 0 } unusable)
        {
            return new ResolvedApp.Invalid([.. unusable]);
        }

        var problems = ImmutableArray.CreateBuilder<ControlError>();
        var given = changes.Environment ?? ImmutableDictionary<string, string>.Empty;
        var environment = changes.CallerEnvironment.Count > 0
            ? Inherited(changes.CallerEnvironment, changes.Filter ?? spec.Filter).SetItems(spec.Environment.Where(pair => spec.GivenVariables.Contains(pair.Key)))
            : spec.Environment;
        environment = environment.SetItems(given);
        if (changes.Instances is not null)
        {
            problems.Add(new(ControlErrorCode.InvalidRequest, $"A restart does not change the number of instances; use `apm scale {spec.Name} {changes.Instances}`."));
        }

        var name = spec.Name;
        if (changes.Name is not null && !AppName.TryParse(changes.Name, out name, out var problem))
        {
            problems.Add(new(ControlErrorCode.InvalidRequest, problem));
        }

        var paths = new PathResolver(
            changes.Cwd is null ? spec.WorkingDirectory : Path.GetFullPath(PathResolver.ExpandHome(changes.Cwd, environment), changes.CallerDirectory), environment);
        var changed = new SettingsResolver(changes, paths, problems).ApplyTo(spec with
        {
            Name = name,
            Interpreter = changes.Interpreter ?? spec.Interpreter,
            Arguments = changes.Arguments is { } arguments ? [.. arguments] : spec.Arguments,
            WorkingDirectory = paths.Directory,
            Environment = environment,
            GivenVariables = spec.GivenVariables.Union(given.Keys),
        });
        return problems.Count > 0 ? new ResolvedApp.Invalid(problems.ToImmutable()) : new ResolvedApp.Resolved(changed);
    }

    /// <summary>Parses a number of instances as PM2 does: <c>max</c> and 0 are all processors, -1 is one fewer, never below 1.</summary>
    /// <returns>The number; null when the text is none or too large.</returns>
    public static int? TryParseInstances(string text, int processors)
    {
        if (text == "max")
        {
            return processors;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) || count > AppSpec.MaxInstances)
        {
            return null;
        }

        return count > 0 ? count : Math.Max(1, processors + count);
    }

    private static int ParseInstances(string text, int processors, ImmutableArray<ControlError>.Builder problems)
    {
        if (TryParseInstances(text, processors) is { } count)
        {
            return count;
        }

        problems.Add(new(
            ControlErrorCode.InvalidRequest,
            $"'{text}' is not a number of instances; give 1 to {AppSpec.MaxInstances}, max, or a negative number for fewer than processors (-i)."));
        return 1;
    }

    private static AppName ResolveName(AppRequest request, ImmutableArray<ControlError>.Builder problems)
    {
        var text = request.Name ?? (request.Target.Contains(' ', StringComparison.Ordinal)
            ? request.Target
            : Path.GetFileNameWithoutExtension(request.Target));
        if (!AppName.TryParse(text.Length > AppName.MaxLength && request.Name is null ? text[..AppName.MaxLength].TrimEnd() : text, out var name, out var problem))
        {
            problems.Add(new(ControlErrorCode.InvalidRequest, problem));
        }

        return name;
    }

    private static ImmutableSortedDictionary<string, string> Inherited(IReadOnlyDictionary<string, string> caller, EnvironmentFilter filter) =>
        caller.Where(pair => filter.LetsPass(pair.Key)).ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal).RemoveRange(OwnVariables);
}
