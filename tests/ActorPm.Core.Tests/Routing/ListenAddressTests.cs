using ActorPm.Core.Routing;

namespace ActorPm.Core.Tests.Routing;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("8080", "8080")]
    [InlineData("*:8080", "8080")]
    [InlineData(":8080", "8080")]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080")]
    [InlineData("localhost:8080", "127.0.0.1:8080")]
    [InlineData("[::1]:8080", "[::1]:8080")]
    [InlineData("web=8080", "web=8080")]
    [InlineData("unix:/run/app.sock", "unix:/run/app.sock")]
    [InlineData("a-b=unix:/run/app.sock", "a-b=unix:/run/app.sock")]
    public void What_is_read_is_written_so_that_it_reads_the_same(string text, string written)
    {
        Assert.True(ListenAddress.TryParse(text, out var address, out _));
        Assert.True(ListenAddress.TryParse(address.ToString(), out var again, out _));

        Assert.Equal(written, address.ToString());
        Assert.Equal(address, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("http")]
    [InlineData("example.org:80")]
    [InlineData("unix:app.sock")]
    [InlineData("a:b=8080")]
    public void Anything_else_says_what_to_write(string text)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out var problem));

        Assert.Contains("; ", problem);
        Assert.EndsWith(".", problem);
    }

    [Theory]
    [InlineData("8080", "8080")]
    [InlineData("web=8080", "web=8080")]
    [InlineData("unix:app.sock", "unix:/srv/app.sock")]
    [InlineData("web=unix:app.sock", "web=unix:/srv/app.sock")]
    [InlineData("unix:", "unix:")]
    public void A_relative_path_becomes_absolute(string text, string rooted) => Assert.Equal(rooted, ListenAddress.Rooted(text, path => "/srv/" + path));
}
