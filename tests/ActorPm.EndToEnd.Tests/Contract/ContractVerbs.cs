namespace ActorPm.EndToEnd.Tests.Contract;

/// <summary>PM2's verbs (contract §1.2 to §1.4), each with the tests that run it.</summary>
internal static class ContractVerbs
{
    public static readonly IReadOnlyList<ContractRow> Process =
    [
        new("start", [], ["start: a shell script", "start: a script that does not exist", "config: JavaScript", "BadInputSpecs.What_cannot_be_started_exits_with_1_and_says_why"]),
        new("stop", [], ["stop: an app that leaves on SIGINT", "stop: what does not exist", "StoppingSpecs.A_program_that_double_forks_leaves_nothing_behind"]),
        new("restart", [], ["restart: by id, by namespace, by pattern, all", "restart: with new options", "config: a restart applies changed variables and settings"]),
        new("delete", ["del"], ["delete: an online and a stopped app", "delete: ids are not used again until the list is empty"]),
        new("scale", [], ["scale: up, and up by a number", "scale: down", "scale: down by a number"]),
        new("reset", [], ["restart: reset", "restart: reset of an unknown id"]),
    ];

    public static readonly IReadOnlyList<ContractRow> Inspection =
    [
        new("list", ["ls", "l", "ps", "status"], ["inspection: list and its other names", "ReadingSpecs.Reading_without_a_daemon_starts_none_and_writes_nothing"]),
        new("jlist", [], ["start: a shell script", "ReadingSpecs.An_empty_list_is_an_empty_array_on_standard_output"]),
        new("describe", ["desc", "info", "show"], ["inspection: describe and its other names"]),
        new("id", [], ["inspection: ping, id and pid"]),
        new("pid", [], ["inspection: ping, id and pid"]),
        new("logs", ["log"], ["logs: logs --nostream --raw --lines", "ReadingSpecs.Logs_follow_both_outputs_and_a_reader_that_stands_still_holds_up_no_app"]),
        new("ping", [], ["inspection: ping, id and pid"]),
    ];

    public static readonly IReadOnlyList<ContractRow> Daemon =
    [
        new("flush", [], ["logs: flush empties", "ReadingSpecs.Flush_empties_logs_and_writing_goes_on"]),
        new("save", ["dump"], ["persistence: save, kill, resurrect"]),
        new("cleardump", [], ["persistence: cleardump empties what save wrote"]),
        new("resurrect", [], ["persistence: resurrect starts what save wrote, not what came later", "ReplaySpecs.After_a_reboot_one_command_brings_the_list_back_as_it_was_wished"]),
        new("kill", [], ["persistence: kill ends all apps", "StoppingSpecs.Killing_the_daemon_in_order_stops_every_app_and_the_list_stays"]),
    ];

    /// <summary>
    /// Those that apm refuses as unknown. A verb that is built moves up, with the tests that run it; the test of this table fails until it does.
    /// </summary>
    public static readonly IReadOnlyList<ContractRow> NotBuiltYet =
    [
        new("reload", [], ["restart: reload of an app in fork mode is a restart"]),
        new("startOrRestart", [], ["config: startOrRestart and startOrReload"]),
        new("startOrReload", ["startOrGracefulReload"], ["config: startOrRestart and startOrReload"]),
        new("sendSignal", [], ["stop: sendSignal", "stop: sendSignal to nobody, and no signal"]),
        new("send", [], ["channel: send writes a line to standard input"]),
        new("attach", [], []),
        new("inspect", [], []),
        new("trigger", [], ["channel: trigger calls an action of the app"]),
        new("pull", [], []),
        new("forward", [], []),
        new("backward", [], []),
        new("monitor", [], []),
        new("unmonitor", [], []),
        new("prettylist", [], ["inspection: prettylist is Node's inspect syntax"]),
        new("slist", ["sysinfos"], ["inspection: verbs about the machine and the daemon"]),
        new("env", [], ["inspection: env"]),
        new("monit", ["dash", "dashboard"], []),
        new("imonit", [], []),
        new("report", [], ["inspection: verbs about the machine and the daemon"]),
        new("examples", [], ["inspection: verbs about the machine and the daemon"]),
        new("profile:cpu", [], []),
        new("profile:mem", [], []),
        new("reloadLogs", [], ["logs: reloadLogs opens the file anew after it was renamed"]),
        new("logrotate", [], []),
        new("startup", [], []),
        new("unstartup", [], []),
        new("update", ["updatePM2"], []),
        new("deepUpdate", [], []),
        new("serve", ["expose"], ["inspection: serve"]),
        new("deploy", [], []),
        new("ecosystem", ["init"], ["inspection: ecosystem writes a file"]),
        new("create", [], []),
        new("set", [], ["persistence: set, get and unset of settings"]),
        new("get", [], ["persistence: set, get and unset of settings"]),
        new("unset", [], ["persistence: set, get and unset of settings"]),
        new("multiset", [], ["persistence: multiset, config and conf"]),
        new("config", [], ["persistence: multiset, config and conf"]),
        new("conf", [], ["persistence: multiset, config and conf"]),
        new("install", ["module:install"], []),
        new("module:update", [], []),
        new("uninstall", ["module:uninstall"], []),
        new("module:generate", [], []),
        new("package", [], []),
        new("publish", ["module:publish"], []),
        new("completion", [], ["inspection: completion"]),
        new("install-otel", [], []),
        new("uninstall-otel", [], []),
        new("autoinstall", [], []),
        new("plus", ["register"], []),
        new("login", [], []),
        new("logout", [], []),
        new("link", [], []),
        new("unlink", [], []),
        new("open", [], []),
    ];

    /// <summary>What apm has and PM2 has not.</summary>
    public static readonly IReadOnlyList<ContractRow> Own =
    [
        new("help", [], ["ContractCoverageTests.Apm_has_the_verbs_that_are_built_under_all_their_names_and_no_other"]),
    ];

    /// <summary>Those that apm has.</summary>
    public static IEnumerable<ContractRow> Built => [.. Process, .. Inspection, .. Daemon, .. Own];
}
