using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPm.Cli.Configuration;
using ActorPm.Cli.Deploy;
using ActorPm.Cli.Programs;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm deploy</c>: brings a git repository to machines by ssh, as an app file's <c>deploy</c> section says.</summary>
internal sealed class DeployCommand : CliCommand
{
    private static readonly string[] DefaultFiles =
    [
        "ecosystem.config.js", "ecosystem.config.cjs", "ecosystem.config.mjs", "ecosystem.json", "ecosystem.json5", "ecosystem.yml", "ecosystem.yaml",
        "ecosystem.config.json", "package.json",
    ];

    private readonly IAppFileSource _files;
    private readonly Option<bool> _force;
    private readonly Option<bool> _json;

    public DeployCommand(IAppFileSource files)
        : base("deploy", "deploy a release to machines, with ssh and git", "[file] <env> [setup|update|revert [n]|curr|prev|exec <cmd>|list|ref <ref>|<ref>]", "env")
    {
        _files = files;
        _force = Flag("--force", "deploy even if local changes are not committed or pushed", "-f");
        _json = Flag("--json", "curr, prev and list as JSON: [{ host, commits: [newest first] }]");
    }

    public override bool TakesRemote => false;

    public override async Task<int> RunAsync(Invocation call)
    {
        var (file, words) = File(call);
        var root = _files.Read(call.Host, file);
        var names = DeployTargetReader.Names(root);
        if (words.Count == 0 || !names.Contains(words[0]))
        {
            var known = names.Count == 0 ? "it has no deploy section" : $"it has {string.Join(", ", names)}";
            throw new CommandFailure(
                ControlErrorCode.NotFound, words.Count == 0 ? $"Name the environment of {file} to deploy: {known}." : $"{words[0]} is no environment of {file}; {known}.");
        }

        var target = WithDefaultHook(call, DeployTargetReader.Read(root, words[0]), file);
        var verb = words.Count > 1 ? words[1] : "update";
        string[] rest = [.. words.Skip(2)];
        switch (verb)
        {
            case "setup":
                return await EachAsync(call, target, deployment => deployment.SetUpAsync());
            case "revert":
                var back = Back(rest);
                return await EachAsync(call, target, deployment => deployment.RevertAsync(back));
            case "curr" or "current":
                return await AnswerAsync(call, target, async deployment => [await deployment.CurrentAsync()]);
            case "prev" or "previous":
                return await AnswerAsync(call, target, async deployment => [await deployment.PreviousAsync()]);
            case "list":
                return await AnswerAsync(call, target, deployment => deployment.ListAsync(), isNumbered: true);
            case "exec" or "run":
                var command = rest.Length > 0 ? string.Join(' ', rest) : throw new UsageFailure("missing required argument 'cmd'");
                return await EachAsync(call, target, deployment => deployment.ExecuteAsync(command));
            default:
                var reference = verb switch
                {
                    "update" => target.Ref,
                    "ref" => rest.Length > 0 ? rest[0] : throw new UsageFailure("missing required argument 'ref'"),
                    _ => verb,
                };
                if (reference is ['-', ..])
                {
                    throw new CommandFailure(ControlErrorCode.InvalidRequest, $"'{reference}' begins with a dash, which no ref of git does.");
                }

                if (!call.Has(_force))
                {
                    await LocalChanges.CheckAsync(call.Host);
                }

                return await EachAsync(call, target, deployment => deployment.DeployAsync(reference));
        }
    }

    // The file may be left out where one with a usual name lies here.
    private static (string Path, IReadOnlyList<string> Words) File(Invocation call)
    {
        var here = call.Host.CurrentDirectory;
        var first = Path.GetFullPath(call.Words[0], here);
        if (EcosystemFile.KindOf(call.Words[0]) is not EcosystemFileKind.None)
        {
            return System.IO.File.Exists(first)
                ? (first, [.. call.Words.Skip(1)])
                : throw new CommandFailure(ControlErrorCode.ScriptNotFound, $"File {call.Words[0]} not found; check its path.");
        }

        return Array.Find(DefaultFiles, name => System.IO.File.Exists(Path.Combine(here, name))) is { } found
            ? (Path.Combine(here, found), call.Words)
            : throw new CommandFailure(
                ControlErrorCode.ScriptNotFound, $"There is no app file in {here}; write one with `apm init`, or name it: `apm deploy <file> {call.Words[0]}`.");
    }

    private static DeployTarget WithDefaultHook(Invocation call, DeployTarget target, string file) => target.Hooks.PostDeploy is not null
        ? target
        : target with
        {
            Hooks = target.Hooks with
            {
                PostDeploy = $"{call.Host.ProgramName} startOrRestart {ShellText.Word(Path.GetRelativePath(call.Host.CurrentDirectory, file))} --env {ShellText.Word(target.Name)}",
            },
        };

    private static int Back(string[] words) =>
        words.Length == 0 ? 1
        : int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var back) && back is > 0 and < int.MaxValue ? back
        : throw new CommandFailure(ControlErrorCode.InvalidRequest, $"'{words[0]}' is not a number of deployments to go back; write 1 or more.");

    private static async Task<int> EachAsync(Invocation call, DeployTarget target, Func<Deployment, Task> work)
    {
        call.Screen.Hint($"--> Deploying to {target.Name} environment");
        foreach (var host in target.Hosts)
        {
            call.Screen.Hint($"--> on host {host}");
            await work(new Deployment(call, target, host));
        }

        call.Screen.Hint("--> Success");
        return 0;
    }

    private async Task<int> AnswerAsync(
        Invocation call, DeployTarget target, Func<Deployment, Task<IReadOnlyList<string>>> ask, bool isNumbered = false)
    {
        var answers = new JsonArray();
        foreach (var host in target.Hosts)
        {
            if (target.Hosts.Count > 1)
            {
                call.Screen.Hint($"--> on host {host}");
            }

            var commits = await ask(new Deployment(call, target, host));
            answers.Add((JsonNode)new JsonObject { ["host"] = host, ["commits"] = new JsonArray([.. commits.Select(commit => JsonValue.Create(commit))]) });
            if (!call.Has(_json))
            {
                call.Screen.Data(string.Concat(commits.Select((commit, index) => isNumbered ? $"{index}\t{commit}\n" : $"{commit}\n")));
            }
        }

        if (call.Has(_json))
        {
            call.Screen.Data(Encoding.UTF8.GetString(ConfigurationFile.Json(answers)) + "\n");
        }

        return 0;
    }
}
