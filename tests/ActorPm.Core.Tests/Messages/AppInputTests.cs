using System.Text.Json;
using ActorPm.Core.Messages;

namespace ActorPm.Core.Tests.Messages;

public sealed class AppInputTests
{
    [Fact]
    public void What_JSON_may_hold_and_its_writer_may_not_goes_as_it_is_spelled()
    {
        using var half = JsonDocument.Parse("{\n\"a\": \"\\ud800\"\r\n}");
        using var bytes = JsonDocument.Parse(new byte[] { (byte)'"', 0xB3, (byte)'"' });

        Assert.Equal("{ \"a\": \"\\ud800\"  }", AppInput.Whole(half.RootElement).Json);
        Assert.Equal("\"\\uFFFD\"", AppInput.Whole(bytes.RootElement).Json);
    }

    [Fact]
    public void An_action_without_a_parameter_is_its_bare_name() => Assert.Equal("\"gc\"", AppInput.Trigger(3, "gc", null).Json);

    [Fact]
    public void An_action_with_a_parameter_is_an_object() =>
        Assert.Equal("""{"msg":"set level","opts":"debug","id":3}""", AppInput.Trigger(3, "set level", Parse("\"debug\"")).Json);

    [Fact]
    public void A_packet_is_one_line_however_its_data_was_written() =>
        Assert.Equal("""{"id":0,"type":"process:msg","data":{"a":[1,2]},"topic":"t"}""", AppInput.Packet(0, "process:msg", Parse("{\n \"a\": [1,\n2]}"), "t").Json);

    [Fact]
    public void What_is_longer_than_a_pipe_does_not_fit()
    {
        Assert.True(new AppInput.Input(new byte[AppInput.MaxBytes]).Fits);
        Assert.False(new AppInput.Input(new byte[AppInput.MaxBytes + 1]).Fits);
        Assert.False(AppInput.Trigger(0, new string('ä', AppInput.MaxBytes), null).Fits);
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
