namespace ActorPm.EndToEnd.Tests.Contract;

/// <summary>A part of PM2's contract, and what runs it with the real binaries.</summary>
/// <param name="Name">The verb or the field.</param>
/// <param name="OtherNames">What means the same.</param>
/// <param name="Tests">
/// Test methods of this project as <c>Class.Method</c>, and scenarios of tests/compare-with-pm2 as <c>theme: what</c>, which run beside PM2.
/// </param>
internal sealed record ContractRow(string Name, IReadOnlyList<string> OtherNames, IReadOnlyList<string> Tests)
{
    /// <summary>A scenario's name has a colon, a test method's has none.</summary>
    public static bool IsScenario(string test) => test.Contains(": ", StringComparison.Ordinal);
}
