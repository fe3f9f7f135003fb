using System.Text.Json.Serialization;

namespace ActorPm.Core.Wire;

/// <summary>The JSON of PM2's wire, generated at compile time: names as PM2 spells them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(RpcMethods))]
public sealed partial class WireJson : JsonSerializerContext;

/// <summary>The list of methods.</summary>
/// <param name="Methods">By name.</param>
public sealed record RpcMethods(IReadOnlyDictionary<string, RpcMethod> Methods);

/// <summary>One method as PM2 describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Params">The names of its parameters.</param>
public sealed record RpcMethod(string Name, IReadOnlyList<string> Params);
