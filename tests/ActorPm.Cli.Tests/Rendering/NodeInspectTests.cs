using System.Text.Json;
using ActorPm.Cli.Rendering;

namespace ActorPm.Cli.Tests.Rendering;

public sealed class NodeInspectTests
{
    [Theory]
    [InlineData("""[]""", """[]""")]
    [InlineData("""{}""", """{}""")]
    [InlineData("""[1,2]""", """[ 1, 2 ]""")]
    [InlineData("""{"a":1,"b-c":"x","d":null,"e":true}""", """{ a: 1, 'b-c': 'x', d: null, e: true }""")]
    [InlineData("""{"b":1,"2":2,"1":3}""", """{ '1': 3, '2': 2, b: 1 }""")]
    [InlineData("""["it's","both ' and \"","all ' \" `"]""", """[ "it's", `both ' and "`, 'all \' " `' ]""")]
    [InlineData("""["tab\t","back\\slash","\u0001\u007f"]""", """[ 'tab\t', 'back\\slash', '\x01\x7F' ]""")]
    [InlineData("""[1e21,1e-7,123456789012345680000,0.1,-0.0]""", """[ 1e+21, 1e-7, 123456789012345680000, 0.1, -0 ]""")]
    public void Short_values_stand_on_one_line(string json, string expected)
    {
        Assert.Equal(expected, Of(json));
    }

    [Fact]
    public void Ids_of_more_than_six_instances_stand_in_columns()
    {
        Assert.Equal("[\n  0, 1, 2,  3,\n  4, 5, 6, 10\n]", Of("[0,1,2,3,4,5,6,10]"));
    }

    [Fact]
    public void A_nested_object_is_broken_after_each_member()
    {
        var json = """{"pid":4711,"pm2_env":{"status":"online","pm_exec_path":"/srv/applications/web/current/server.js","args":[],"env":{}}}""";

        Assert.Equal(
            """
            {
              pid: 4711,
              pm2_env: {
                status: 'online',
                pm_exec_path: '/srv/applications/web/current/server.js',
                args: [],
                env: {}
              }
            }
            """,
            Of(json));
    }

    [SkippableFact]
    public void Random_values_read_as_in_node()
    {
        Skip.IfNot(Node.IsInstalled, "node is not installed");
        var seed = Random.Shared.Next();
        var values = new RandomJson(seed).Take(3000);

        var expected = Node.Inspect(values);

        var shortest = values.Where((value, i) => Of(value) != expected[i]).MinBy(value => value.Length);
        Assert.True(shortest is null, $"seed {seed}, value {shortest}\nhere:\n{(shortest is null ? "" : Of(shortest))}");
    }

    private static string Of(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 100 });
        return NodeInspect.Of(document.RootElement);
    }
}
