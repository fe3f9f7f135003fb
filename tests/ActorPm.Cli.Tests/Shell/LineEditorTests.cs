using System.Text;
using ActorPm.Cli.Shell;

namespace ActorPm.Cli.Tests.Shell;

public sealed class LineEditorTests
{
    [Theory]
    [InlineData("ab\e[D!", "a!b", 2)]
    [InlineData("ab\e[D\e[D\e[D!", "!ab", 1)]
    [InlineData("ab\u0001x\u0005y", "xaby", 4)]
    [InlineData("ab\e[Hx\e[Fy", "xaby", 4)]
    [InlineData("ab\e[1~x\e[4~y", "xaby", 4)]
    [InlineData("abc\u007f", "ab", 2)]
    [InlineData("abc\u0001\u007f", "abc", 0)]
    [InlineData("abc\u0001\e[3~", "bc", 0)]
    [InlineData("abc\u0001\u0004", "bc", 0)]
    [InlineData("abc\e[3~", "abc", 3)]
    [InlineData("abc\e[D\u000b", "ab", 2)]
    [InlineData("abc\e[D\u0015", "c", 0)]
    [InlineData("apps list \u0017", "apps ", 5)]
    [InlineData("a😀\u007fb", "ab", 2)]
    [InlineData("a😀\e[Db", "ab😀", 2)]
    [InlineData("new\e[A", "second", 6)]
    [InlineData("new\e[A\e[A\e[A", "first", 5)]
    [InlineData("new\e[A\e[A\e[B\e[B\e[B!", "new!", 4)]
    [InlineData("\e[A!\e[A\e[B", "second", 6)]
    [InlineData("a\e[5~\e[1;5Cxb", "axb", 3)]
    public void Keys_edit_the_line(string typed, string text, int cursor)
    {
        var line = new LineEditor(["first", "second"]);

        foreach (var key in new ShellKeys().Of(Encoding.UTF8.GetBytes(typed)))
        {
            Assert.Equal(LineOutcome.Edited, line.Press(key));
        }

        Assert.Equal((text, cursor), (line.Text, line.Cursor));
    }

    [Theory]
    [InlineData("a\r", LineOutcome.Done)]
    [InlineData("a\t", LineOutcome.Completes)]
    [InlineData("a\u0003", LineOutcome.GivenUp)]
    [InlineData("\u0004", LineOutcome.Ended)]
    public void Some_keys_end_the_editing(string typed, object outcome)
    {
        var line = new LineEditor([]);

        Assert.Equal(outcome, new ShellKeys().Of(Encoding.UTF8.GetBytes(typed)).Select(line.Press).Last());
    }

    [Fact]
    public void A_key_that_comes_in_pieces_is_the_same_key()
    {
        var bytes = Encoding.UTF8.GetBytes("é\e[D😀\e[3~x");
        var whole = new ShellKeys().Of(bytes);
        var keys = new ShellKeys();

        Assert.Equal(whole, bytes.SelectMany(one => keys.Of([one])));
        Assert.Equal(5, whole.Count);
    }

    [Fact]
    public void Bytes_that_are_no_text_and_sequences_without_end_are_left_out()
    {
        var keys = new ShellKeys();

        Assert.Empty(keys.Of([0xff, 0xfe, .. "\e[1111111111111"u8]));
        Assert.Equal([new ShellKey(ShellKeyKind.Enter)], keys.Of("1\r"u8).TakeLast(1));
    }

    [Fact]
    public void One_completion_is_written_and_several_as_far_as_they_agree()
    {
        var line = new LineEditor([]);
        Assert.Empty(line.Complete(["apps", "actor"], 0));
        Assert.Equal("a", line.Text);
        Assert.Equal(["apps", "actor"], line.Complete(["apps", "actor"], 0));

        Assert.Empty(line.Complete(["apps"], 0));
        Assert.Equal("apps ", line.Text);

        Assert.Empty(line.Complete(["restart", "reset"], 5));
        Assert.Equal("apps res", line.Text);
        Assert.Empty(line.Complete([], 5));
    }

    [Fact]
    public void A_line_that_is_longer_than_the_row_is_shown_around_the_cursor()
    {
        var line = new LineEditor([]);
        foreach (var key in new ShellKeys().Of("0123456789世界"u8))
        {
            line.Press(key);
        }

        Assert.Equal("\rapm> 456789世界\e[K\r\e[15C", LineView.Of(line, 16));
        line.Press(new ShellKey(ShellKeyKind.Home));
        Assert.Equal("\rapm> 0123456789\e[K\r\e[5C", LineView.Of(line, 16));
    }
}
