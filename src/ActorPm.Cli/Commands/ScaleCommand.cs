using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm scale</c>.</summary>
internal sealed class ScaleCommand() : CliCommand("scale", "change the number of an app's instances: 4, +2 or -1", "<name> <number|+n|-n>", "name", "number")
{
    public override bool TakesNegativeNumbers => true;

    public override async Task<int> RunAsync(Invocation call)
    {
        var (name, count) = (call.Words[0], call.Words[1]);
        if (count.AsSpan(count.StartsWith('+') || count.StartsWith('-') ? 1 : 0) is var digits
            && (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9')))
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, $"'{count}' is not a number of instances; write 4, +2 or -1.");
        }

        using var client = await call.ConnectToChangeAsync([name]);
        await TargetWords.SendAsync(
            call, client, $"scale {count}", [name], ControlContract.Scale, new ScaleRequest(name, count), ControlJson.Default.ScaleRequest);
        return 0;
    }
}
