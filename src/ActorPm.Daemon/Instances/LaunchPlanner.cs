using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Interpreters;
using ActorPm.Core.Logs;
using ActorPm.Core.Restarts;
using ActorPm.Core.Routing;
using ActorPm.Processes;
using ActorPm.Processes.Users;
using ActorPm.Processes.Output;

namespace ActorPm.Daemon.Instances;

/// <summary>Turns a spec into an order to launch one of its instances.</summary>
internal static class LaunchPlanner
{
    /// <summary>The order.</summary>
    /// <param name="home">The daemon's home.</param>
    /// <param name="spec">What the user asked for.</param>
    /// <param name="slot">Which instance.</param>
    /// <param name="attempt">The number of the launch.</param>
    /// <param name="history">The counters to remember.</param>
    /// <param name="probe">Looks for the interpreter: it is looked up at each launch, so that an upgraded one is found.</param>
    /// <param name="users">Looks up users, at each launch too; null when the app cannot run as somebody else.</param>
    /// <param name="notify">Where it may speak of itself; null where nobody listens.</param>
    /// <param name="address">What it is told to listen on, in <c>PORT</c>; null for nothing.</param>
    /// <exception cref="LaunchException">The interpreter or the user is not there, or a notify socket that it needs.</exception>
    public static LaunchOrder Plan(
        string home, AppSpec spec, Slot slot, int attempt, RestartHistory history, IProgramProbe probe, IUserDatabase? users = null, INotifySocket? notify = null,
        ListenAddress? address = null)
    {
        var direct = spec.Interpreter == AppSpec.NoInterpreter;
        var program = direct
            ? spec.Script
            : ProgramSearch.Find(spec.Interpreter, SearchPathOf(spec), spec.WorkingDirectory, probe)
              ?? throw new LaunchException($"the interpreter {spec.Interpreter} is not in the app's PATH; install it, or restart the app with another --interpreter");
        ImmutableArray<string> arguments = direct
            ? [.. spec.InterpreterArguments, .. spec.Arguments]
            : [.. SourceMapArguments(spec), .. spec.InterpreterArguments, spec.Script, .. spec.Arguments];
        return new LaunchOrder(
            new InstanceId(spec.Name, slot.Ordinal), slot.Serial, attempt, program, arguments, spec.WorkingDirectory,
            EnvironmentOf(home, spec, slot, NotifyPathOf(spec, notify), address), AppFilePaths.Out(home, spec, slot.Ordinal, slot.PmId),
            AppFilePaths.Error(home, spec, slot.Ordinal, slot.PmId), AppFilePaths.Pid(home, spec, slot.PmId), history)
        {
            Output = OutputOf(home, spec, slot),
            Address = address,
            Channel = InterpreterMap.HasNodeChannel(spec.Interpreter) ? ChannelUse.Node : ChannelUse.None,
            Input = InputUse.Pipe,
            RunAs = RunAsOf(spec, users),
            Limits = spec.Limits,
        };
    }

    /// <summary>As whom an app runs; null for the daemon's own user.</summary>
    /// <exception cref="LaunchException">The user is not there.</exception>
    public static UserIdentity? RunAsOf(AppSpec spec, IUserDatabase? users) =>
        users is null || spec.RunAs == RunAs.Daemon ? null : IdentityOf(spec.RunAs, users);

    private static string? NotifyPathOf(AppSpec spec, INotifySocket? notify) =>
        !ReadyRule.HasNotifySocket(spec) ? null : notify?.Path ?? throw new LaunchException(notify?.Problem ?? "There is no notify socket; start the app without one.");

    private static UserIdentity IdentityOf(RunAs wish, IUserDatabase users) => UserIdentity.Find(wish, OwnIdentity.User, users) switch
    {
        UserSearch.Found found => found.User,
        UserSearch.Unknown unknown => throw new LaunchException(unknown.Problem),
        var other => throw new InvalidOperationException($"Not an outcome of a search for a user: {other}."),
    };

