using System.Diagnostics;
using System.Text.Json;

namespace ActorPm.Cli.Tests.Commands;

public sealed class DeployTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly string _repository;
    private readonly string _work;
    private readonly string _target;

    public DeployTests()
    {
        var root = Path.GetDirectoryName(_run.Here)!;
        _repository = Path.Combine(root, "repo.git");
        _work = Path.Combine(root, "work");
        _target = Path.Combine(root, "it's here");
        // No setting of whoever runs the tests counts.
        _run.Variables["GIT_CONFIG_GLOBAL"] = "/dev/null";
        _run.Variables["GIT_CONFIG_NOSYSTEM"] = "1";
        Git(root, "init", "-q", "--bare", "-b", "main", _repository);
        Git(root, "clone", "-q", _repository, _work);
        Git(_work, "checkout", "-q", "-b", "main");
        Commit("one");
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_release_is_set_up_deployed_listed_and_reverted()
    {
        WriteFile("localhost", """ "post-deploy": "echo \"$(cat version) $GREETING\" >> \"$SHARED/deployed\"", "env": { "greeting": "it's $HOME" }, """);

        await SucceedAsync("deploy", "ecosystem.json", "production", "setup");
        await SucceedAsync("deploy", "ecosystem.json", "production");
        Commit("two");
        await SucceedAsync("deploy", "production", "update");
        await SucceedAsync("deploy", "production", "revert", "1");

        Assert.Equal("one it's $HOME\ntwo it's $HOME\none it's $HOME\n", File.ReadAllText(Path.Combine(_target, "shared/deployed")));
        Assert.Equal("one\n", File.ReadAllText(Path.Combine(_target, "current/version")));
        _run.Output = new MemoryStream();
        using var json = JsonDocument.Parse((await SucceedAsync("deploy", "production", "list", "--json")).Output);
        Assert.Equal(3, json.RootElement[0].GetProperty("commits").GetArrayLength());
        _run.Output = new MemoryStream();
        Assert.Equal("one\n", (await SucceedAsync("deploy", "production", "exec", "cat version")).Output);
        _run.Output = new MemoryStream();
        Assert.Matches("^[0-9a-f]{7,}\n$", (await SucceedAsync("deploy", "production", "curr")).Output);
    }

    [Fact]
    public async Task Through_ssh_a_machine_gets_every_value_as_a_value()
    {
        var calls = Path.Combine(_run.Here, "ssh-calls");
        // Stands in for ssh: the last argument goes through the user's shell there, as with the real one. The second machine accepts all and does nothing.
        _run.WriteProgram("ssh", $"for last; do :; done\nprintf '%s ' \"$@\" | head -n 1 >> '{calls}'\ncase \"$*\" in *b.example*) exit 0 ;; esac\nexec sh -c \"$last\"\n");
        WriteFile(
            "app.example", """ "user": "deployer", "port": 2222, "key": "~/.ssh/key", "ssh_options": ["StrictHostKeyChecking=no"], "forward-agent": true, "post-deploy": "true", """,
            second: "b.example");

        await SucceedAsync("deploy", "ecosystem.json", "production", "setup");

        var lines = File.ReadAllLines(calls).Where(line => line.StartsWith("-o", StringComparison.Ordinal)).ToArray();
        Assert.StartsWith($"-o StrictHostKeyChecking=no -A -p 2222 -i {_run.Variables["HOME"]}/.ssh/key -- deployer@app.example bash -c ", lines[0]);
        Assert.Contains(lines, line => line.Contains("deployer@b.example", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(_target, "source/version")));
    }

    [Fact]
    public async Task Changes_that_no_machine_can_fetch_stop_a_deployment_but_for_force()
    {
        WriteFile("localhost", """ "post-deploy": "true", """);
        await SucceedAsync("deploy", "ecosystem.json", "production", "setup");
        Git(_run.Here, "init", "-q", "-b", "main");
        Git(_run.Here, "add", ".");

        var refused = await _run.RunAsync("deploy", "ecosystem.json", "production");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("commit your staged changes before deploying; --force deploys all the same.", refused.Error);
        Assert.Contains("Deploy failed", refused.Error);
        await SucceedAsync("deploy", "ecosystem.json", "production", "--force");
    }

    [Fact]
    public async Task A_hook_that_fails_ends_the_deployment()
    {
        WriteFile("localhost", """ "post-deploy": "echo no >&2; exit 9", """);
        await SucceedAsync("deploy", "ecosystem.json", "production", "setup");

        var result = await _run.RunAsync("deploy", "ecosystem.json", "production");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("The post-deploy hook failed on localhost with exit code 9", result.Error);
        Assert.DoesNotContain("--> Success\n[apm]", result.Error);
    }

    [Fact]
    public async Task More_deployments_back_than_there_were_is_an_error()
    {
        WriteFile("localhost", """ "post-deploy": "true", """);
        await SucceedAsync("deploy", "ecosystem.json", "production", "setup");
        await SucceedAsync("deploy", "ecosystem.json", "production");

        var result = await _run.RunAsync("deploy", "ecosystem.json", "production", "revert", "5");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("There were fewer deployments than that.", result.Error);
    }

    [Theory]
    [InlineData("""{ "deploy": { "production": { "host": "-oProxyCommand=x", "ref": "-x" } } }""", "deploy.production.host '-oProxyCommand=x' begins with a dash", 4)]
    [InlineData("""{ "deploy": { "staging": {} } }""", "production is no environment of", 1)]
    [InlineData("""{ "apps": [] }""", "it has no deploy section.", 1)]
    [InlineData("""{ "deploy": { "production": { "host": "a", "repo": "r", "path": "p", "env": { "A B": 1 } } } }""", "'A B' is no name that a shell can export", 1)]
    public async Task All_that_is_wrong_with_the_section_is_said_before_anything_runs(string json, string expected, int problems)
    {
        _run.WriteFile("ecosystem.json", json);

        var result = await _run.RunAsync("deploy", "ecosystem.json", "production");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error);
        Assert.Equal(problems, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private void WriteFile(string host, string more, string? second = null) => _run.WriteFile(
        "ecosystem.json",
        $$"""
        { // comments are fine
          "deploy": { "production": { {{more}} "host": {{(second is null ? $"\"{host}\"" : $"[\"{host}\", \"{second}\"]")}},
            "repo": "{{_repository}}", "path": "{{_target}}", "ref": "origin/main" } },
        }
        """);

    private async Task<CliResult> SucceedAsync(params string[] words)
    {
        var result = await _run.RunAsync(words);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private void Commit(string version)
    {
        File.WriteAllText(Path.Combine(_work, "version"), version + "\n");
        Git(_work, "add", ".");
        Git(_work, "-c", "user.name=t", "-c", "user.email=t@example", "commit", "-q", "-m", version);
        Git(_work, "push", "-q", "origin", "main");
    }

    private static void Git(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = directory, RedirectStandardError = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        using var git = Process.Start(start)!;
        var error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, error);
    }
}
