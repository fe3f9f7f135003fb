using System.Buffers;
using System.Text;
using ActorPm.Core.Wire;

namespace ActorPm.Core.Tests.Wire;

public sealed class RpcRequestTests
{
    [Fact]
    public void A_call_has_a_method_arguments_and_an_id()
    {
        Assert.True(RpcRequest.TryParse([AmpArgument.OfJson("""{"type":"call","method":"stopProcessId","args":[3]}"""u8), AmpArgument.OfText("pid:1")], out var request));

        Assert.Equal("stopProcessId", request.Method);
        Assert.Equal(3, request.First.GetInt32());
        Assert.Equal("""j:{"args":[{"a":1}]}|s:pid:1""", Arguments(request.Success("""{"a":1}"""u8)));
        Assert.Equal("""j:{"error":"no \u0022x\u0022"}|s:pid:1""", Arguments(request.Failure("no \"x\"")));
    }

    [Fact]
    public void The_question_for_the_methods_has_none_itself()
    {
        Assert.True(RpcRequest.TryParse([AmpArgument.OfJson("""{"type":"methods"}"""u8), AmpArgument.OfText("1")], out var request));

        Assert.Null(request.Method);
        Assert.Equal("""j:{"methods":{"ping":{"name":"ping","params":[]}}}|s:1""", Arguments(request.Methods(["ping"])));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"call"}""")]
    [InlineData("""{"type":"call","method":1}""")]
    [InlineData("""{"type":"call","method":"x" """)]
    public void Anything_else_is_no_call(string json)
    {
        Assert.False(RpcRequest.TryParse([AmpArgument.OfJson(Encoding.UTF8.GetBytes(json)), AmpArgument.OfText("1")], out _));
        Assert.False(RpcRequest.TryParse([AmpArgument.OfText("ping")], out _));
    }

    private static string Arguments(byte[] frame)
    {
        var received = new ReadOnlySequence<byte>(frame);
        Assert.Equal(AmpDecoding.Complete, AmpFrame.TryDecode(ref received, 10_000, out var message));
        return string.Join('|', message.Select(argument => Encoding.UTF8.GetString(argument.Bytes.Span)));
    }
}
