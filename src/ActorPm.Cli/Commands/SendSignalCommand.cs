using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm sendSignal</c>.</summary>
internal sealed class SendSignalCommand() : CliCommand("sendSignal", "send a signal to apps", "<signal> <id|name>", "signal", "id")
{
    public override async Task<int> RunAsync(Invocation call)
    {
        var (signal, target) = (call.Words[0], call.Words[1]);
        using var client = call.Connect();
        var reply = await client.PostAsync(
            ControlContract.Signal, new SignalRequest(target, signal), ControlJson.Default.SignalRequest, ControlJson.Default.DeliveryReply);
        var kind = target.All(char.IsAsciiDigit) ? "process id" : "process name";
        call.Screen.Progress($"successfully sent signal {signal} to {kind} {target}");
        return await DeliveryReport.FinishAsync(call, client, reply, $"has {signal}");
    }
}
