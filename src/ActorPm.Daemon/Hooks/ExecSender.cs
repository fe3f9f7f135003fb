using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Hooks;
using ActorPm.Core.Instances;
using ActorPm.Processes;

namespace ActorPm.Daemon.Hooks;

/// <summary>
/// Runs a program for each delivery. It finds the JSON in the file that <c>APM_EVENT_FILE</c> names, which is deleted when it has ended, and the gist in variables.
/// </summary>
/// <param name="commands">Runs it.</param>
/// <param name="hook">The hook's name.</param>
/// <param name="target">The program.</param>
/// <param name="timeout">How long it may run.</param>
/// <param name="home">The home, where it is run.</param>
/// <param name="runtime">The directory of the file.</param>
/// <param name="environment">Its other variables.</param>
internal sealed class ExecSender(
    ICommandRunner commands, string hook, HookTarget.Exec target, TimeSpan timeout, string home, string runtime, IReadOnlyDictionary<string, string> environment) : IHookSender
{
    private const string Prefix = "hook-";

    /// <summary>Deletes what a daemon left that did not live to do it.</summary>
    public static void Clean(string runtime)
    {
        if (Directory.Exists(runtime))
        {
            foreach (var file in Directory.EnumerateFiles(runtime, Prefix + "*.json"))
            {
                File.Delete(file);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<HookAttempt> SendAsync(HookDelivery delivery, CancellationToken cancellation)
    {
        var file = Path.Combine(runtime, $"{Prefix}{delivery.Body.Id}.json");
        try
        {
            Directory.CreateDirectory(runtime, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await using (var stream = new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite, Options = FileOptions.Asynchronous,
            }))
            {
                await stream.WriteAsync(delivery.Json, cancellation);
            }

            // Beside the actor: a launch takes a moment.
            var end = await Task.Run(
                () => commands.RunAsync(
                    new CommandOrder(new InstanceId(AppName.Parse("hook-" + hook), 0), target.Program, target.Arguments, home, Variables(delivery.Body, file)), timeout, cancellation),
                cancellation);
            cancellation.ThrowIfCancellationRequested();
            return end switch
            {
                { IsSuccess: true } => new HookAttempt.Arrived($"{target} {end}"),
                null => new HookAttempt.FailedForGood($"{target} did not end within {SecondsText.Of(timeout)} and was killed"),
                _ => new HookAttempt.FailedForGood($"{target} {end}"),
            };
        }
        catch (LaunchException failure)
        {
            return new HookAttempt.FailedForGood($"{target} could not be started: {failure.Message.TrimEnd('.')}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new HookAttempt.FailedForGood($"the file for {target} could not be written: {failure.Message.TrimEnd('.')}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private Dictionary<string, string> Variables(HookBody body, string file)
    {
        var variables = new Dictionary<string, string>(environment, StringComparer.Ordinal)
        {
            ["APM_HOOK"] = hook,
            ["APM_EVENT"] = body.Event,
            ["APM_EVENT_FILE"] = file,
            ["APM_DELIVERY"] = body.Id,
            ["APM_HOST"] = body.Host,
            ["APM_CAUSE"] = body.Cause,
        };
        Add("APM_NODE", body.Node);
        Add("APM_APP", body.App);
        Add("APM_NAMESPACE", body.Namespace);
        Add("APM_INSTANCE", body.Instance?.ToString(CultureInfo.InvariantCulture));
        Add("APM_PID", body.Pid?.ToString(CultureInfo.InvariantCulture));
        Add("APM_EXIT_CODE", body.ExitCode?.ToString(CultureInfo.InvariantCulture));
        Add("APM_SIGNAL", body.Signal);
        Add("APM_LOST_NODE", body.LostNode);
        return variables;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                variables[name] = value;
            }
        }
    }
}
