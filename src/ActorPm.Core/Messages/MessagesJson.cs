using System.Text.Json.Serialization;

namespace ActorPm.Core.Messages;

/// <summary>The JSON of messages to and from apps, generated at compile time.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
public sealed partial class MessagesJson : JsonSerializerContext;
