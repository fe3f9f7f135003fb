using System.Text.Json;

namespace ActorPm.Core.Ecosystem;

/// <summary>What a field's value may look like: how it is read, how a problem words it, and its JSON schema.</summary>
/// <typeparam name="T">What is read.</typeparam>
/// <param name="Wanted">What a value is, as in "'time' is <c>true or false</c>, not 7".</param>
/// <param name="Schema">The JSON schema of a value, as JSON.</param>
/// <param name="Read">The value of an element.</param>
internal sealed record FieldShape<T>(string Wanted, string Schema, Func<JsonElement, FieldReading<T>> Read);

/// <summary>The outcome of reading a value.</summary>
/// <typeparam name="T">What is read.</typeparam>
/// <param name="IsRead">Whether the value makes sense.</param>
/// <param name="Value">What it is.</param>
/// <param name="Culprit">The part that makes no sense, when it is not the whole.</param>
/// <param name="Problem">What is wrong, when that says more than what the value is not.</param>
internal readonly record struct FieldReading<T>(bool IsRead, T? Value, JsonElement? Culprit = null, string? Problem = null)
{
    /// <summary>The value makes no sense.</summary>
    public static FieldReading<T> Unusable(JsonElement? culprit = null) => new(false, default, culprit);

    /// <summary>The value makes no sense, for a reason.</summary>
    public static FieldReading<T> Unusable(string problem) => new(false, default, null, problem);

    /// <summary>The sentence about a value that makes no sense.</summary>
    /// <param name="written">The field, as the file has it.</param>
    /// <param name="wanted">What a value is.</param>
    /// <param name="element">What stands there.</param>
    public string Sentence(string written, string wanted, JsonElement element) =>
        Problem is null ? $"'{written}' is {wanted}, not {JsonKind.Of(Culprit ?? element)}" : $"'{written}': {Problem.TrimEnd('.')}";
}
