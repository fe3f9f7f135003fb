using System.Text;
using ActorPm.Core.Messages;

namespace ActorPm.Core.Tests.Messages;

public sealed class AppMessagesTests
{
    [Theory]
    [InlineData("\"ready\"", typeof(AppMessage.Ready))]
    [InlineData("\"shutdown\"", typeof(AppMessage.Raw))]
    [InlineData("""{"type":"process:msg","data":{"a":1}}""", typeof(AppMessage.Custom))]
    [InlineData("""{"type":"axm:reply","data":{"action_name":"x","return":1}}""", typeof(AppMessage.Custom))]
    [InlineData("""{"type":"axm:action","data":{"action_name":"x"}}""", typeof(AppMessage.Action))]
    [InlineData("""{"type":"axm:action","data":{"opts":{}}}""", typeof(AppMessage.Internal))]
    [InlineData("""{"type":"axm:monitor","data":{"m":{"value":1}}}""", typeof(AppMessage.Metrics))]
    [InlineData("""{"type":"axm:monitor","data":"text"}""", typeof(AppMessage.Internal))]
    [InlineData("""{"type":"axm:option:configuration","data":{"a":true}}""", typeof(AppMessage.Options))]
    [InlineData("""{"type":"axm:option:setPID","data":1}""", typeof(AppMessage.Internal))]
    [InlineData("""{"node_version":"20.1.0"}""", typeof(AppMessage.NodeVersion))]
    [InlineData("""{"cmd":"NODE_HANDLE_ACK"}""", typeof(AppMessage.Internal))]
    [InlineData("""{"type":"topic","data":0}""", typeof(AppMessage.Raw))]
    [InlineData("""{"type":"topic","data":""}""", typeof(AppMessage.Raw))]
    [InlineData("""{"type":"topic","data":false}""", typeof(AppMessage.Raw))]
    [InlineData("""{"type":"topic","data":null}""", typeof(AppMessage.Raw))]
    [InlineData("""{"type":"topic","data":{}}""", typeof(AppMessage.Custom))]
    [InlineData("""{"type":"topic","data":1e999}""", typeof(AppMessage.Custom))]
    [InlineData("""{"type":"","data":1}""", typeof(AppMessage.Raw))]
    [InlineData("""{"type":"a\nb","data":1}""", typeof(AppMessage.Raw))]
    [InlineData("""{"type":7,"data":1}""", typeof(AppMessage.Raw))]
    [InlineData("""{"type":"half\ud800","data":1}""", typeof(AppMessage.Custom))]
    [InlineData("""{"\ud800":1,"type":"topic","data":1}""", typeof(AppMessage.Custom))]
    [InlineData("\"\\ud800\"", typeof(AppMessage.Raw))]
    [InlineData("12", typeof(AppMessage.Raw))]
    [InlineData("null", typeof(AppMessage.Raw))]
    public void Each_message_is_what_PM2_takes_it_for(string json, Type kind)
    {
        Assert.True(AppMessages.TryParse(Encoding.UTF8.GetBytes(json), out var message, out _));

        Assert.IsType(kind, message);
    }

    [Fact]
    public void A_topic_that_is_too_long_is_none()
    {
        Assert.True(AppMessages.TryParse(Encoding.UTF8.GetBytes($$"""{"type":"{{new string('x', 257)}}","data":1}"""), out var message, out _));

        Assert.IsType<AppMessage.Raw>(message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("ready")]
    public void What_is_no_JSON_is_refused_with_the_reason(string text)
    {
        Assert.False(AppMessages.TryParse(Encoding.UTF8.GetBytes(text), out _, out var problem));

        Assert.Contains("not JSON", problem, StringComparison.Ordinal);
    }
}
