namespace ActorPm.EndToEnd.Tests.Contract;

/// <summary>PM2's verbs (contract §1.2 to §1.4), each with the tests that run it.</summary>
internal static class ContractVerbs
{
    private const string Accepted = "NoticeSpecs.A_verb_without_anything_to_do_says_so_and_succeeds";
    private const string Refused = "NoticeSpecs.A_verb_whose_work_is_not_done_says_what_to_do_instead";

    public static readonly IReadOnlyList<ContractRow> Process =
    [
        new("start", [], ["start: a shell script", "start: a script that does not exist", "config: JavaScript", "BadInputSpecs.What_cannot_be_started_exits_with_1_and_says_why"]),
        new("stop", [], ["stop: an app that leaves on SIGINT", "stop: what does not exist", "StoppingSpecs.A_program_that_double_forks_leaves_nothing_behind"]),
        new("restart", [], ["restart: by id, by namespace, by pattern, all", "restart: with new options", "config: a restart applies changed variables and settings"]),
        new("delete", ["del"], ["delete: an online and a stopped app", "delete: ids are not used again until the list is empty"]),
        new("scale", [], ["scale: up, and up by a number", "scale: down", "scale: down by a number"]),
        new("pull", [], ["VerbSpecs.An_apps_checkout_goes_back_and_forward_and_the_app_is_restarted_with_it"]),
        new("forward", [], ["VerbSpecs.An_apps_checkout_goes_back_and_forward_and_the_app_is_restarted_with_it"]),
        new("backward", [], ["VerbSpecs.An_apps_checkout_goes_back_and_forward_and_the_app_is_restarted_with_it"]),
        new("reload", [], ["restart: reload of an app in fork mode is a restart", "ReloadSpecs.All_instances_are_new_and_keep_their_ids", "ReloadSpecs.A_bad_release_leaves_the_old_processes_alone_and_says_why"]),
        new("startOrRestart", [], ["config: startOrRestart and startOrReload"]),
        new("startOrReload", ["startOrGracefulReload"], ["config: startOrRestart and startOrReload"]),
        new("sendSignal", [], ["stop: sendSignal", "stop: sendSignal to nobody, and no signal"]),
        new("send", [], ["channel: send writes a line to standard input"]),
        new("attach", [], ["MessageSpecs.Attach_joins_a_terminal_with_an_app"]),
        new("trigger", [], ["channel: trigger calls an action of the app"]),
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
        new("prettylist", [], ["inspection: prettylist is Node's inspect syntax"]),
        new("env", [], ["inspection: env"]),
        new("slist", ["sysinfos"], ["inspection: verbs about the machine and the daemon"]),
        new("report", [], ["inspection: verbs about the machine and the daemon"]),
        new("examples", [], ["inspection: verbs about the machine and the daemon"]),
        new("monit", ["dash", "dashboard"], ["inspection: monit and its other names show the apps until q"]),
        new("imonit", [], ["inspection: imonit shows the apps until ^C"]),
        new("ping", [], ["inspection: ping, id and pid"]),
    ];

    public static readonly IReadOnlyList<ContractRow> Daemon =
    [
        new("reloadLogs", [], ["logs: reloadLogs opens the file anew after it was renamed"]),
        new("flush", [], ["logs: flush empties", "ReadingSpecs.Flush_empties_logs_and_writing_goes_on"]),
        new("save", ["dump"], ["persistence: save, kill, resurrect"]),
        new("set", [], ["persistence: set, get and unset of settings", "VerbSpecs.Setting_a_value_of_an_app_restarts_it_with_the_value_in_its_environment"]),
        new("get", [], ["persistence: set, get and unset of settings"]),
        new("unset", [], ["persistence: set, get and unset of settings"]),
        new("multiset", [], ["persistence: multiset, config and conf"]),
        new("config", ["conf"], ["persistence: multiset, config and conf"]),
        new("serve", ["expose"], ["inspection: serve", "VerbSpecs.A_served_directory_is_an_app_that_answers_and_stops"]),
        new("deploy", [], ["deploy: set up, update and a command of one's own"]),
        new("ecosystem", ["init"], ["inspection: ecosystem writes a file"]),
        new("completion", [], ["inspection: completion", "VerbSpecs.Completion_of_a_real_shell_names_the_running_apps"]),
        new("cleardump", [], ["persistence: cleardump empties what save wrote", "CheckpointSpecs.An_emptied_checkpoint_brings_nothing_back"]),
        new("resurrect", [], ["persistence: resurrect starts what save wrote, not what came later", "ReplaySpecs.After_a_reboot_one_command_brings_the_list_back_as_it_was_wished"]),
        new("kill", [], ["persistence: kill ends all apps", "StoppingSpecs.Killing_the_daemon_in_order_stops_every_app_and_the_list_stays"]),
        new("update", ["updatePM2"], ["UpdateSpecs.Daemon_and_apps_stay_the_same_processes_and_no_line_is_lost", "UpdateSpecs.A_program_that_is_not_fit_is_refused_with_a_reason_and_nothing_is_touched"]),
    ];

