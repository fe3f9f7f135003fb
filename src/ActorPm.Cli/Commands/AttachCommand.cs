using System.Text;
using ActorPm.Cli.Logs;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm attach</c>: what is typed goes to an app's standard input, what it prints comes back, until Ctrl-C or the end of the input.</summary>
internal sealed class AttachCommand() : CliCommand("attach", "type into an app and see what it prints; Ctrl-C leaves", "<id|name> [separator]", "id")
{
    public override bool IsOfOneNode => true;

    public override async Task<int> RunAsync(Invocation call)
    {
        var target = call.Words[0];
        var separator = call.Words.Count > 1 ? call.Words[1] : "\n";
        var interrupted = call.Host.CatchInterrupts();
        using var client = call.Connect();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        try
        {
            await using var stream = await client.OpenStreamAsync(LogRoute.Of(target, 0), ended.Token);
            call.Screen.Hint($"Attached to {target}; Ctrl-C leaves");
            var printing = PrintAsync(call, stream, ended.Token);
            var first = await Task.WhenAny(printing, TypeAsync(call, client, target, separator, ended.Token));
            await first;
            if (first == printing && !interrupted.IsCancellationRequested)
            {
                throw new CommandFailure(ControlErrorCode.DaemonNotRunning, "The daemon has gone; attach again when it is back.");
            }
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            // Ctrl-C is how one leaves.
        }

        await ended.CancelAsync();
        return 0;
    }

    private static async Task PrintAsync(Invocation call, Stream stream, CancellationToken cancellation)
    {
        var reader = new LogFrameReader(stream);
        try
        {
            do
            {
                while (reader.TryTake(out _, out var bytes))
                {
                    call.Host.Output.Write(bytes.Span);
                }
            }
            while (await reader.FillAsync(cancellation));
        }
        catch (Exception e) when (e is HttpRequestException or IOException and not BrokenPipeException)
        {
            // Cut off: the daemon has gone, which the caller says.
        }
    }

    private static async Task TypeAsync(Invocation call, ControlClient client, string target, string separator, CancellationToken cancellation)
    {
        using var lines = new StreamReader(call.Host.OpenInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            var reply = await client.PostAsync(
                ControlContract.Send, new SendRequest(target, line + separator), ControlJson.Default.SendRequest, ControlJson.Default.DeliveryReply);
            foreach (var missed in reply.Missed)
            {
                call.Screen.Warn(missed);
            }
        }
    }
}
