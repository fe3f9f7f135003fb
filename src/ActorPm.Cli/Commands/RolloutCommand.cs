using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm promote</c> and <c>apm rollback</c>.</summary>
internal sealed class RolloutCommand : CliCommand
{
    private readonly string _route;

    private RolloutCommand(string name, string description, string route)
        : base(name, description, "<name>", "name") => _route = route;

    /// <summary><c>apm promote</c>.</summary>
    public static RolloutCommand Promote() =>
        new("promote", "let a reload go on that waits after its canary", ControlContract.Promote);

    /// <summary><c>apm rollback</c>.</summary>
    public static RolloutCommand Rollback() =>
        new("rollback", "take a reload back that is under way or waits; otherwise go back to the settings before the newest change (files are not brought back)", ControlContract.Rollback);

    public override async Task<int> RunAsync(Invocation call)
    {
        if (call.Words is not [var app])
        {
            throw new UsageFailure($"{Grammar.Name} takes one app's name");
        }

        using var client = await call.ConnectToChangeAsync([app]);
        return await TargetWords.SendAsync(call, client, Grammar.Name, [app], _route, new RolloutRequest(app, null), ControlJson.Default.RolloutRequest);
    }
}
