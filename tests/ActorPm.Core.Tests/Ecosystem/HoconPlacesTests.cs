using ActorPm.Core.Ecosystem;

namespace ActorPm.Core.Tests.Ecosystem;

public sealed class HoconPlacesTests
{
    private const string Text =
        """
        # actorpm.no = 1
        actorpm {
          log-level = info // x { y = 1 }
          journal { plugin = "post}gresql", owner : web
            busy-timeout = 5s }
          list = [ { a = 1 }
            { b = 2 } ]
          logs
          {
            free-space.percent = 5
          }
          text = QQQ
          inside = 1
          QQQ
        }
        "actorpm".usage.interval += 1s
        actorpm.log-level = debug
        """;

    private static readonly HoconPlaces Places = HoconPlaces.Of(Text.Replace("QQQ", "\"\"\"", StringComparison.Ordinal));

    [Theory]
    [InlineData("actorpm", 2)]
    [InlineData("actorpm.log-level", 17)]
    [InlineData("actorpm.journal.plugin", 4)]
    [InlineData("actorpm.journal.owner", 4)]
    [InlineData("actorpm.journal.busy-timeout", 5)]
    [InlineData("actorpm.list", 6)]
    [InlineData("actorpm.logs.free-space.percent", 10)]
    [InlineData("actorpm.text", 12)]
    [InlineData("actorpm.usage.interval", 16)]
    [InlineData("actorpm.journal.nothing", 4)]
    [InlineData("actorpm.inside", 2)]
    [InlineData("akka.x", null)]
    public void Each_key_has_the_line_where_it_is_given_a_value_last(string path, int? line) => Assert.Equal(line, Places.LineOf(path));

    [Fact]
    public void Whatever_the_text_is_it_comes_to_an_end()
    {
        var random = new Random(1);
        const string Letters = "ab.={}[]:,\"#/\n +$\\";
        for (var round = 0; round < 3000; round++)
        {
            var places = HoconPlaces.Of(string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Letters[random.Next(Letters.Length)])));
            Assert.InRange(places.LineOf("a") ?? 1, 1, 41);
        }
    }
}
