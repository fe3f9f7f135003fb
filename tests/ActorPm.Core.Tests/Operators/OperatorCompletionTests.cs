using ActorPm.Core.Operators;

namespace ActorPm.Core.Tests.Operators;

public sealed class OperatorCompletionTests
{
    [Theory]
    [InlineData("a", "actor apps", 0)]
    [InlineData("help a", "actor apps", 5)]
    [InlineData("apps re", "reload reset restart", 5)]
    [InlineData("apps restart ", "-n", 13)]
    [InlineData("apps restart --", "--name", 13)]
    [InlineData("apps restart -n ", "api web", 16)]
    [InlineData("apps scale -n web ", "-c", 18)]
    [InlineData("log level -l w", "warning", 13)]
    [InlineData("node ping ", "", 10)]
    [InlineData("nothing x", "", 8)]
    [InlineData("help apps restart x", "", 18)]
    public void What_may_stand_at_the_cursor_is_offered(string typed, string words, int start)
    {
        var found = OperatorCompletion.Of(typed, OperatorPalettes.All, ["web", "api"]);

        Assert.Equal(words, string.Join(' ', found.Words));
        Assert.Equal(start, found.Start);
    }

    [Theory]
    [InlineData("reload reset restart", "re")]
    [InlineData("web", "web")]
    [InlineData("web api", "")]
    [InlineData("", "")]
    public void What_all_words_share_can_be_typed_for_the_user(string words, string shared) =>
        Assert.Equal(shared, OperatorCompletion.Shared(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
