using ActorPm.Core.Apps;

namespace ActorPm.Core.Tests.Apps;

public sealed class ReadyOnTests
{
    [Theory]
    [InlineData("spawned")]
    [InlineData("message")]
    [InlineData("listening")]
    [InlineData("notify")]
    [InlineData("log:ready in \\d+ ms")]
    public void What_is_read_is_written_the_same(string text)
    {
        Assert.True(ReadyOn.TryParse(text, out var wish, out _));

        Assert.Equal(text, wish.ToString());
    }

    [Theory]
    [InlineData("log:", "'log:' has no regular expression")]
    [InlineData("log:(", "'(' is no regular expression (insufficient closing parentheses, at character 1); correct it.")]
    [InlineData("Ready", "'Ready' says not when an instance is online")]
    [InlineData("", "'' says not when an instance is online")]
    public void Anything_else_says_what_is_wrong(string text, string problem)
    {
        Assert.False(ReadyOn.TryParse(text, out _, out var told));

        Assert.StartsWith(problem, told);
        Assert.EndsWith(".", told);
    }
}
