using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Core.Tests.Ecosystem;

public sealed class Json5ReaderTests
{
    [Theory]
    [InlineData("{a: 1, 'b': 2, \"c\": 3,}", """{"a":1,"b":2,"c":3}""")]
    [InlineData("// x\n[1, /* y */ 2,]\n// end", "[1,2]")]
    [InlineData("\uFEFF{}", "{}")]
    [InlineData("['it\\'s', \"a\\\nb\", 'tab\\t', '\\x41\\u0042\\u{1F600}', `x\ny`]", "[\"it's\",\"ab\",\"tab\\t\",\"AB\\uD83D\\uDE00\",\"x\\ny\"]")]
    [InlineData("[0x1F, .5, 5., +1, -2, 1e3, 1_000, 0x7fffffffffffffff]", "[31,0.5,5,1,-2,1000,1000,9223372036854775807]")]
    [InlineData("[Infinity, -Infinity, NaN, undefined, null, true, false]", "[\"Infinity\",\"-Infinity\",\"NaN\",null,null,true,false]")]
    [InlineData("{a: 1, a: 2}", """{"a":2}""")]
    [InlineData("{max-restarts: 1, $x_1: 2, ключ: 3}", """{"max-restarts":1,"$x_1":2,"\u043A\u043B\u044E\u0447":3}""")]
    [InlineData("'\\uD800'", "\"\\uFFFD\"")]
    public void What_people_write_is_read(string text, string expected) =>
        Assert.Equal(Normal(expected), Normal(Json5Reader.Read(text).GetRawText()));

    [Theory]
    [InlineData("", 1, 1, "the file ends where a value should be")]
    [InlineData("{", 1, 1, "an object begins here and never ends; add '}'")]
    [InlineData("{a: [1,\n 2", 1, 5, "a list begins here and never ends; add ']'")]
    [InlineData("{a 1}", 1, 4, "a ':' should follow the key 'a', and there is '1'")]
    [InlineData("{a: 1\n b: 2}", 2, 2, "a ',' or '}' should follow the value of 'a', and there is 'b'")]
    [InlineData("[1 2]", 1, 4, "a ',' or ']' should follow the value, and there is '2'")]
    [InlineData("{a: 'x\n'}", 1, 5, "a text begins here and its line ends before it; add '")]
    [InlineData("/* x", 1, 1, "a comment begins here and never ends; add */")]
    [InlineData("{} x", 1, 4, "nothing may follow the value, and there is 'x'")]
    [InlineData("{a: require('x')}", 1, 5, "'require(…' is computed, and JSON is data; write an ecosystem.config.js for that")]
    [InlineData("{a: process.env.X}", 1, 5, "'process.…' is computed, and JSON is data; write an ecosystem.config.js for that")]
    [InlineData("[1-2]", 1, 2, "'1-2' is no number; put a text in quotes")]
    [InlineData("{,}", 1, 2, "a key should be here, and there is ','")]
    [InlineData("['\\u12']", 1, 5, "an escape needs 4 hexadecimal digits")]
    public void A_mistake_is_named_with_its_place(string text, int line, int column, string cause) =>
        Assert.Equal($"not JSON at line {line}, column {column}: {cause}", Assert.Throws<AppFileSyntaxException>(() => Json5Reader.Read(text)).Message);

    [Fact]
    public void Deep_nesting_is_refused_before_the_stack_ends() =>
        Assert.Contains("in each other", Assert.Throws<AppFileSyntaxException>(() => Json5Reader.Read(new string('[', 1_000_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void Whatever_is_read_is_a_value_or_a_mistake_with_its_place()
    {
        const int Seed = 20260321;
        var random = new Random(Seed);
        const string Alphabet = "{}[]:,'\"`\\/*-+.0123456789xeEu_ab \n\t$\uFEFFтrueNaN\uD83D";
        for (var round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder();
            for (var i = random.Next(24); i >= 0; i--)
            {
                text.Append(Alphabet[random.Next(Alphabet.Length)]);
            }

            try
            {
                Assert.NotEqual(JsonValueKind.Undefined, Json5Reader.Read(text.ToString()).ValueKind);
            }
            catch (AppFileSyntaxException e)
            {
                Assert.StartsWith("not JSON at line ", e.Message);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {Seed}, round {round}: {Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text.ToString()))} → {e}");
            }
        }
    }

    [Fact]
    public void Strict_JSON_reads_as_the_platform_reads_it()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        for (var round = 0; round < 500; round++)
        {
            var json = RandomJson(random, 0);

            Assert.True(JsonElement.DeepEquals(JsonTree.Parse(Encoding.UTF8.GetBytes(json)), Json5Reader.Read(json)), $"seed {Seed}, round {round}: {json}");
        }
    }

    private static string RandomJson(Random random, int depth) => random.Next(depth > 4 ? 4 : 6) switch
    {
        0 => random.Next(-1000, 1000).ToString(CultureInfo.InvariantCulture),
        1 => (random.NextDouble() * 1e6).ToString("R", CultureInfo.InvariantCulture),
        2 => random.Next(3) switch { 0 => "null", 1 => "true", _ => "false" },
        3 => JsonSerializer.Serialize(new string([.. Enumerable.Range(0, random.Next(8)).Select(_ => (char)random.Next(1, 0xD7FF))])),
        4 => "[" + string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => RandomJson(random, depth + 1))) + "]",
        _ => "{" + string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(n => $"\"k{n}\" : {RandomJson(random, depth + 1)}")) + "}",
    };

    private static string Normal(string json) => JsonDocument.Parse(json).RootElement.Clone() is var element ? JsonSerializer.Serialize(element) : "";
}
