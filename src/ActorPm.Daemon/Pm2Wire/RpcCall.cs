using System.Globalization;
using System.Text.Json;
using ActorPm.Core.Control;
using ActorPm.Core.Wire;
using ActorPm.Daemon.Control;
using ActorPm.Processes;

namespace ActorPm.Daemon.Pm2Wire;

/// <summary>One call of a method by a client of PM2's.</summary>
/// <param name="Request">What it asks.</param>
/// <param name="Caller">The calling process; null when the kernel does not say.</param>
/// <param name="Cancellation">The client has left.</param>
internal sealed record RpcCall(RpcRequest Request, PeerProcess? Caller, CancellationToken Cancellation)
{
    /// <summary>The first argument.</summary>
    public JsonElement First => Request.First;

    /// <summary>An instance's number, given as a number, a text, or an object with an <c>id</c>.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public int Id() => IdOf(First is { ValueKind: JsonValueKind.Object } holder && holder.TryGetProperty("id", out var id) ? id : First);

    /// <summary>An instance's number in a field of the first argument.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public int Id(string field) => IdOf(Field(field));

    /// <summary>A field of the first argument; undefined when there is none.</summary>
    public JsonElement Field(string name) => First is { ValueKind: JsonValueKind.Object } holder && holder.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A field of the first argument that is a text, or a number as text.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public string Text(string name) => Field(name) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } value
        ? value.ToString()
        : throw new RefusedException(ControlErrorCode.InvalidRequest, $"{Request.Method} takes an object with the field {name}.");

    private int IdOf(JsonElement value) => int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw new RefusedException(ControlErrorCode.InvalidRequest, $"{Request.Method} takes the id of a process, not '{value}'.");
}
