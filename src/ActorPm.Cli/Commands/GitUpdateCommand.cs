using ActorPm.Cli.Programs;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>
/// <c>apm pull</c>, <c>apm forward</c> and <c>apm backward</c>: move the git checkout that an app runs in, then restart the app. Every move is a
/// <c>git reset --keep</c>, which refuses where a change that is not committed would be lost.
/// </summary>
internal sealed class GitUpdateCommand : CliCommand
{
    private readonly Move _move;

    private GitUpdateCommand(string name, string description, string arguments, Move move)
        : base(name, description, arguments, "name") => _move = move;

    private enum Move
    {
        Newest,
        Forward,
        Backward,
    }

    public static GitUpdateCommand Pull() =>
        new("pull", "move an app's git checkout to the newest commit, or to this one, and restart it", "<name> [commit]", Move.Newest);

    public static GitUpdateCommand Forward() => new("forward", "move an app's git checkout one commit forward and restart it", "<name>", Move.Forward);

    public static GitUpdateCommand Backward() => new("backward", "move an app's git checkout one commit back and restart it", "<name>", Move.Backward);

    public override bool TakesRemote => false;

    public override async Task<int> RunAsync(Invocation call)
    {
        var name = call.Words[0];
        using var client = call.Connect();
        var details = await client.GetAsync($"{ControlContract.Describe}?target={Uri.EscapeDataString(name)}", ControlJson.Default.InstanceDetails);
        var directory = details.Instances[0].WorkingDirectory;
        var before = await GitAsync(call, directory, "rev-parse", "HEAD");
        var target = await TargetAsync(call, directory);
        if (target == before)
        {
            call.Screen.Progress($"{directory} is at {before[..7]} already; nothing was changed.");
            return 0;
        }

        await GitAsync(call, directory, "reset", "--keep", target);
        call.Screen.Progress($"{directory} went from {before[..7]} to {target[..7]}");
        return await TargetWords.SendAsync(
            call, client, "restart", [name], ControlContract.Restart, new RestartRequest([name], null), ControlJson.Default.RestartRequest);
    }

    private async Task<string> TargetAsync(Invocation call, string directory)
    {
        switch (_move)
        {
            case Move.Backward:
                return await GitAsync(call, directory, "rev-parse", "--verify", "HEAD~1");
            case Move.Newest:
                await GitAsync(call, directory, "fetch", "--tags");
                return await GitAsync(call, directory, "rev-parse", "--verify", "--end-of-options", call.Words.Count > 1 ? call.Words[1] + "^{commit}" : "@{upstream}");
            case Move.Forward:
                await GitAsync(call, directory, "fetch");
                var commits = await GitAsync(call, directory, "rev-list", "--reverse", "--first-parent", "HEAD..@{upstream}");
                return commits.Length == 0 ? await GitAsync(call, directory, "rev-parse", "HEAD") : commits.Split('\n')[0];
            default:
                throw new InvalidOperationException($"No target for {_move}.");
        }
    }

    private static async Task<string> GitAsync(Invocation call, string directory, params string[] arguments)
    {
        var result = await ProgramRun.CaptureAsync(call.Host, new ProgramCall("git", arguments) { Directory = directory });
        return result.ExitCode == 0
            ? result.Output
            : throw new CommandFailure(
                ControlErrorCode.InvalidRequest, $"git {arguments[0]} failed in {directory}; the app goes on as it was. {result.Error.Split('\n')[0]}");
    }
}
