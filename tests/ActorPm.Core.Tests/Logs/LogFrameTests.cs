using System.Text;
using ActorPm.Core.Logs;

namespace ActorPm.Core.Tests.Logs;

public sealed class LogFrameTests
{
    [Theory]
    [InlineData(0, LogStream.Out, 1, "web")]
    [InlineData(int.MaxValue, LogStream.Error, LogFrame.MaxLength, "my app with blanks")]
    [InlineData(3, LogStream.Error, 5, "naïve ☃")]
    public void A_head_survives_the_wire(int id, LogStream stream, int length, string name)
    {
        var frame = new LogFrame(id, stream, length, name);

        var head = frame.ToHead();

        Assert.Equal((byte)'\n', head[^1]);
        Assert.Equal(frame, LogFrame.ParseHead(head.AsSpan(0, head.Length - 1)));
    }

    [Fact]
    public void The_longest_name_fits_into_the_longest_head()
    {
        var frame = new LogFrame(int.MaxValue, LogStream.Error, LogFrame.MaxLength, new string('☃', 128));

        Assert.InRange(frame.ToHead().Length, 1, LogFrame.MaxHeadLength);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("3 out")]
    [InlineData("3 out 5")]
    [InlineData("3 both 5 web")]
    [InlineData("x out 5 web")]
    [InlineData("-1 out 5 web")]
    [InlineData("3 out 0 web")]
    [InlineData("3 out 65537 web")]
    [InlineData("3 out -5 web")]
    [InlineData("3 out 99999999999999 web")]
    [InlineData("HTTP/1.1 500 Internal Server Error")]
    public void A_torn_or_foreign_head_is_refused(string head)
    {
        Assert.Contains("is not the head", Assert.Throws<FormatException>(() => LogFrame.ParseHead(Encoding.UTF8.GetBytes(head))).Message);
    }
}
