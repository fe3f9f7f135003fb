using ActorPm.Cli.Commands;

namespace ActorPm.Cli;

/// <summary>The verbs and their other names. A command is built when it is called.</summary>
internal static class VerbTable
{
    public static readonly IReadOnlyList<Verb> All =
    [
        new(["start"], () => new StartCommand()),
        new(["stop"], () => new StopCommand()),
        new(["restart"], () => new RestartCommand()),
        new(["reload"], () => new ReloadCommand()),
        new(["promote"], RolloutCommand.Promote),
        new(["rollback"], RolloutCommand.Rollback),
        new(["startOrRestart"], () => StartCommand.OfFiles("startOrRestart", isReload: false)),
        new(["startOrReload"], () => StartCommand.OfFiles("startOrReload", isReload: true)),
        new(["startOrGracefulReload"], () => StartCommand.OfFiles("startOrGracefulReload", isReload: true)),
        new(["schema"], () => new SchemaCommand()),
        new(["delete", "del"], () => new DeleteCommand()),
        new(["scale"], () => new ScaleCommand()),
        new(["runtime"], RuntimeCommand.ForContainers),
        new(["dev"], RuntimeCommand.ForDevelopment),
        new(["reset"], () => new ResetCommand()),
        new(["list", "ls", "l", "ps", "status"], () => new ListCommand()),
        new(["jlist"], () => new JlistCommand()),
        new(["prettylist"], () => new PrettylistCommand()),
        new(["describe", "desc", "info", "show"], () => new DescribeCommand()),
        new(["env"], () => new EnvCommand()),
        new(["id"], () => new IdCommand()),
        new(["pid"], () => new PidCommand()),
        new(["logs", "log"], () => new LogsCommand()),
        new(["monit", "dash", "dashboard", "imonit"], () => new MonitCommand()),
        new(["flush"], () => new FlushCommand()),
        new(["reloadLogs"], () => new ReloadLogsCommand()),
        new(["events"], () => new EventsCommand()),
        new(["shell"], () => new ShellCommand()),
        new(["metrics"], () => new MetricsCommand()),
        new(["history"], () => new HistoryCommand()),
        new(["why"], () => new WhyCommand()),
        new(["hooks"], () => new HooksCommand()),
        new(["trigger"], () => new TriggerCommand()),
        new(["send"], () => new SendCommand()),
        new(["attach"], () => new AttachCommand()),
        new(["sendSignal"], () => new SendSignalCommand()),
        new(["save", "dump"], () => new SaveCommand()),
        new(["cleardump"], () => new ClearDumpCommand()),
        new(["resurrect"], () => new ResurrectCommand()),
        new(["ping"], () => new PingCommand()),
        new(["update", "updatePM2"], () => new UpdateCommand()),
        new(["kill"], () => new KillCommand()),
        new(["cluster"], () => new ClusterCommand()),
        new(["token"], () => new TokenCommand()),
        new(["startup"], () => new StartupCommand()),
        new(["unstartup"], () => new UnstartupCommand()),
        new(["set"], SetCommand.One),
        new(["multiset"], SetCommand.Many),
        new(["get"], () => new GetCommand("get")),
        new(["conf", "config"], () => new GetCommand("conf")),
        new(["unset"], () => new UnsetCommand()),
        new(["init", "ecosystem"], () => new InitCommand()),
        new(["examples"], () => new ExamplesCommand()),
        new(["completion"], () => new CompletionCommand()),
        new(["report"], () => new ReportCommand()),
        new(["slist", "sysinfos"], () => new HostCommand()),
        new(["logrotate"], () => new LogrotateCommand()),
        new(["pull"], GitUpdateCommand.Pull),
        new(["forward"], GitUpdateCommand.Forward),
        new(["backward"], GitUpdateCommand.Backward),
        new(["serve", "expose"], () => new ServeCommand()),
        new(["deploy"], () => new DeployCommand(new Deploy.AppFileSource())),
        .. NoticeVerbs.All,
        new(["help"], () => new HelpCommand()),
    ];

    public static bool Contains(string word) => IndexOf(word) >= 0;

    /// <summary>A new command for a verb; null when there is none.</summary>
    public static CliCommand? Find(string word) => IndexOf(word) is >= 0 and var index ? All[index].Create() : null;

    private static int IndexOf(string word)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (Array.IndexOf(All[i].Names, word) >= 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A verb.</summary>
    /// <param name="Names">The first is its own, the others mean the same.</param>
    /// <param name="Create">Builds its command.</param>
    internal sealed record Verb(string[] Names, Func<CliCommand> Create);
}
