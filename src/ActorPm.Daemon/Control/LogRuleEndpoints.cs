using System.Runtime.InteropServices;
using ActorPm.Core.Control;
using ActorPm.Core.Logs;
using ActorPm.Daemon.Logs;
using ActorPm.Processes.Output;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Serilog;

namespace ActorPm.Daemon.Control;

/// <summary>What is done to the log files by wish: opened anew (by a route, or by SIGUSR2 as PM2 does), and bound by other settings.</summary>
internal sealed class LogRuleEndpoints : IDisposable
{
    /// <summary>SIGUSR2 of Linux on x64 and arm64, which .NET has no name for.</summary>
    private const PosixSignal UserSignal2 = (PosixSignal)12;

    private readonly DaemonHome _home;
    private readonly LogLimits _settings;
    private readonly ILogFiles _logs;
    private readonly PosixSignalRegistration _signal;

    /// <summary>Reads what <c>apm set</c> has set, and listens for the signal.</summary>
    /// <param name="home">The home.</param>
    /// <param name="settings">The daemon's own settings, over which those of <c>apm set</c> lie.</param>
    /// <param name="logs">The log files.</param>
    public LogRuleEndpoints(DaemonHome home, LogLimits settings, ILogFiles logs)
    {
        _home = home;
        _settings = settings;
        _logs = logs;
        foreach (var problem in Apply())
        {
            Log.Warning("{Problem}", problem);
        }

        _signal = PosixSignalRegistration.Create(UserSignal2, context =>
        {
            context.Cancel = true;
            _ = logs.ReopenAsync().ContinueWith(
                failed => Log.Error(failed.Exception, "The log files could not be opened anew"), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        });
    }

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ControlContract.ReloadLogs, async http =>
        {
            await _logs.ReopenAsync();
            await http.Response.CompleteAsync();
        });
        routes.MapPost(ControlContract.ReloadSettings, http => Apply() is { Count: > 0 } problems
            ? throw new RefusedException(ControlErrorCode.InvalidRequest, string.Join(" ", problems))
            : http.Response.CompleteAsync());
    }

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();

    private IReadOnlyList<string> Apply()
    {
        var (limits, problems) = ModuleSettings.Over(_home.ModuleSettingsPath, _settings);
        _logs.Apply(limits);
        return problems;
    }
}
