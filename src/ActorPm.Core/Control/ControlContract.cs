namespace ActorPm.Core.Control;

/// <summary>
/// The control API: HTTP/1.1 with JSON over the Unix socket <see cref="SocketName"/> in the home, and where the settings say so over another one and over TLS. A refusal has the status of its
/// <see cref="ControlError"/> and that error as its body. Who may do what: <see cref="ActorPm.Core.Access.AccessTable"/>.
/// </summary>
public static class ControlContract
{
    /// <summary>The socket's file name in the home; mode 0600.</summary>
    public const string SocketName = "apm.sock";

    /// <summary>GET → <see cref="PingReply"/>. Answers as soon as the list has been replayed.</summary>
    public const string Ping = "/v1/ping";

    /// <summary>GET → <see cref="InstanceList"/>. With <see cref="OfAllNodes"/>, of all nodes of the cluster, each view with its node.</summary>
    public const string Instances = "/v1/instances";

    /// <summary>GET ?target= → <see cref="InstanceDetails"/>.</summary>
    public const string Describe = "/v1/describe";

    /// <summary>GET ?target= → <see cref="EnvironmentReply"/>. The only route that shows environment values; nothing but a target that matches gets an answer.</summary>
    public const string Environment = "/v1/env";

    /// <summary>GET → <see cref="RouterView"/>. <c>{app}</c> is the app's name; refused when there is no such app.</summary>
    public const string Router = "/v1/apps/{app}/router";

    /// <summary>
    /// GET → PM2's <c>jlist</c> array, ready to print. With <see cref="OfAllNodes"/>, of all nodes that can be reached, each element with <c>node</c> as its first field.
    /// </summary>
    public const string Jlist = "/v1/jlist";

    /// <summary>The query by which a list is one of all nodes; nothing changes where there is no cluster, or the daemon is older than clusters.</summary>
    public const string OfAllNodes = "?nodes=all";

    /// <summary>
    /// GET ?app=&amp;serial=&amp;limit=&amp;after=&amp;since= → <see cref="ActorPm.Core.History.HistoryReply"/>, oldest first. <c>app</c> is a target as users write it, or
    /// the name of an app that is off the list; without one all is told. The newest <c>limit</c> facts (1 to 10,000, 50 by default), or, with
    /// <c>after</c> (an id), those that follow it; <c>since</c> is milliseconds since 1970.
    /// </summary>
    public const string History = "/v1/history";

    /// <summary>GET ?target= → <see cref="ActorPm.Core.History.WhyReply"/>. The target as for <see cref="History"/>.</summary>
    public const string Why = "/v1/why";

    /// <summary>GET → the metrics as text, as Prometheus reads them.</summary>
    public const string Metrics = "/metrics";

    /// <summary>POST <see cref="StartRequest"/> → <see cref="CommandReply"/>.</summary>
    public const string Start = "/v1/start";

    /// <summary>POST <see cref="StartRequest"/> → <see cref="StartPreviewReply"/>: what the start would do. Nothing is done.</summary>
    public const string StartPreview = "/v1/start/preview";

    /// <summary>POST <see cref="TargetRequest"/> → <see cref="CommandReply"/>.</summary>
    public const string Stop = "/v1/stop";

    /// <summary>POST <see cref="RestartRequest"/> → <see cref="CommandReply"/>.</summary>
    public const string Restart = "/v1/restart";

    /// <summary>POST <see cref="ReloadRequest"/> → <see cref="CommandReply"/> when the reload is over.</summary>
    public const string Reload = "/v1/reload";

    /// <summary>POST <see cref="StartRequest"/> → <see cref="CommandReply"/>: as a start, but apps that run are reloaded.</summary>
    public const string StartOrReload = "/v1/start-or-reload";

    /// <summary>POST <see cref="RolloutRequest"/> → <see cref="CommandReply"/>: a paused reload goes on.</summary>
    public const string Promote = "/v1/promote";

    /// <summary>POST <see cref="RolloutRequest"/> → <see cref="CommandReply"/>: back to the earlier release.</summary>
    public const string Rollback = "/v1/rollback";

    /// <summary>POST <see cref="TargetRequest"/> → <see cref="CommandReply"/>.</summary>
    public const string Delete = "/v1/delete";

    /// <summary>POST <see cref="TargetRequest"/> → <see cref="CommandReply"/>. Sets counters to zero.</summary>
    public const string Reset = "/v1/reset";

    /// <summary>POST <see cref="ScaleRequest"/> → <see cref="CommandReply"/>.</summary>
    public const string Scale = "/v1/scale";

    /// <summary>POST <see cref="SaveRequest"/> → <see cref="SaveReply"/>. Writes the checkpoint <c>dump.pm2</c>; an empty list only by force.</summary>
    public const string Save = "/v1/save";

    /// <summary>POST, no body → <see cref="SaveReply"/>. Empties the checkpoint.</summary>
    public const string ClearDump = "/v1/cleardump";

    /// <summary>POST <see cref="ResurrectRequest"/> → <see cref="CommandReply"/>. Puts back on the list what the checkpoint holds and the list does not.</summary>
    public const string Resurrect = "/v1/resurrect";

    /// <summary>POST <see cref="TargetRequest"/> → <see cref="FlushReply"/>. An empty list of targets means all apps and the daemon's own log.</summary>
    public const string Flush = "/v1/flush";

