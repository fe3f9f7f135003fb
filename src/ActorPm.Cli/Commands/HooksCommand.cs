using System.CommandLine;
using System.Globalization;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;
using ActorPm.Core.Hooks;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm hooks</c>: who is told of what, and what came of it; <c>apm hooks test HOOK</c> tries one.</summary>
internal sealed class HooksCommand : CliCommand
{
    /// <summary>The word that tries a hook.</summary>
    public const string Test = "test";

    private static readonly Column[] _columns =
    [
        new("hook", 4), new("on", 2), new("target", 6), new("delivered", 1), new("repeated", 1), new("held back", 1), new("failed", 1), new("dropped", 1), new("waiting", 1),
    ];

    private readonly Option<bool> _json;

    public HooksCommand()
        : base("hooks", "show the hooks of actorpm.conf and what came of them; test: have one deliver a sample", $"[{Test} <hook>]") => _json = Flag("--json", JsonOption.Description);

    public override async Task<int> RunAsync(Invocation call)
    {
        switch (call.Words)
        {
            case []:
                return await ShowAsync(call);
            case [Test, var hook] when !call.Has(_json):
                return await TryAsync(call, hook);
            case [Test, _]:
                throw new UsageFailure("--json shows the hooks; `apm hooks test` has no JSON, its exit code says whether the sample arrived");
            default:
                throw new UsageFailure($"`apm hooks {string.Join(' ', call.Words)}` is not understood; use `apm hooks` or `apm hooks {Test} HOOK`");
        }
    }

    private async Task<int> ShowAsync(Invocation call)
    {
        using var client = call.Connect();
        if (call.Has(_json))
        {
            await JsonOption.PrintAsync(call, client, ControlContract.Hooks);
            return 0;
        }

        var hooks = (await client.GetAsync(ControlContract.Hooks, ControlJson.Default.HooksReply)).Hooks;
        if (hooks.Count == 0)
        {
            call.Screen.Say("There are no hooks; set one below actorpm.hooks in actorpm.conf, and have the daemon take it by `apm update`.");
            return 0;
        }

        call.Screen.Table(BoxTable.Draw(_columns, [.. hooks.Select(RowOf)], call.Screen.Palette));
        foreach (var hook in hooks.Where(hook => hook.LastFailure is not null))
        {
            call.Screen.Data($"{hook.Name} failed last at {hook.LastFailureAt?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}: {hook.LastFailure}.\n");
        }

        return 0;
    }

    private static async Task<int> TryAsync(Invocation call, string hook)
    {
        using var client = call.Connect();
        var reply = await client.PostAsync(ControlContract.HookTest, new HookTestRequest(hook), ControlJson.Default.HookTestRequest, ControlJson.Default.HookTestReply);
        if (!reply.IsDelivered)
        {
            throw new CommandFailure(ControlErrorCode.HookFailed, $"The sample for {hook} did not arrive: {reply.Outcome}. Correct the hook in actorpm.conf, and have the daemon take it by `apm update`.");
        }

        call.Screen.Data($"The sample for {hook} was delivered in {Quantities.Number(reply.Milliseconds)} ms (delivery {reply.Id}): {reply.Outcome}.\n");
        return 0;
    }

    private static Cell[] RowOf(HookView hook) =>
    [
        new(hook.Name), new(string.Join(", ", hook.On)), new(hook.Target), Count(hook.Delivered, TextStyle.Good), Count(hook.Repeated, TextStyle.Muted), Count(hook.HeldBack, TextStyle.Busy),
        Count(hook.Failed, TextStyle.Bad), Count(hook.Dropped, TextStyle.Bad), Count(hook.Waiting, TextStyle.Busy),
    ];

    private static Cell Count(long count, TextStyle style) => new(Quantities.Number(count), count > 0 ? style : TextStyle.Plain);
}