    /// <summary>Those that apm has and no test with the real binaries runs yet. With its tests, a verb moves up.</summary>
    public static readonly IReadOnlyList<ContractRow> WithoutTest =
    [
        new("startup", [], []),
        new("unstartup", [], []),
        new("logrotate", [], []),
    ];

    /// <summary>
    /// Those that apm refuses as unknown. A verb that is built moves up, with the tests that run it; the test of this table fails until it does.
    /// </summary>
    public static readonly IReadOnlyList<ContractRow> NotBuiltYet =
    [
        new("inspect", [], []),
    ];

    /// <summary>Verbs of a paid service, and verbs whose work ActorPm does not do and says so.</summary>
    public static readonly IReadOnlyList<ContractRow> Notices =
    [
        new("plus", ["register"], [Accepted]),
        new("login", [], [Accepted]),
        new("logout", [], [Accepted]),
        new("link", [], [Accepted]),
        new("unlink", [], [Accepted]),
        new("open", [], [Accepted]),
        new("monitor", [], [Accepted]),
        new("unmonitor", [], [Accepted]),
        new("autoinstall", [], [Accepted]),
        new("profile:cpu", [], [Refused]),
        new("profile:mem", [], [Refused]),
        new("deepUpdate", [], [Refused]),
        new("create", [], [Refused]),
        new("install", ["module:install"], [Refused]),
        new("module:update", [], [Refused]),
        new("uninstall", ["module:uninstall"], [Refused]),
        new("module:generate", [], [Refused]),
        new("package", [], [Refused]),
        new("publish", ["module:publish"], [Refused]),
        new("install-otel", [], [Refused]),
        new("uninstall-otel", [], [Accepted]),
    ];

    /// <summary>What apm has and PM2 has not.</summary>
    public static readonly IReadOnlyList<ContractRow> Own =
    [
        new("events", [], ["EventSpecs.Lifecycle_and_output_are_told_to_who_listens_until_the_daemon_ends"]),
        new("cluster", [], ["ClusterSpecs.Three_daemons_form_a_cluster_that_outlives_each_of_them_and_all_at_once"]),
        new("history", [], ["HistorySpecs.A_crash_a_stop_and_a_reload_are_told_with_their_causes_and_who_gave_the_commands"]),
        new("hooks", [], ["HooksSpecs.A_crash_is_delivered_once_with_its_evidence_however_often_the_receiver_fails_at_first"]),
        new("metrics", [], ["MetricsSpecs.Metrics_are_printed_served_over_TCP_and_read_by_Prometheus"]),
        new("token", [], ["RemoteSpecs.A_token_lets_another_machine_do_what_its_role_allows_until_it_is_revoked"]),
        new("shell", [], ["ShellSpecs.Each_verb_of_each_palette_is_carried_out_or_refused_with_a_sentence"]),
        new("why", [], ["HistorySpecs.A_crash_a_stop_and_a_reload_are_told_with_their_causes_and_who_gave_the_commands"]),
        new("promote", [], ["ReloadSpecs.A_canary_waits_for_promote_or_rollback_also_over_the_death_of_the_daemon"]),
        new("rollback", [], ["ReloadSpecs.A_canary_waits_for_promote_or_rollback_also_over_the_death_of_the_daemon"]),
        new("schema", [], ["MessageSpecs.The_schema_is_JSON_and_knows_the_fields"]),
        new("runtime", [], ["RuntimeSpecs.Output_is_shown_until_a_signal_ends_the_apps_and_the_daemon_with_0"]),
        new("dev", [], ["RuntimeSpecs.Development_restarts_on_changes_in_a_home_that_is_gone_afterwards"]),
        new("help", [], ["ContractCoverageTests.Apm_has_the_verbs_that_are_built_under_all_their_names_and_no_other"]),
    ];

    /// <summary>Those that apm has, each with its tests.</summary>
    public static IEnumerable<ContractRow> Tested => [.. Process, .. Inspection, .. Daemon, .. Notices, .. Own];

    /// <summary>Those that apm has.</summary>
    public static IEnumerable<ContractRow> Built => [.. Tested, .. WithoutTest];
}
