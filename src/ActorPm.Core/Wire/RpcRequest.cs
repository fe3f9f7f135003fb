using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ActorPm.Core.Wire;

/// <summary>A call on PM2's <c>rpc.sock</c>: <c>{"type":"call","method":M,"args":[…]}</c> and an id that the answer repeats.</summary>
/// <param name="Id">The caller's id, as it is on the wire.</param>
/// <param name="Method">What is called; null asks for the list of methods.</param>
/// <param name="Arguments">What it is called with.</param>
public sealed record RpcRequest(AmpArgument Id, string? Method, IReadOnlyList<JsonElement> Arguments)
{
    /// <summary>The first argument; undefined when there is none.</summary>
    public JsonElement First => Arguments.Count > 0 ? Arguments[0] : default;

    /// <summary>Reads a message; false when it is no call.</summary>
    public static bool TryParse(IReadOnlyList<AmpArgument> message, [NotNullWhen(true)] out RpcRequest? request)
    {
        request = null;
        if (message.Count != 2 || !message[0].TryGetJson(out var body) || body.ValueKind is not JsonValueKind.Object)
        {
            return false;
        }

        var type = Text(body, "type");
        if (type == "methods")
        {
            request = new RpcRequest(message[1], null, []);
        }
        else if (type == "call" && Text(body, "method") is { } method)
        {
            request = new RpcRequest(
                message[1], method, body.TryGetProperty("args", out var args) && args.ValueKind is JsonValueKind.Array ? [.. args.EnumerateArray()] : []);
        }

        return request is not null;
    }

    /// <summary>The answer that the call succeeded.</summary>
    /// <param name="result">The result as JSON.</param>
    public byte[] Success(ReadOnlySpan<byte> result) => AmpFrame.Encode(AmpArgument.OfJson([.. "{\"args\":["u8, .. result, .. "]}"u8]), Id);

    /// <summary>The answer that the call failed.</summary>
    /// <param name="message">Why.</param>
    public byte[] Failure(string message) => AmpFrame.Encode(
        AmpArgument.OfJson([.. "{\"error\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Default.String), .. "}"u8]), Id);

    /// <summary>The answer to the question for the methods.</summary>
    public byte[] Methods(IEnumerable<string> names) => AmpFrame.Encode(
        AmpArgument.OfJson(JsonSerializer.SerializeToUtf8Bytes(
            new RpcMethods(names.ToDictionary(name => name, name => new RpcMethod(name, []))), WireJson.Default.RpcMethods)),
        Id);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
