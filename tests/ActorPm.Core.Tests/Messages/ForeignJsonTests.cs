using System.Text;
using System.Text.Json;
using ActorPm.Core.Messages;

namespace ActorPm.Core.Tests.Messages;

public sealed class ForeignJsonTests
{
    [Theory]
    [InlineData("""\ud800""", "\ufffd")]
    [InlineData("""\uDFFFx""", "\ufffdx")]
    [InlineData("""\ud800\ud800\udc00""", "\ufffd\U00010000")]
    [InlineData("""\ud83d\ude00""", "\U0001F600")]
    [InlineData("""\\ud800""", "\\ud800")]
    [InlineData("""\\\ud800""", "\\\ufffd")]
    [InlineData("""\ud83d\n""", "\ufffd\n")]
    public void Half_of_a_pair_becomes_the_sign_for_what_is_no_character(string escaped, string meant)
    {
        using var document = ForeignJson.Parse(Encoding.UTF8.GetBytes($$"""{"{{escaped}}":"{{escaped}}"}"""));

        var member = Assert.Single(document.RootElement.EnumerateObject());
        Assert.Equal((meant, meant), (member.Name, member.Value.GetString()));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xFF, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' })]
    [InlineData(new byte[] { (byte)'\\' })]
    [InlineData(new byte[] { (byte)'"', (byte)'\\', (byte)'u', (byte)'d', (byte)'8', (byte)'0' })]
    public void What_is_no_UTF8_or_no_JSON_is_refused(byte[] json) => Assert.ThrowsAny<JsonException>(() => ForeignJson.Parse(json));
}
