using System.Collections;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;
using ActorPm.Core.StaticServer;
using ActorPm.Daemon;
using ActorPm.Daemon.Upgrades;
using ActorPm.Daemon.AppFiles;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Settings;
using ActorPm.Daemon.StaticServer;
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

var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "");
if (args is [DaemonLaunch.CheckOption])
{
    return await HomeCheck.RunAsync(environment);
}

if (args is [DaemonLaunch.CheckSettingsOption or DaemonLaunch.ShowSettingsOption, var settingsFile])
{
    return SettingsQuestions.Answer(args[0], settingsFile, environment);
}

if (DaemonArguments.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(Usage);
    return args is ["--help"] or ["-h"] ? 0 : 1;
}

try
{
    return await new DaemonRun(options, args, environment).RunAsync();
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
