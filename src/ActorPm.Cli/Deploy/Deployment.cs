using ActorPm.Cli.Programs;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Deploy;

/// <summary>The steps of a deployment on one machine. A step that fails ends it: later ones rely on it.</summary>
internal sealed class Deployment(Invocation call, DeployTarget target, string host)
{
    private readonly DeployScript _script = new(target);

    /// <summary>Prepares the machine.</summary>
    public async Task SetUpAsync()
    {
        if (target.Hooks.PreSetup is { } command)
        {
            var file = Path.GetFullPath(command, call.Host.CurrentDirectory);
            Step($"executing pre-setup `{command}`");
            await RunAsync("pre-setup hook", File.Exists(file) ? await File.ReadAllTextAsync(file) : command);
        }

        Step("running setup");
        await RunAsync("setup of the paths", _script.MakeDirectories);
        Step($"cloning {target.Repository}");
        await RunAsync("clone", _script.Clone);
        await RunAsync("link", _script.Link);
        await HookAsync("post-setup", target.Hooks.PostSetup, _script.Hook);
        Step("setup complete");
    }

    /// <summary>Deploys a commit.</summary>
    /// <param name="reference">A branch, tag or commit; null means the newest tag.</param>
    public async Task DeployAsync(string? reference)
    {
        Step($"deploying {reference ?? "the newest tag"}");
        if (target.Hooks.PreDeployLocal is { } command)
        {
            Step($"executing pre-deploy-local `{command}`");
            Check("pre-deploy-local hook", await ProgramRun.ShowAsync(call.Host, new ProgramCall("bash", "-c", command), call.Host.Error));
        }

        await HookAsync("pre-deploy", target.Hooks.PreDeploy, _script.Hook);
        Step("fetching updates");
        await RunAsync("fetch", _script.Fetch);
        reference ??= await AskAsync("newest tag", _script.NewestTag) is { Length: > 0 } tag
            ? tag
            : throw Failure("There is no tag to deploy; set ref, or name one.");
        Step($"resetting HEAD to {reference}");
        await RunAsync("git reset", _script.Reset(reference));
        await RunAsync("link", _script.Link);
        await RunAsync("note of the deployment", _script.Note);
        await HookAsync("post-deploy", target.Hooks.PostDeploy, _script.PostDeploy);
        Step($"successfully deployed {reference}");
    }

    /// <summary>Deploys again what was deployed some deployments ago.</summary>
    /// <param name="back">At least 1.</param>
    public async Task RevertAsync(int back)
    {
        Step($"reverting {back} deploy(s)");
        await DeployAsync(await AskAsync("history", _script.Earlier(back)));
    }

    /// <summary>The current commit, short.</summary>
    public Task<string> CurrentAsync() => AskAsync("current commit", _script.Current);

    /// <summary>The commit deployed before the newest.</summary>
    public Task<string> PreviousAsync() => AskAsync("previous commit", _script.Earlier(1));

    /// <summary>All deployed commits, the newest first.</summary>
    public async Task<IReadOnlyList<string>> ListAsync() =>
        [.. (await AskAsync("list", _script.List)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse()];

    /// <summary>Runs a command in the current checkout; what it prints is the answer.</summary>
    public async Task ExecuteAsync(string command) =>
        Check("command", await ProgramRun.ShowAsync(call.Host, CallOf(_script.Execute(command)), call.Host.Output));

    private async Task HookAsync(string name, string? command, Func<string, string> script)
    {
        if (command is not null)
        {
            Step($"executing {name} `{command}`");
            await RunAsync($"{name} hook", script(command));
        }
    }

    private async Task RunAsync(string what, string script) => Check(what, await ProgramRun.ShowAsync(call.Host, CallOf(script), call.Host.Error));

    private async Task<string> AskAsync(string what, string script)
    {
        var result = await ProgramRun.CaptureAsync(call.Host, CallOf(script));
        if (result.Error.Length > 0)
        {
            call.Screen.ErrorLine(result.Error);
        }

        Check(what, result.ExitCode);
        return result.Output;
    }

    private ProgramCall CallOf(string script) => DeployShell.Run(target.Ssh, host, script, call.Host.Variable("HOME"));

    private void Step(string sentence) => call.Screen.Hint($"  ○ {sentence}");

    private void Check(string what, int exitCode)
    {
        if (exitCode != 0)
        {
            throw Failure($"The {what} failed on {host} with exit code {exitCode}; see what it printed above.");
        }
    }

    private static CommandFailure Failure(string sentence) => new([sentence, "Deploy failed"]);
}
