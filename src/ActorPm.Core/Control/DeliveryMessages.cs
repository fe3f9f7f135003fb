using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorPm.Core.Control;

// Bodies of the routes that bring something to running processes. Targets are as in TargetRequest.

/// <summary>Calls an action that apps have announced, and waits for their replies.</summary>
/// <param name="Target">Whose.</param>
/// <param name="Action">The action's name.</param>
/// <param name="Parameter">What it is called with; null for nothing.</param>
/// <param name="TimeoutMs">How long to wait for replies, 1 to 600,000; null for 10,000.</param>
public sealed record TriggerRequest([property: JsonRequired] string Target, [property: JsonRequired] string Action, JsonElement? Parameter, double? TimeoutMs);

/// <summary>What came of it.</summary>
/// <param name="Called">How many processes were called.</param>
/// <param name="Replies">In the order in which they came.</param>
/// <param name="Silent">The ids of those that did not reply in time.</param>
public sealed record TriggerReply(int Called, IReadOnlyList<ActionReply> Replies, IReadOnlyList<int> Silent);

/// <summary>One process's reply.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Name">Its app.</param>
/// <param name="Namespace">Its app's namespace.</param>
/// <param name="Return">What the action returned; null when nothing.</param>
public sealed record ActionReply(int Id, string Name, string Namespace, JsonElement? Return);

/// <summary>Writes to the standard input of processes.</summary>
/// <param name="Target">Whose.</param>
/// <param name="Data">What to write, as it is: a line has its line feed; at most 65,536 bytes in UTF-8.</param>
public sealed record SendRequest([property: JsonRequired] string Target, [property: JsonRequired] string Data);

/// <summary>Sends a signal to the main processes.</summary>
/// <param name="Target">Whose.</param>
/// <param name="Signal"><c>SIGUSR2</c>, <c>USR2</c> or <c>12</c>.</param>
public sealed record SignalRequest([property: JsonRequired] string Target, [property: JsonRequired] string Signal);

/// <summary>Sends PM2's packet <c>{id, type, data, topic}</c> to processes that have a channel.</summary>
/// <param name="Target">Whose.</param>
/// <param name="Type">A word of the sender's, such as <c>process:msg</c>.</param>
/// <param name="Data">What it carries.</param>
/// <param name="Topic">A word of the sender's.</param>
public sealed record MessageRequest(
    [property: JsonRequired] string Target, [property: JsonRequired] string Type, [property: JsonRequired] JsonElement Data, [property: JsonRequired] string Topic);

/// <summary>Who was given it.</summary>
/// <param name="Reached">The instances that have it.</param>
/// <param name="Missed">Those that do not, each with the reason in a sentence.</param>
public sealed record DeliveryReply(IReadOnlyList<DeliveredTo> Reached, IReadOnlyList<string> Missed);

/// <summary>An instance that was given it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its app.</param>
public sealed record DeliveredTo(int Id, string Name);