    // An app that inherits nothing has no PATH; its interpreter is looked for where the daemon looks.
    private static string? SearchPathOf(AppSpec spec) =>
        spec.Environment.GetValueOrDefault("PATH") ?? Environment.GetEnvironmentVariable("PATH");

    private static ImmutableArray<string> SourceMapArguments(AppSpec spec) =>
        spec.SourceMaps is true && Path.GetFileName(spec.Interpreter) is "node" or "nodejs" ? ["--enable-source-maps"] : [];

    private static OutputPlan OutputOf(string home, AppSpec spec, Slot slot) => new(
        spec.Logs.Shape is LogShape.Json ? LineShape.Json : spec.Logs.DateFormat is null ? LineShape.Raw : LineShape.Dated,
        spec.Logs.DateFormat, AppFilePaths.Combined(home, spec, slot.Ordinal, slot.PmId), slot.PmId, spec.Name.Value);

    /// <summary>The variables of an instance: its app's, and what PM2 users rely on; of PM2's own state no more than that.</summary>
    /// <param name="home">The daemon's home.</param>
    /// <param name="spec">What the user asked for.</param>
    /// <param name="slot">Which instance.</param>
    /// <param name="notifyPath">The socket on which it speaks of itself; null for none.</param>
    /// <param name="address">What it is told to listen on; null for nothing.</param>
    public static ImmutableSortedDictionary<string, string> EnvironmentOf(string home, AppSpec spec, Slot slot, string? notifyPath, ListenAddress? address)
    {
        var environment = spec.Environment.ToBuilder();
        SetNotice(environment, spec, notifyPath);
        environment[spec.InstanceVariable] = slot.Ordinal.ToString(CultureInfo.InvariantCulture);
        if (spec.IncrementVariable is { } counter)
        {
            // PM2 counts from 0 when the variable has no number.
            var first = long.TryParse(environment.GetValueOrDefault(counter), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
            environment[counter] = (first + slot.Ordinal).ToString(CultureInfo.InvariantCulture);
        }

        environment["pm_id"] = slot.PmId.ToString(CultureInfo.InvariantCulture);
        environment["name"] = spec.Name.Value;
        foreach (var (variable, value) in ((string, string)[])[("namespace", spec.Namespace), ("pm_exec_path", spec.Script), ("pm_cwd", spec.WorkingDirectory)])
        {
            // Such general names may be the app's own.
            if (!spec.GivenVariables.Contains(variable))
            {
                environment[variable] = value;
            }
        }

        if (address is not null)
        {
            environment["PORT"] = address.Path ?? address.Port.ToString(CultureInfo.InvariantCulture);
        }

        environment["APM_HOME"] = home;
        environment["PM2_HOME"] = home;
        if (InterpreterMap.IsPython(spec.Interpreter) && !environment.ContainsKey("PYTHONUNBUFFERED"))
        {
            environment["PYTHONUNBUFFERED"] = "1";
        }

        return environment.ToImmutable();
    }

    // The socket and the watchdog of whoever started the daemon or called apm are not the app's. WATCHDOG_PID would have to be known before there is a process;
    // without it the watchdog is for whoever has the other variable (sd_watchdog_enabled(3)).
    private static void SetNotice(ImmutableSortedDictionary<string, string>.Builder environment, AppSpec spec, string? path)
    {
        foreach (var variable in (string[])["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"])
        {
            if (path is not null || !spec.GivenVariables.Contains(variable))
            {
                environment.Remove(variable);
            }
        }

        if (path is null)
        {
            return;
        }

        environment["NOTIFY_SOCKET"] = path;
        if (spec.Health.Liveness is { Check: ProbeCheck.Watchdog } watchdog)
        {
            environment["WATCHDOG_USEC"] = ((long)watchdog.Interval.TotalMicroseconds).ToString(CultureInfo.InvariantCulture);
        }
    }
}
