using System.Text;
using ActorPm.Processes.Channels;

namespace ActorPm.Processes.Tests;

/// <summary>What throws here ends the event thread, and the daemon with it.</summary>
public sealed class NodeInternalsTests
{
    [Theory]
    [InlineData("""{"cmd":"NODE_HANDLE","cmd":1,"msg":{}}""")]
    [InlineData("""{"cmd":"NODE_HANDLE","cmd":"\ud800","msg":{}}""")]
    [InlineData("""{"cmd":"NODE_HANDLE","cmd":null}""")]
    [InlineData("""{"cmd":"NODE_HANDLE","msg":""")]
    [InlineData("""{"cmd":"NODE_""")]
    public void A_line_that_only_looks_like_one_with_a_handle_brings_none(string line) =>
        Assert.Null(NodeInternals.MessageWithHandle(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void The_message_that_comes_with_a_handle_is_taken_out_of_its_wrapping() =>
        Assert.Equal("""{"a":"\ud83d"}""".Replace("d83d", "fffd", StringComparison.Ordinal), Encoding.UTF8.GetString(NodeInternals.MessageWithHandle("""{"cmd":"NODE_HANDLE","type":"net.Native","msg":{"a":"\ud83d"}}"""u8)!));
}
