using System.Text.RegularExpressions;

namespace ActorPm.EndToEnd.Tests.Contract;

/// <summary>The tables of the contract are whole: no verb of apm and no field of PM2 is without a test that exists.</summary>
public sealed partial class ContractCoverageTests
{
    [SkippableFact(Timeout = 60_000)]
    public async Task Every_test_that_a_table_names_exists()
    {
        var scenarios = await ComparisonScript.ScenariosAsync();
        var methods = typeof(ContractCoverageTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FactAttribute), inherit: true))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .ToHashSet();

        var missing = ContractVerbs.Built.Concat(ContractVerbs.NotBuiltYet).Concat(ContractFields.All)
            .SelectMany(row => row.Tests)
            .Where(test => !(ContractRow.IsScenario(test) ? scenarios : methods).Contains(test));

        Assert.Empty(missing.Distinct());
    }

    [Fact]
    public void Every_row_of_the_tables_names_a_test() =>
        Assert.Empty(ContractVerbs.Tested.Concat(ContractFields.All).Where(row => row.Tests.Count == 0).Select(row => row.Name));

    [Fact]
    public void No_name_is_in_a_table_twice()
    {
        AssertOnce(ContractVerbs.Built.Concat(ContractVerbs.NotBuiltYet));
        AssertOnce(ContractFields.All);
    }

    [Fact(Timeout = 60_000)]
    public async Task Apm_has_the_verbs_that_are_built_under_all_their_names_and_no_other()
    {
        await using var apm = new Apm();

        var verbs = VerbNames().Matches(await apm.RunAsync("--help")).SelectMany(match => match.Groups[1].Value.Split('|'));

        Assert.Equal(ContractVerbs.Built.SelectMany(Names).Order(StringComparer.Ordinal), verbs.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Names(ContractRow row) => row.OtherNames.Prepend(row.Name);

    private static void AssertOnce(IEnumerable<ContractRow> rows) =>
        Assert.Empty(rows.SelectMany(Names).GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key));

    // A line of the help: two blanks, the names with a bar between them, then arguments or at least two blanks.
    [GeneratedRegex(@"^  ([a-zA-Z][\w:|-]*) ", RegexOptions.Multiline)]
    private static partial Regex VerbNames();
}
