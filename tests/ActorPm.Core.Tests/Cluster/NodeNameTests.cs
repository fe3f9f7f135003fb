using ActorPm.Core.Cluster;

namespace ActorPm.Core.Tests.Cluster;

public sealed class NodeNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("web-1.example.com")]
    [InlineData("a_B.9")]
    public void A_name_is_kept_as_it_is(string text) => Assert.Equal(text, NodeName.Parse(text).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a.")]
    [InlineData("a b")]
    [InlineData("a=b")]
    [InlineData("ä")]
    [InlineData("a\"b")]
    public void What_would_not_fit_into_a_certificate_or_a_role_is_refused_with_the_cure(string? text)
    {
        Assert.False(NodeName.TryParse(text, out _, out var problem));
        Assert.EndsWith("(--name).", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_has_63_characters()
    {
        Assert.True(NodeName.TryParse(new string('a', NodeName.MaxLength), out _, out _));
        Assert.False(NodeName.TryParse(new string('a', NodeName.MaxLength + 1), out _, out _));
    }

    [Fact]
    public void Names_have_an_order_that_no_language_changes()
    {
        Assert.True(NodeName.Parse("B").IsBefore(NodeName.Parse("a")));
        Assert.False(NodeName.Parse("a").IsBefore(NodeName.Parse("a")));
    }
}
