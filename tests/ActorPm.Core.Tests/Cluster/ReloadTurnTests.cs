using System.Collections.Immutable;
using ActorPm.Core.Cluster;
using ActorPm.Core.Rollouts;

namespace ActorPm.Core.Tests.Cluster;

public sealed class ReloadTurnTests
{
    private static readonly ImmutableSortedDictionary<string, int> Shares = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal).Add("a", 2).Add("b", 2).Add("c", 2).Add("d", 2);

    [Theory]
    [InlineData(null, "", "a")]
    [InlineData(null, "a", "b")]
    [InlineData(null, "ab", "c")]
    [InlineData("1", "", "a")]
    [InlineData("3", "", "a")]
    [InlineData("4", "", "ab")]
    [InlineData("50%", "", "ab")]
    [InlineData("5", "a", "bc")]
    [InlineData("100%", "", "abcd")]
    [InlineData("100%", "bd", "ac")]
    public void As_many_nodes_go_beside_each_other_as_instances_may_be_away(string? mostAway, string serving, string expected)
    {
        Assert.Equal(expected, Turns(mostAway, serving, _ => 2));
    }

    [Fact]
    public void Instances_that_lack_for_another_reason_count_and_the_first_node_goes_all_the_same()
    {
        Assert.Equal("a", Turns("4", "", node => node == "d" ? 1 : 2));
        Assert.Equal("ab", Turns("5", "", node => node == "d" ? 1 : 2));
        Assert.Equal("a", Turns("2", "", node => node == "d" ? 0 : 2));
    }

    private static string Turns(string? mostAway, string serving, Func<string, int> ready) => string.Concat(Shares.Keys
        .Where(node => !serving.Contains(node, StringComparison.Ordinal))
        .Where(node => ReloadTurn.IsOf(
            node, Shares, mostAway is null ? null : Surge.TryParse(mostAway, out var away) ? away : throw new FormatException(mostAway),
            other => other == node ? throw new InvalidOperationException("A node asks others, not itself.") : ready(other),
            other => other == node ? throw new InvalidOperationException("A node asks others, not itself.") : serving.Contains(other, StringComparison.Ordinal))));
}
