using System.CommandLine;
using System.Text.Json;
using ActorPm.Cli.Events;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm events</c>: what happens from now on, a JSON object a line, until Ctrl-C.</summary>
internal sealed class EventsCommand : CliCommand
{
    private readonly Option<string[]> _topics;

    public EventsCommand()
        : base("events", "print events as they happen, one JSON object per line", "[id|name|namespace|/pattern/]") =>
        _topics = Value("--topics", "list", "such as process:event,log:*; default: all but log:*");

    public override async Task<int> RunAsync(Invocation call)
    {
        var interrupted = call.Host.CatchInterrupts();
        using var client = call.Connect();
        var target = call.Words.Count == 0 || call.Words[0] == "all" ? "" : call.Words[0];
        try
        {
            await using var stream = await client.OpenStreamAsync(
                $"{ControlContract.Events}?target={Uri.EscapeDataString(target)}&topics={Uri.EscapeDataString(call.Value(_topics) ?? "")}", interrupted);
            call.Screen.Hint($"Listening to {(target.Length == 0 ? "all" : target)}; Ctrl-C ends");
            using var reader = new EventStreamReader(stream);
            while (await reader.ReadAsync(interrupted) is { } happened)
            {
                call.Screen.Data($$"""{"id":{{happened.Id}},"topic":"{{JsonEncodedText.Encode(happened.Topic)}}","data":{{happened.Data}}}""" + "\n");
            }
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is HttpRequestException or IOException and not BrokenPipeException)
        {
            // Cut off: the same end as below, seen from another side.
        }

        return interrupted.IsCancellationRequested
            ? 0
            : throw new CommandFailure(ControlErrorCode.DaemonNotRunning, "The daemon has gone, so nothing more happens; run `apm events` again when it is back.");
    }
}
