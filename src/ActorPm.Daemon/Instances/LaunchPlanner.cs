using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
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
    /// <param name="address">What it is told to listen on, in <c>PORT</c>; null for nothing.</param>
    /// <exception cref="LaunchException">The interpreter or the user is not there.</exception>
    public static LaunchOrder Plan(string home, AppSpec spec, Slot slot, int attempt, RestartHistory history, IProgramProbe probe, IUserDatabase? users = null, ListenAddress? address = null)
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
            EnvironmentOf(home, spec, slot, address), AppFilePaths.Out(home, spec, slot.Ordinal, slot.PmId),
            AppFilePaths.Error(home, spec, slot.Ordinal, slot.PmId), AppFilePaths.Pid(home, spec, slot.PmId), history)
        {
            Output = OutputOf(home, spec, slot),
            Address = address,
            Channel = InterpreterMap.HasNodeChannel(spec.Interpreter) ? ChannelUse.Node : ChannelUse.None,
            Input = InputUse.Pipe,
            RunAs = users is null || spec.RunAs == RunAs.Daemon ? null : IdentityOf(spec.RunAs, users),
        };
    }

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

    // What PM2 users rely on; of PM2's own state no more than that is put into the app's environment.
    private static ImmutableSortedDictionary<string, string> EnvironmentOf(string home, AppSpec spec, Slot slot, ListenAddress? address)
    {
        var environment = spec.Environment.ToBuilder();
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
}
