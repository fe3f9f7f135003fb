using ActorPm.Core.History;

namespace ActorPm.Core.Tests.History;

public sealed class LastWordsTests
{
    [Fact]
    public void The_last_five_lines_that_are_not_empty_are_kept() => Assert.Equal(["3", "4", "5", "6", "7"], LastWords.Of("1\n2\n3\n4\n\n5\r\n6\n7\n\n"));

    [Fact]
    public void A_long_line_is_cut_and_says_so()
    {
        var line = Assert.Single(LastWords.Of(new string('x', 5000)));

        Assert.Equal(LastWords.MaxLetters, line.Length);
        Assert.EndsWith("x…", line, StringComparison.Ordinal);
    }

    [Fact]
    public void No_character_is_cut_in_two()
    {
        var line = Assert.Single(LastWords.Of(new string('x', 198) + "😀😀😀"));

        Assert.DoesNotContain(line, char.IsSurrogate);
    }

    [Fact]
    public void What_would_reach_a_terminal_becomes_blank() => Assert.Equal([" [31mred [0m"], LastWords.Of("\e[31mred\e[0m"));
}
