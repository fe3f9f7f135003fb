using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>Says who was given something.</summary>
internal static class DeliveryReport
{
    /// <summary>Names those that have it and those that do not, and prints the list.</summary>
    /// <returns>The exit code: 1 when one of them does not have it.</returns>
    public static async Task<int> FinishAsync(Invocation call, ControlClient client, DeliveryReply reply, string done)
    {
        foreach (var reached in reply.Reached)
        {
            call.Screen.Progress($"[{reached.Name}]({reached.Id}) {done} ✓");
        }

        foreach (var missed in reply.Missed)
        {
            call.Screen.Warn(missed);
        }

        await call.PrintListAsync(client);
        return reply.Missed.Count == 0 ? 0 : 1;
    }
}
