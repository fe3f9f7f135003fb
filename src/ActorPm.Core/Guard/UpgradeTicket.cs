using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorPm.Core.Guard;

/// <summary>
/// What a daemon that becomes another program tells that program, as JSON in the environment variable <see cref="Variable"/>: who it was, how long the
/// start may take, and, when the newer program failed and the older one runs again, why.
/// </summary>
/// <param name="Id">Of the update.</param>
/// <param name="From">The program that worked until now, absolute.</param>
/// <param name="FromVersion">Its version.</param>
/// <param name="To">The program that shall work from now on, absolute.</param>
/// <param name="LimitMs">How long it may take until it takes commands, in milliseconds.</param>
/// <param name="BeganAt">When commands began to wait, in milliseconds of the clock that counts from the start of the machine.</param>
/// <param name="Failure">Why <paramref name="To"/> does not work, one sentence; null at the first attempt. Whoever reads it is the older program, for good.</param>
public sealed record UpgradeTicket(
    [property: JsonRequired] string Id, [property: JsonRequired] string From, [property: JsonRequired] string FromVersion, [property: JsonRequired] string To,
    [property: JsonRequired] int LimitMs, [property: JsonRequired] long BeganAt, string? Failure = null)
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "APM_UPGRADE";

    /// <summary>The variable's value.</summary>
    public string Format() => JsonSerializer.Serialize(this, UpgradeTicketJson.Default.UpgradeTicket);

    /// <summary>Reads one; null for what no daemon writes.</summary>
    public static UpgradeTicket? Parse(string? text)
    {
        try
        {
            return text is { Length: > 0 } && JsonSerializer.Deserialize(text, UpgradeTicketJson.Default.UpgradeTicket) is { From: ['/', ..], To: ['/', ..], LimitMs: > 0 } ticket ? ticket : null;
        }
        catch (JsonException)
        {
            // Set by somebody else: no update.
            return null;
        }
    }
}

/// <summary>Generated at build time, as all JSON of the core.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(UpgradeTicket))]
internal sealed partial class UpgradeTicketJson : JsonSerializerContext;
