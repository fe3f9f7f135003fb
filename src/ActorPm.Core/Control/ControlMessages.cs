using System.Text.Json.Serialization;

namespace ActorPm.Core.Control;

// Bodies of the control API (ControlContract names the routes).

/// <summary>Starts apps, all or none: one journal transaction.</summary>
/// <param name="Apps">In the order in which they get their ids.</param>
public sealed record StartRequest([property: JsonRequired] IReadOnlyList<AppRequest> Apps)
{
    /// <summary>How apps that are reloaded are; null as their specs say.</summary>
    public ReloadManner? Manner { get; init; }
}

/// <summary>Applies a verb to what the targets select.</summary>
/// <param name="Targets">Ids, names, namespaces, <c>all</c> or <c>/patterns/</c>; at least one.</param>
public sealed record TargetRequest([property: JsonRequired] IReadOnlyList<string> Targets);

/// <summary>Restarts what the targets select, with changed options when any are given.</summary>
/// <param name="Targets">As in <see cref="TargetRequest"/>.</param>
/// <param name="Changes">The options that the user gave, as an <see cref="AppRequest"/> whose target is ignored; null for none.</param>
public sealed record RestartRequest([property: JsonRequired] IReadOnlyList<string> Targets, AppRequest? Changes);

/// <summary>Changes the number of instances.</summary>
/// <param name="Target">The app's name.</param>
/// <param name="Count"><c>4</c>, <c>+2</c> or <c>-1</c>.</param>
public sealed record ScaleRequest([property: JsonRequired] string Target, [property: JsonRequired] string Count);

/// <summary>Writes the checkpoint.</summary>
/// <param name="Force">Whether an empty list is written too.</param>
public sealed record SaveRequest(bool Force);

/// <summary>The checkpoint as it is now.</summary>
/// <param name="File">Its absolute path.</param>
/// <param name="Apps">How many apps are on the list; 0 without force means that nothing was written.</param>
public sealed record SaveReply(string File, int Apps);

/// <summary>Goes back to a checkpoint.</summary>
/// <param name="From">The home of a PM2 whose <c>dump.pm2</c> is read, or the path of such a file, absolute; null for this home's own.</param>
public sealed record ResurrectRequest(string? From);

/// <summary>What a command did. It returns when the instances have settled.</summary>
/// <param name="Instances">The instances that it acted on, as they are now; those it removed are left out.</param>
/// <param name="Removed">Names and ids of instances that are gone, as <c>web:0 (id 3)</c>.</param>
/// <param name="Notes">Sentences for the user, for people only.</param>
public sealed record CommandReply(IReadOnlyList<InstanceView> Instances, IReadOnlyList<string> Removed, IReadOnlyList<string> Notes)
{
    /// <summary>Several as one.</summary>
    public static CommandReply Joined(params IReadOnlyList<CommandReply> replies) => new(
        [.. replies.SelectMany(reply => reply.Instances)], [.. replies.SelectMany(reply => reply.Removed)], [.. replies.SelectMany(reply => reply.Notes)]);
}

/// <summary>All instances by ascending id.</summary>
/// <param name="Instances">The instances.</param>
public sealed record InstanceList(IReadOnlyList<InstanceView> Instances)
{
    /// <summary>The version of this shape, which <c>--json</c> prints: 1. Members may be added to it.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;
}

/// <summary>The instances that a target selects, with all details.</summary>
/// <param name="Instances">By ascending id.</param>
public sealed record InstanceDetails(IReadOnlyList<InstanceDetail> Instances)
{
    /// <summary>The version of this shape, which <c>--json</c> prints: 1. Members may be added to it.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;
}

/// <summary>The variables of instances, shown because somebody asked for them by name.</summary>
/// <param name="Instances">By ascending id.</param>
public sealed record EnvironmentReply(IReadOnlyList<InstanceEnvironment> Instances)
{
    /// <summary>The version of this shape, which <c>--json</c> prints: 1. Members may be added to it.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;
}

/// <summary>The variables of an instance.</summary>
/// <param name="PmId">The instance.</param>
/// <param name="Name">Its app.</param>
/// <param name="Environment">The variables that the user gave or had when starting the app, by name. Secrets are among them.</param>
public sealed record InstanceEnvironment(int PmId, string Name, IReadOnlyDictionary<string, string> Environment);

/// <summary>The daemon is alive.</summary>
/// <param name="Msg">Always <c>pong</c>.</param>
/// <param name="Version">The daemon's version.</param>
/// <param name="Pid">The daemon's process id.</param>
public sealed record PingReply(string Msg, string Version, int Pid)
{
    /// <summary>Which setting of the daemon has no effect, and why; null for none.</summary>
    public string? Warning { get; init; }
}

/// <summary>Log files that were emptied.</summary>
/// <param name="Files">Absolute paths.</param>
public sealed record FlushReply(IReadOnlyList<string> Files);
