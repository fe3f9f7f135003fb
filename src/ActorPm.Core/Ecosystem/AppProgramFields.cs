using ActorPm.Core.Apps;
using static ActorPm.Core.Ecosystem.FieldShapes;

namespace ActorPm.Core.Ecosystem;

/// <summary>The fields that say what runs, where, as whom and with which variables.</summary>
internal static class AppProgramFields
{
    public static IReadOnlyList<AppField> All { get; } =
    [
        AppField.Of(["script", "exec", "cmd", "command"], Text, "The script, program or command line to run.", null,
            (draft, script) => draft.With(app => app with { Target = script })),
        AppField.Of(["name"], TextOrNumber, "The app's name.", "the script's file name without its extension",
            (draft, name) => draft.With(app => app with { Name = name })),
        AppField.Of(["name_prefix"], Text, "Put before the name, with a colon.", null,
            (draft, prefix) => draft with { NamePrefix = prefix }),
        AppField.Of(["append_env_to_name"], Truth, "Whether the name of the environment (--env) is added to the app's name.", "false",
            (draft, appends) => draft with { AppendsEnvironmentName = appends }),
        AppField.Of(["namespace"], TextOrNumber, "A word to select several apps by.", AppSpec.DefaultNamespace,
            (draft, name) => draft.With(app => app with { Namespace = name })),
        AppField.Of(["cwd"], Text, "Where the app runs.", "the directory in which apm is called",
            (draft, directory) => draft.With(app => app with { Cwd = directory })),
        AppField.Of(["args"], Texts, "Arguments for the script.", null,
            (draft, arguments) => draft.With(app => app with { Arguments = arguments })),
        AppField.Of(["exec_interpreter", "interpreter"], Text, "What runs the script; none: the script itself.", "by the script's extension",
            (draft, interpreter) => draft.With(app => app with { Interpreter = interpreter })),
        AppField.Of(["node_args", "interpreter_args"], Texts, "Arguments for the interpreter.", null,
            (draft, arguments) => draft.With(app => app with { InterpreterArguments = arguments })),
        AppField.Of(["exec_mode"], Choice("fork", "cluster", "fork_mode", "cluster_mode"), "Instances of their own, or workers that share a port.",
            "cluster for Node apps whose instances are given, else fork",
            (draft, mode) => draft.With(app => app with { ExecMode = mode })),
        AppField.Of(["execute_command"], Truth, "Whether the app is forked, whatever exec_mode and instances say.", "false",
            (draft, forked) => draft with { IsForked = forked }),
        AppField.Of(["instances"], InstanceCount, "How many instances: a number, max (one per processor), or negative for fewer than processors.", "1",
            (draft, count) => draft.With(app => app with { Instances = count })),
        AppField.Of(["instance_var"], Text, "The variable that tells an instance its number.", AppSpec.DefaultInstanceVariable,
            (draft, name) => draft.With(app => app with { InstanceVariable = name })),
        AppField.Of(["increment_var"], Text, "A variable that grows by one with each instance.", null,
            (draft, name) => draft.With(app => app with { IncrementVariable = name })),
        AppField.Of(["env"], Variables, "Variables for the app; env_NAME adds to them under --env NAME.", null,
            (draft, variables) => draft with { Environment = draft.Environment.SetItems(variables) }),
        AppField.Of(["filter_env"], Filter, "Which variables of the caller are not inherited: true for all, one name, or a list of parts of names.", "none",
            (draft, filter) => draft.With(app => app with { Filter = filter })),
        AppField.Of(["port"], TextOrNumber, "The variable PORT, unless env has it.", null,
            (draft, port) => draft with { Port = port }),
        AppField.Of(["io"], Anything, "Put into the variable io, as JSON.", null,
            (draft, json) => draft with { Environment = draft.Environment.SetItem("io", json) }),
        AppField.Of(["uid", "user"], TextOrNumber, "The user that the app runs as; root only.", "the daemon's",
            (draft, user) => draft.With(app => app with { User = user })),
        AppField.Of(["gid"], TextOrNumber, "The group that the app runs as; root only.", "the daemon's",
            (draft, group) => draft.With(app => app with { Group = group })),
        AppField.Of(["source_map_support"], Truth, "Whether Node maps positions in errors to the sources.", "left to Node",
            (draft, maps) => draft.With(app => app with { SourceMapSupport = maps })),
        AppField.Of(["disable_source_map_support"], Truth, "Whether Node is kept from doing so.", "false",
            (draft, disabled) => disabled ? draft.With(app => app with { SourceMapSupport = false }) : draft),
    ];
}
