using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm send</c>: a line for an app's standard input.</summary>
internal sealed class SendCommand() : CliCommand("send", "write a line to the standard input of apps", "<id|name> <line>", "id", "line")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        using var client = call.Connect();
        var reply = await client.PostAsync(
            ControlContract.Send, new SendRequest(call.Words[0], string.Join(' ', call.Words.Skip(1)) + "\n"), ControlJson.Default.SendRequest, ControlJson.Default.DeliveryReply);
        return await DeliveryReport.FinishAsync(call, client, reply, "line written");
    }
}