    /// <summary>
    /// GET ?target=&amp;lines=&amp;stream=all|out|err&amp;follow=true|false → a stream of <see cref="ActorPm.Core.Logs.LogFrame"/>s: first the
    /// last lines of each file, then, when following, whatever is written. No target means all.
    /// </summary>
    public const string Logs = "/v1/logs";

    /// <summary>POST, no body → 200 when all log files that were renamed or deleted by others are opened anew.</summary>
    public const string ReloadLogs = "/v1/reload-logs";

    /// <summary>POST, no body → 200 when the settings of <c>apm set</c> that the daemon obeys were read again and hold.</summary>
    public const string ReloadSettings = "/v1/settings/reload";

    /// <summary>
    /// GET ?target=&amp;topics= → <c>text/event-stream</c>: what happens from now on (<see cref="ActorPm.Core.Events.BusTopics"/>; topics is a list of words
    /// with <c>*</c>, by default all but the output of apps). Ends with the daemon. A reader that is too slow loses events and is told how many.
    /// </summary>
    public const string Events = "/v1/events";

    /// <summary>POST <see cref="TriggerRequest"/> → <see cref="TriggerReply"/>.</summary>
    public const string Trigger = "/v1/trigger";

    /// <summary>POST <see cref="SendRequest"/> → <see cref="DeliveryReply"/>. A line for standard input.</summary>
    public const string Send = "/v1/send";

    /// <summary>POST <see cref="SignalRequest"/> → <see cref="DeliveryReply"/>.</summary>
    public const string Signal = "/v1/signal";

    /// <summary>POST <see cref="MessageRequest"/> → <see cref="DeliveryReply"/>. A message for the channel of Node.js.</summary>
    public const string Message = "/v1/message";

    /// <summary>GET → <see cref="ClusterStatus"/>.</summary>
    public const string ClusterStatus = "/v1/cluster";

    /// <summary>Before any other route, <c>/v1/nodes/NAME</c>: the request is handed on to that node, and its answer back.</summary>
    public const string Nodes = "/v1/nodes/";

    /// <summary>POST <see cref="ClusterInitRequest"/> → <see cref="ClusterTokenReply"/>.</summary>
    public const string ClusterInit = "/v1/cluster/init";

    /// <summary>POST <see cref="ClusterJoinRequest"/> → <see cref="ClusterStatus"/> as soon as this node is a member.</summary>
    public const string ClusterJoin = "/v1/cluster/join";

    /// <summary>POST <see cref="ClusterTokenRequest"/> → <see cref="ClusterTokenReply"/>.</summary>
    public const string ClusterToken = "/v1/cluster/token";

    /// <summary>POST <see cref="ClusterRemoveRequest"/> → <see cref="ClusterStatus"/>.</summary>
    public const string ClusterRemove = "/v1/cluster/remove";

    /// <summary>POST <see cref="ClusterDrainRequest"/> → <see cref="ClusterStatus"/> when the node is empty.</summary>
    public const string ClusterDrain = "/v1/cluster/drain";

    /// <summary>POST, no body → <see cref="ClusterStatus"/> when this node belongs to no cluster any more.</summary>
    public const string ClusterLeave = "/v1/cluster/leave";

    /// <summary>GET → <see cref="TokenList"/>. POST <see cref="TokenCreateRequest"/> → <see cref="TokenCreateReply"/>: the only time that the token is told.</summary>
    public const string Tokens = "/v1/tokens";

    /// <summary>POST <see cref="TokenRevokeRequest"/> → <see cref="TokenList"/>: the token is good for nothing any more, and what goes on for it is cut off.</summary>
    public const string TokenRevoke = "/v1/tokens/revoke";

    /// <summary>POST, no body → 200 when every app has been stopped; then the daemon ends. No wish is changed.</summary>
    public const string Shutdown = "/v1/shutdown";

    /// <summary>
    /// POST <see cref="UpdateRequest"/> → 202 with an <see cref="UpdateView"/> when the program was found fit: the daemon becomes it now. GET →
    /// <see cref="UpdateView"/>: how far the newest update is; whoever asks meanwhile waits for the answer of the program that takes over.
    /// </summary>
    public const string Update = "/v1/update";

    /// <summary>
    /// GET → <see cref="ShellPalettes"/>: what the shell knows. POST <see cref="ShellRequest"/> → a stream of <see cref="ShellFrame"/>s as JSON, one a line, until one that
    /// ends it. A line that cannot be understood, or is refused before it tells anything, is a refusal like any other.
    /// </summary>
    public const string Shell = "/v1/shell";

    /// <summary>GET → <see cref="ActorPm.Core.Hooks.HooksReply"/>: the hooks of the settings, and what came of them since the daemon began.</summary>
    public const string Hooks = "/v1/hooks";

    /// <summary>POST <see cref="ActorPm.Core.Hooks.HookTestRequest"/> → <see cref="ActorPm.Core.Hooks.HookTestReply"/> when the one attempt is over, however it ended.</summary>
    public const string HookTest = "/v1/hooks/test";

    /// <summary>The longest request body, in bytes: a thousand apps with large environments.</summary>
    public const int MaxBodyBytes = 64 * 1024 * 1024;
}
