using System.Text.Json;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Tests.Commands;

public sealed class AppFileTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly FakeDaemon _daemon;

    public AppFileTests()
    {
        _daemon = _run.StartDaemon();
        foreach (var route in (string[])[ControlContract.Start, ControlContract.StartOrReload, ControlContract.Stop, ControlContract.Restart, ControlContract.Reload])
        {
            _daemon.Answer(route, new CommandReply([Views.View()], [], []), ControlJson.Default.CommandReply);
        }
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _run.Dispose();
    }

    private IReadOnlyList<AppRequest> Started => _daemon.Asked(ControlContract.Start, ControlJson.Default.StartRequest).Apps;

    [Fact]
    public async Task A_YAML_file_has_anchors_merge_keys_and_core_scalars()
    {
        _run.WriteFile("apps.yaml", """
            base: &base { max_restarts: 3, time: true }
            apps:
              - <<: *base
                script: a.js
                max_restarts: 0x10
                env: { A: yes, B: 'true', C: 1.50, D: ~, E: 0o17 }
              - { script: b.js, <<: [*base] }
            """.Replace("base: &base", "deploy: &base", StringComparison.Ordinal));

        var result = await _run.RunAsync("start", "apps.yaml");

        Assert.Equal(("", 0), (string.Concat(result.Error.Split('\n').Where(line => line.Contains("ERROR", StringComparison.Ordinal))), result.ExitCode));
        Assert.Equal([("a.js", 16, true), ("b.js", 3, true)], Started.Select(app => (app.Target, app.MaxRestarts!.Value, app.Time!.Value)));
        Assert.Equal(("yes", "true", "1.50", "15", 4), (Started[0].Environment!["A"], Started[0].Environment!["B"], Started[0].Environment!["C"], Started[0].Environment!["E"], Started[0].Environment!.Count));
    }

    [Theory]
    [InlineData("apps:\n  - script: [", "not YAML at line ")]
    [InlineData("a: 1\na: 2", "not YAML at line 2, column 1: ")]
    [InlineData("x: *nobody", "not YAML at line 1, column 4: ")]
    [InlineData("--- {}\n--- {}", "an app file is one document, and here begins a second")]
    [InlineData("a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e]", "more than 100000 values")]
    public async Task A_mistake_in_YAML_is_named_with_its_place(string text, string expected)
    {
        _run.WriteFile("apps.yaml", text);

        var result = await _run.RunAsync("start", "apps.yaml");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error);
        Assert.StartsWith("[apm][ERROR] File apps.yaml malformated: ", result.Error);
        Assert.Empty(_daemon.Requests);
    }

    [Fact]
    public async Task Deep_YAML_is_refused_before_the_stack_ends()
    {
        _run.WriteFile("apps.yaml", new string('[', 200_000));

        Assert.Contains("in each other", (await _run.RunAsync("start", "apps.yaml")).Error);
    }

    [Fact]
    public async Task Standard_input_may_be_YAML()
    {
        _run.Input.Write("script: a.js\nname: yam\n"u8);
        _run.Input.Position = 0;

        await _run.RunAsync("start", "-");

        Assert.Equal("yam", Assert.Single(Started).Name);
    }

    [Fact]
    public async Task A_package_json_has_its_apps_under_pm2()
    {
        _run.WriteFile("package.json", """{"name": "x", "version": "1.0.0"}""");
        Assert.Contains("has no such key", (await _run.RunAsync("start", "package.json")).Error);

        _run.WriteFile("package.json", """{"name": "x", "pm2": {"apps": [{"script": "a.js"}]}}""");
        await _run.RunAsync("start", "package.json");

        Assert.Equal("a.js", Assert.Single(Started).Target);
    }

    [Fact]
    public async Task A_Procfile_starts_its_commands_with_the_variables_beside_it()
    {
        Directory.CreateDirectory(Path.Combine(_run.Here, "srv"));
        _run.WriteFile("srv/Procfile", "web: node a.js\n");
        _run.WriteFile("srv/.env", "A='1 2'\n");

        await _run.RunAsync("start", "srv/Procfile");

        var app = Assert.Single(Started);
        Assert.Equal(("web", "node a.js", Path.Combine(_run.Here, "srv"), "1 2", "5000"), (app.Name, app.Target, app.Cwd, app.Environment!["A"], app.Environment!["PORT"]));
    }

    [Fact]
    public async Task A_file_says_where_it_lies_and_a_missing_one_where_it_was_looked_for()
    {
        Directory.CreateDirectory(Path.Combine(_run.Here, "srv"));
        _run.WriteFile("srv/a.json", """{"script": "a.js"}""");

        await _run.RunAsync("start", "srv/a.json");
        var missing = await _run.RunAsync("start", "b.json");

        Assert.Equal((_run.Here, Path.Combine(_run.Here, "srv")), (Assert.Single(Started).CallerDirectory, Started[0].FileDirectory));
        Assert.Equal(1, missing.ExitCode);
        Assert.EndsWith($"[apm][ERROR] File b.json not found: nothing is at {_run.Here}/b.json; check its path.\n", missing.Error);
    }

    [Theory]
    [InlineData("start f.json --only two", "two")]
    [InlineData("start f.json --only three,one", "one three")]
    [InlineData("start f.json --only one --only two", "one two")]
    public async Task Only_chooses_among_the_apps(string words, string expected)
    {
        _run.WriteFile("f.json", """[{"script": "1", "name": "one"}, {"script": "2", "name": "two"}, {"script": "3", "name": "three"}]""");

        await _run.RunAsync(words.Split(' '));

        Assert.Equal(expected, string.Join(' ', Started.Select(app => app.Name)));
    }

    [Theory]
    [InlineData("start f.json --only tow", "f.json: --only names 'tow', which is not in the file; did you mean 'two'? The file has one, two.")]
    [InlineData("stop f.json --only five", "f.json: --only names 'five', which is not in the file; remove it. The file has one, two.")]
    [InlineData("restart f.json --only five", "f.json: --only names 'five', which is not in the file; remove it. The file has one, two.")]
    public async Task Only_with_a_name_that_is_not_there_is_an_error(string words, string expected)
    {
        _run.WriteFile("f.json", """[{"script": "1", "name": "one"}, {"script": "2", "name": "two"}]""");

        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal((1, $"[apm][ERROR] {expected}\n"), (result.ExitCode, result.Error));
        Assert.Empty(_daemon.Requests);
    }

    [Fact]
    public async Task Stop_takes_the_chosen_apps_of_a_file()
    {
        _run.WriteFile("f.json", """[{"script": "1", "name": "one"}, {"script": "2", "name": "two", "append_env_to_name": true}]""");

        await _run.RunAsync("stop", "f.json", "web", "--only", "two-prod", "--env", "prod", "--parallel", "4");

        Assert.Equal(["two-prod", "web"], _daemon.Asked(ControlContract.Stop, ControlJson.Default.TargetRequest).Targets);
    }

    [Theory]
    [InlineData("restart", WhenRunning.Restart)]
    [InlineData("reload", WhenRunning.Reload)]
    [InlineData("startOrRestart", WhenRunning.Restart)]
    [InlineData("startOrReload", WhenRunning.Reload)]
    [InlineData("startOrGracefulReload", WhenRunning.Reload)]
    public async Task Restarting_or_reloading_a_file_gives_its_apps_what_it_says_now(string verb, WhenRunning then)
    {
        _run.WriteFile("f.json", """[{"script": "1", "name": "one", "instances": 2}]""");

        var result = await _run.RunAsync(verb, "f.json", "--cwd", "/srv", "--uid", "www", "-i", "3", "--ignore-watch", "logs", "--watch");

        Assert.Equal(0, result.ExitCode);
        var route = then is WhenRunning.Reload ? ControlContract.StartOrReload : ControlContract.Start;
        var app = Assert.Single(_daemon.Asked(route, ControlJson.Default.StartRequest).Apps);
        Assert.Equal(("one", "3", "/srv", "www", true, "logs", then), (app.Name, app.Instances, app.Cwd, app.User, app.Watch, app.IgnoreWatch!.Single(), app.IfRunning));
    }

    [Fact]
    public async Task A_verb_of_files_takes_no_script()
    {
        var result = await _run.RunAsync("startOrRestart", "app.js");

        Assert.Equal((1, "error: startOrRestart takes an app file, and 'app.js' is none by its name\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_dry_run_prints_what_the_daemon_says_would_change()
    {
        _run.WriteFile("f.json", """[{"script": "1", "name": "one"}]""");
        var preview = new StartPreviewReply(
        [
            new AppPreview("one", PreviewKind.Changed, [new("script", "/a", "/b"), new("args", null, "x"), new("cron_restart", "0 3 * * *", null), new("env.K", SpecDifference.Hidden, SpecDifference.Hidden)]),
            new AppPreview("two", PreviewKind.Unchanged, []),
        ]);
        _daemon.Answer(ControlContract.StartPreview, preview, ControlJson.Default.StartPreviewReply);

        var text = await _run.RunAsync("start", "f.json", "--dry-run");

        Assert.Equal("one: changed\n  script: /a → /b\n  args: x\n  cron_restart: 0 3 * * * → removed\n  env.K: changed (hidden)\ntwo: unchanged\n", text.Output);
        Assert.DoesNotContain(_daemon.Requests, request => request.Route == ControlContract.Start);
        Assert.Equal("one", Assert.Single(_daemon.Asked(ControlContract.StartPreview, ControlJson.Default.StartRequest).Apps).Name);
    }

    [Fact]
    public async Task A_dry_run_as_JSON_is_one_document()
    {
        _daemon.Answer(ControlContract.StartPreview, new StartPreviewReply([new AppPreview("one", PreviewKind.Added, [])]), ControlJson.Default.StartPreviewReply);

        var result = await _run.RunAsync("start", "one.js", "--dry-run", "--json");

        Assert.Equal("""{"apps":[{"name":"one","kind":"Added","fields":[]}]}""" + "\n", result.Output);
    }

    [Fact]
    public async Task Write_puts_the_options_into_a_file_that_reads_the_same()
    {
        await _run.RunAsync("start", "a.js", "--name", "api", "-i", "2", "--write", "--", "-x");

        var reading = EcosystemDocument.Read(
            await File.ReadAllTextAsync(Path.Combine(_run.Here, "api-pm2.json")), new EcosystemContext("/", new Dictionary<string, string>(), null));
        var app = Assert.Single(reading.Apps);
        Assert.Equal(("a.js", "api", "2", "-x"), (app.Target, app.Name, app.Instances, app.Arguments!.Single()));
        Assert.Single(Started);
    }

    [Fact]
    public async Task Schema_prints_the_definition()
    {
        var result = await _run.RunAsync("schema");

        using var schema = JsonDocument.Parse(result.Output);
        Assert.True(schema.RootElement.GetProperty("definitions").GetProperty("app").GetProperty("properties").TryGetProperty("maxMemoryRestart", out _));
    }
}
