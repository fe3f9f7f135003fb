using ActorPm.Core.Apps;

namespace ActorPm.Core.Tests.Apps;

public sealed class AppNameTests
{
    [Theory]
    [InlineData("web")]
    [InlineData("7")]
    [InlineData("my app")]
    [InlineData("/half")]
    [InlineData("half/")]
    [InlineData("naïve ☃")]
    [InlineData("All")]
    public void A_usual_word_is_a_name(string text)
    {
        Assert.True(AppName.TryParse(text, out var name, out var problem));

        Assert.Null(problem);
        Assert.Equal(text, name.Value);
        Assert.Equal(text, name.ToString());
    }

    [Theory]
    [InlineData(null, "no name")]
    [InlineData("", "no name")]
    [InlineData("all", "every app")]
    [InlineData("a\nb", "control character")]
    [InlineData("a\0", "control character")]
    [InlineData(" web", "blank")]
    [InlineData("web ", "blank")]
    [InlineData("/web/", "/pattern/")]
    [InlineData("/", "/pattern/")]
    public void A_name_that_would_be_ambiguous_or_unprintable_is_refused_with_the_cure(string? text, string cause)
    {
        Assert.False(AppName.TryParse(text, out _, out var problem));

        Assert.Contains(cause, problem);
        Assert.Contains("--name", problem);
    }

    [Fact]
    public void The_longest_name_has_128_characters()
    {
        Assert.True(AppName.TryParse(new string('a', 128), out _, out _));
        Assert.False(AppName.TryParse(new string('a', 129), out _, out var problem));
        Assert.Contains("129", problem);
    }

    [Fact]
    public void Parsing_a_name_that_must_be_good_throws_what_is_wrong_with_it()
    {
        Assert.Contains("every app", Assert.Throws<FormatException>(() => AppName.Parse("all")).Message);
    }
}
