using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm trigger</c>: calls an action that an app has announced.</summary>
internal sealed class TriggerCommand : CliCommand
{
    private readonly Option<string[]> _timeout;

    public TriggerCommand()
        : base("trigger", "call an action that apps have announced, and print what they return", "<id|name|namespace|all> <action> [param]", "id", "action") =>
        _timeout = Value("--timeout", "time", "how long to wait for replies: milliseconds or 30s; default: 10s");

    public override async Task<int> RunAsync(Invocation call)
    {
        var (target, action) = (call.Words[0], call.Words[1]);
        JsonElement? parameter = call.Words.Count > 2 ? JsonSerializer.SerializeToElement(string.Join(' ', call.Words.Skip(2)), ControlJson.Default.String) : null;
        using var client = call.Connect();
        var reply = await client.PostAsync(
            ControlContract.Trigger, new TriggerRequest(target, action, parameter, Timeout(call)), ControlJson.Default.TriggerRequest, ControlJson.Default.TriggerReply);
        call.Screen.Progress($"{reply.Called} processes have received command {action}");
        foreach (var answer in reply.Replies)
        {
            call.Screen.Data($"[{answer.Name}:{answer.Id}:{answer.Namespace}]={answer.Return?.GetRawText() ?? "undefined"}\n");
        }

        return reply.Silent.Count == 0
            ? 0
            : throw new CommandFailure(
                ControlErrorCode.InstanceFailed,
                $"No reply in time from id {string.Join(", ", reply.Silent)}; give it longer with --timeout, or see `apm logs`.");
    }

    private double? Timeout(Invocation call)
    {
        if (call.Value(_timeout) is not { } text)
        {
            return null;
        }

        return DurationText.TryParseMilliseconds(text, out var milliseconds)
            ? milliseconds
            : throw new CommandFailure(ControlErrorCode.InvalidRequest, string.Create(CultureInfo.InvariantCulture, $"--timeout '{text}' is no time; write milliseconds or 30s."));
    }
}
