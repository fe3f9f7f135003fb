using System.Collections;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;
using ActorPm.Core.StaticServer;
using ActorPm.Daemon;
using ActorPm.Daemon.AppFiles;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Logging;
using ActorPm.Daemon.Settings;
using ActorPm.Daemon.StaticServer;
using ActorPm.Processes;
using Serilog;

const string Usage = "Usage: apmd [--guarded] [--detach]   The home is APM_HOME, else ~/.apm; settings: actorpm.conf in it. Users start it through apm, guarded by `apm guard`.";
if (args is ["--version"] or ["-v"])
{
    Console.WriteLine(ViewEndpoints.Version);
    return 0;
}

if (args is [AppFileEvaluation.Argument, var path, var mark])
{
    return AppFileEvaluator.Run(path, mark);
}

if (args is [StaticServerVariables.Argument])
{
    return await StaticWebServer.RunAsync(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? ""));
}

if (DaemonArguments.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(Usage);
    return args is ["--help"] or ["-h"] ? 0 : 1;
}

var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "");
try
{
    if (options is { Outputs: DaemonOutputs.LeftWhenReady, Starter: DaemonStarting.ByAnybody })
    {
        Detachment.LeaveSession();
    }

    using var home = DaemonHome.Open(DaemonHome.Locate(environment));
    if (home is null)
    {
        await Console.Error.WriteLineAsync($"Another daemon works on the home {DaemonHome.Locate(environment)} already.");
        return DaemonLaunch.AlreadyRunningExitCode;
    }

    home.WritePid();
    var settings = DaemonSettings.Load(File.Exists(home.SettingsPath) ? await File.ReadAllTextAsync(home.SettingsPath) : "", environment);
    await using var log = DaemonLog.Open(home, settings, watched: options.Outputs is DaemonOutputs.Kept);
    Log.Logger = log;
    await using var daemon = DaemonHost.Build(home, settings);
    await daemon.StartAsync();
    if (options.Starter is DaemonStarting.ByAnybody)
    {
        // A guard has the daemon's word by its socket, and tells those who wait.
        Console.WriteLine(DaemonLaunch.ReadyLine);
        await Console.Out.FlushAsync();
    }

    if (options.Outputs is DaemonOutputs.LeftWhenReady)
    {
        Detachment.CloseOutputs();
    }
    else
    {
        SystemdNotice.Ready(environment);
    }

    await daemon.RunToEndAsync();
    return 0;
}
catch (Exception problem) when (problem is DaemonStartException or SettingsException or IOException or UnauthorizedAccessException)
{
    Log.Error("The daemon cannot start: {Reason}", problem.Message);
    await Console.Error.WriteLineAsync(problem is IOException ? $"The daemon cannot start: {problem.Message} Free some space, or make the home writable." : problem.Message);
    return DaemonLaunch.StartFailedExitCode;
}
catch (Exception defect)
{
    // The last resort: whatever it is, the user gets one sentence, and the log has the rest.
    Log.Error(defect, "The daemon ends by an exception that nobody expected");
    await Console.Error.WriteLineAsync($"The daemon cannot go on: {defect.Message} If actorpm.conf has settings below akka, check them; apm.log in the home has the details.");
    return DaemonLaunch.StartFailedExitCode;
}
