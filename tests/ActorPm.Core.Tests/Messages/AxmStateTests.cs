using System.Text;
using System.Text.Json;
using ActorPm.Core.Messages;

namespace ActorPm.Core.Tests.Messages;

public sealed class AxmStateTests
{
    [Fact]
    public void Actions_are_kept_in_their_order_each_name_once()
    {
        var state = After(
            """{"type":"axm:action","data":{"action_name":"b","arity":1}}""",
            """{"type":"axm:action","data":{"action_name":"a"}}""",
            """{"type":"axm:action","data":{"action_name":"b","arity":2}}""");

        Assert.Equal("""[{"action_name":"b","arity":1},{"action_name":"a"}]""", state.ActionsJson);
        Assert.True(state.Offers("a"));
        Assert.False(state.Offers("c"));
    }

    [Fact]
    public void Metrics_and_options_are_merged_by_name()
    {
        var state = After(
            """{"type":"axm:monitor","data":{"Heap":{"value":1},"Loop \"p95\"":{"value":"2"}}}""",
            """{"type":"axm:monitor","data":{"Heap":{"value":3}}}""",
            """{"type":"axm:option:configuration","data":{"http":true}}""",
            """{"node_version":"20.1.0"}""");

        Assert.Equal("""{"Heap":{"value":3},"Loop \u0022p95\u0022":{"value":"2"}}""", state.MetricsJson);
        Assert.Equal("""{"http":true}""", state.OptionsJson);
        Assert.Equal("20.1.0", state.NodeVersion);
    }

    [Fact]
    public void No_app_can_fill_the_daemon()
    {
        var many = string.Join(',', Enumerable.Range(0, AxmState.MaxEntries + 10).Select(i => $"\"m{i}\":{i}"));
        var state = After($$$"""{"type":"axm:monitor","data":{ {{{many}}} } }""", $$$"""{"type":"axm:monitor","data":{"big":"{{{new string('x', AxmState.MaxEntryBytes)}}}"} }""");

        Assert.Equal(AxmState.MaxEntries, state.Metrics.Length);
        Assert.Equal(11, state.Dropped);
    }

    [Fact]
    public void What_says_nothing_of_the_app_changes_nothing() =>
        Assert.Same(AxmState.Empty, After("\"ready\"", """{"type":"topic","data":1}""", "5", """{"cmd":"NODE_X"}"""));

    [Fact]
    public void Of_nothing_there_is_an_empty_list_and_empty_objects()
    {
        Assert.Equal(("[]", "{}", "{}"), (AxmState.Empty.ActionsJson, AxmState.Empty.MetricsJson, AxmState.Empty.OptionsJson));
        using var whole = JsonDocument.Parse(AxmState.Empty.MetricsJson);
        Assert.Equal(JsonValueKind.Object, whole.RootElement.ValueKind);
    }

    private static AxmState After(params string[] lines) => lines.Aggregate(
        AxmState.Empty,
        (state, line) => AppMessages.TryParse(Encoding.UTF8.GetBytes(line), out var message, out var problem) ? state.After(message) : throw new FormatException(problem));
}
