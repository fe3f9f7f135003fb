using System.Text;
using System.Text.Json;
using ActorPm.Core.Access;

namespace ActorPm.Core.Tests.Access;

public sealed class AccessTokenTests
{
    private static readonly string Token = AccessToken.Of(new byte[AccessToken.Bytes]);

    [Fact]
    public void It_is_a_word_and_kept_as_its_hash()
    {
        Assert.Equal("apmt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Token);
        Assert.Equal(64, AccessToken.HashOf(Token).Length);
        Assert.DoesNotContain("AAAA", AccessToken.HashOf(Token), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Bearer apmt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", true)]
    [InlineData("bearer apmt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", true)]
    [InlineData("Bearer  apmt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("Bearer apmt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ", false)]
    [InlineData("Bearer apmt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false)]
    [InlineData("Bearer apmt_AAAA", false)]
    [InlineData("Basic YTpi", false)]
    [InlineData("Bearer ", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void It_is_found_in_the_header_of_HTTP(string? header, bool isThere) => Assert.Equal(isThere, AccessToken.TryReadHeader(header, out _));

    [Theory]
    [InlineData("90m", 1.5)]
    [InlineData("12h", 12.0)]
    [InlineData("30d", 720.0)]
    [InlineData("0.5d", 12.0)]
    [InlineData("3650d", 87600.0)]
    [InlineData("3651d", null)]
    [InlineData("0m", null)]
    [InlineData("30", null)]
    [InlineData("d", null)]
    [InlineData("-1d", null)]
    [InlineData("", null)]
    public void How_long_one_is_good_is_written_with_a_unit(string text, double? hours) =>
        Assert.Equal(hours, AccessToken.TryParseLife(text, out var life) ? life.TotalHours : null);

    [Fact]
    public void The_book_finds_the_entry_of_a_token_until_it_expires()
    {
        var entry = new TokenEntry("ci", AccessToken.HashOf(Token), "operate:web", Specs.Noon, Specs.Noon.AddHours(1));
        var book = TokenBook.Read(TokenBook.Empty.With(new TokenEntry("b", AccessToken.HashOf("other"), "view", Specs.Noon, null)).With(entry).Write());

        Assert.Equal(entry, book.Find(Token, Specs.Noon));
        Assert.Null(book.Find(Token, Specs.Noon.AddHours(1)));
        Assert.Null(book.Find(Token + "A", Specs.Noon));
        Assert.Null(book.Without("ci").Find(Token, Specs.Noon));
        Assert.Equal(["b", "ci"], book.Tokens.Select(each => each.Name));
        Assert.DoesNotContain(Token, Encoding.UTF8.GetString(book.Write()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"tokens":null}""")]
    [InlineData("""{"tokens":[null]}""")]
    [InlineData("""{"tokens":[{"name":"a","hash":"12","grant":"view"}]}""")]
    [InlineData("""{"tokens":[{"name":"a b","hash":"0000000000000000000000000000000000000000000000000000000000000000","grant":"view"}]}""")]
    [InlineData("""{"tokens":[{"name":"a","hash":"0000000000000000000000000000000000000000000000000000000000000000","grant":"boss"}]}""")]
    [InlineData("""{"tokens":[{"name":"a","grant":"view"}]}""")]
    public void A_damaged_book_lets_nobody_in(string json) => Assert.Throws<JsonException>(() => TokenBook.Read(Encoding.UTF8.GetBytes(json)));
}
