using static ActorPm.Core.Operators.OperatorEffect;

namespace ActorPm.Core.Operators;

/// <summary>All palettes: the one place where their verbs, switches and help texts stand, for <c>apm shell</c> and for Petabridge.Cmd.</summary>
public static class OperatorPalettes
{
    /// <summary>How many lines of a log or of the history a verb may be asked for.</summary>
    public const int MostLines = 10_000;

    /// <summary>What a value is called that selects apps; a shell completes their names there.</summary>
    public const string Target = "target";

    private static readonly OperatorSwitch _oneOrMore = new(
        "name", "-n", Target, "an app's name, an id, a namespace, all, or a /pattern/", SwitchNeed.Required);

    private static readonly OperatorSwitch _app = new("name", "-n", Target, "the app's name", SwitchNeed.Required);

    private static readonly OperatorSwitch _node = new("name", "-n", "node", "the node's name", SwitchNeed.Required);

    /// <summary>ActorPm's own verbs.</summary>
    public static OperatorPalette Apps { get; } = new("apps", "the apps of this daemon", [
        new("list", "list the instances of apps", Reads, [_oneOrMore with { Need = SwitchNeed.Optional, Default = "all" }]),
        new("show", "tell all that is known of instances", Reads, [_oneOrMore]),
        new("start", "start apps that are on the list and stopped", Changes, [_oneOrMore]),
        new("stop", "stop apps and keep them on the list", Changes, [_oneOrMore]),
        new("restart", "restart apps: each instance ends before it is started anew", Changes, [_oneOrMore]),
        new("reload", "replace instances without a gap", Changes, [_oneOrMore]),
        new("promote", "let a reload that has paused go on", Changes, [_app]),
        new("rollback", "go back to the earlier release of an app", Changes, [_app]),
        new("scale", "change the number of instances of an app", Changes, [_app, new("count", "-c", "count", "4, +2 or -1", SwitchNeed.Required)]),
        new("reset", "set the counters of apps to zero", Changes, [_oneOrMore]),
        new("delete", "stop apps and take them off the list", Changes, [_oneOrMore]),
    ]);

    /// <summary>What was wished for and what has happened.</summary>
    public static OperatorPalette Journal { get; } = new("journal", "what is kept: the list, its checkpoint, the history", [
        new("info", "tell where the list is kept, and whether it can be written", Reads, []),
        new("history", "tell what has happened, oldest first", Reads, [
            _oneOrMore with { Need = SwitchNeed.Optional },
            Lines("facts at most", "50"),
        ]),
        new("why", "tell why instances are as they are", Reads, [_oneOrMore]),
        new("save", "write the checkpoint dump.pm2", Changes, []),
    ]);

    /// <summary>How requests are shared among instances.</summary>
    public static OperatorPalette Router { get; } = new("router", "how requests are shared among instances", [
        new("list", "list the apps that get their requests through the daemon", Reads, []),
        new("show", "tell how the router of an app stands", Reads, [_app]),
    ]);

    /// <summary>The daemon itself.</summary>
    public static OperatorPalette Node { get; } = new("node", "this daemon", [
        new("info", "tell version, process, home, and what the daemon uses", Reads, []),
        new("ping", "answer pong", Reads, []),
    ]);

    /// <summary>Akka.Cluster's membership, in the words of Petabridge.Cmd.</summary>
    public static OperatorPalette Cluster { get; } = new("cluster", "the cluster that this daemon takes part in", [
        new("show", "list the nodes", Reads, []),
        new("join", "make this daemon a node of a cluster", Changes, [
            new("address", "-a", "host:port", "a node of the cluster: the one that made the token", SwitchNeed.Required),
            new("token", "-t", "token", "what `apm cluster token` printed there", SwitchNeed.Required),
            new("name", "-n", "node", "what this node is called; by default as the machine"),
            new("self", "-s", "host:port", "where other nodes reach this one"),
            new("roles", "-r", "roles", "this node's roles, with commas between"),
        ]),
        new("leave", "leave the cluster", Changes, []),
        new("down", "have the members give up one now; it comes back by itself when it can (`apm cluster remove` forgets it for good)", Changes, [_node]),
        new("down-unreachable", "have the members give up all that cannot be reached from here", Changes, []),
    ]);

    /// <summary>The actors in the daemon.</summary>
    public static OperatorPalette Actor { get; } = new("actor", "the actors in the daemon", [
        new("hierarchy", "show the tree of actors", Reads, [
            new("depth", "-d", "levels", "how many levels below the root") { Default = "4", Number = new(1, 32) },
        ]),
        new("info", "tell how the actor system stands", Reads, []),
    ]);

    /// <summary>The daemon's own log.</summary>
    public static OperatorPalette Log { get; } = new("log", "the daemon's own log, not that of apps", [
        new("level", "tell what the log tells, or change it until the daemon ends", Changes, [
            new("level", "-l", "level", "the least severe that is told") { Choices = ["debug", "info", "warning", "error"] },
        ]),
        new("peek", "show the newest lines", Reads, [Lines("lines at most, of the newest 200", "20")]),
        new("tail", "show the newest lines, and then each as it is written", Follows, [Lines("lines at most before the new ones, of the newest 200", "10")]),
    ]);

    /// <summary>Those that Petabridge.Cmd does not have by itself.</summary>
    public static IReadOnlyList<OperatorPalette> Own { get; } = [Apps, Journal, Router, Node, Cluster];

    /// <summary>All of them, in the order in which help shows them.</summary>
    public static IReadOnlyList<OperatorPalette> All { get; } = [.. Own, Actor, Log];

    private static OperatorSwitch Lines(string help, string standard) =>
        new("lines", "-l", "count", help) { Default = standard, Number = new(1, MostLines) };
}
