using System.Diagnostics;
using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>App files of every kind with the real binaries.</summary>
public sealed class AppFileSpecs
{
    private const string Module = """
        console.log('noise on standard output');
        const path = require('path');
        const os = require('node:os');
        const base = require('./base.json');
        module.exports = { apps: [{ ...base, name: 'js-' + path.basename('/x/one'), args: [1000], when: undefined, env: { N: os.cpus().length > 0 }, max_restarts: Infinity === 1 ? 1 : 7, toString() { return 'dropped'; } }] };
        """;

    private const string EsModule = """
        import path from 'node:path';
        import { join } from 'path';
        export default { apps: [{ script: 'sleep', args: '1000', name: 'js-' + path.basename(join('/x', 'one')), max_restarts: 7 }] };
        """;

    public static TheoryData<string, string> Kinds => new()
    {
        { "e.json", "// c\n{apps: [{name: 'js-one', script: 'sleep', args: '1000', max_restarts: 7,}]}" },
        { "e.yaml", "apps:\n  - name: js-one\n    script: sleep\n    args: '1000'\n    max_restarts: 7\n" },
        { "e.config.js", Module },
        { "e.config.cjs", Module },
        { "e.config.mjs", EsModule },
        { "f.config.mjs", "export const apps = [{ script: 'sleep', args: '1000', name: 'js-one', max_restarts: 7 }];" },
        { "apps.conf", "include \"limits.conf\"\nlong = 1000\napps { js-one { script = sleep, args = [${long}], max_restarts = ${limit} } }" },
        { "package.json", """{"name": "p", "version": "1.0.0", "pm2": [{"name": "js-one", "script": "sleep", "args": 1000, "maxRestarts": "7"}]}""" },
        { "Procfile", "js-one: sleep 1000\n" },
    };

    [SkippableTheory(Timeout = 120_000)]
    [MemberData(nameof(Kinds))]
    public async Task An_app_file_of_any_kind_starts_its_apps(string file, string text)
    {
        if (file.Contains(".config.", StringComparison.Ordinal))
        {
            Programs.Require("node");
        }

        await using var apm = new Apm();
        await WriteAsync(apm, file, text);

        await apm.RunAsync("start", file);

        var listed = Assert.Single(await apm.ListAsync());
        Assert.Equal(("js-one", "online"), (listed.Name, listed.Status));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("e.config.js", Module)]
    [InlineData("e.config.mjs", EsModule)]
    [InlineData("f.config.mjs", "export const apps = [{ script: 'sleep', args: '1000', name: 'js-one' }];")]
    public async Task Without_Node_the_daemons_own_engine_evaluates_JavaScript(string file, string text)
    {
        await using var apm = new Apm();
        await WriteAsync(apm, file, text);
        apm.With("PATH", await PathWithoutNodeAsync(apm));

        await apm.RunAsync("start", file);

        Assert.Equal("js-one", Assert.Single(await apm.ListAsync()).Name);
    }

    [SkippableTheory(Timeout = 120_000)]
    [InlineData("e.json", "{\n  apps: [}", "line 2, column 10")]
    [InlineData("e.yaml", "apps:\n  - {script: [", "line ")]
    [InlineData("e.config.js", "module.exports = {\n  apps: [}", "e.config.js:2")]
    [InlineData("e.config.js", "module.exports = require('./nosuch')", "Cannot find module './nosuch'")]
    [InlineData("e.config.js", "for (;;) {}", "took longer than")]
    [InlineData("e.config.js", "process.exit(0)", "process.exit()")]
    [InlineData("apps.conf", "apps = ${nosuch}", "not HOCON")]
    [InlineData("Procfile", "what", "line 1")]
    public async Task A_file_that_is_wrong_exits_with_1_and_starts_nothing(string file, string text, string expected)
    {
        Programs.Require("node");
        await using var apm = new Apm();
        await WriteAsync(apm, file, text);

        var (exitCode, output, error) = await apm.TryAsync("start", file);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains($"File {file} malformated: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ActorPm", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(apm.Home));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("e.config.js", "module.exports = {\n  apps: [}", "e.config.js:2")]
    [InlineData("e.config.js", "module.exports = require('express')", "packages need Node")]
    [InlineData("e.config.js", "for (;;) {}", "took longer than")]
    public async Task Without_Node_mistakes_have_their_place_as_well(string file, string text, string expected)
    {
        await using var apm = new Apm();
        await WriteAsync(apm, file, text);
        apm.With("PATH", await PathWithoutNodeAsync(apm));

        var (exitCode, _, error) = await apm.TryAsync("start", file);

        Assert.Equal(1, exitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_restart_from_a_changed_file_applies_all_changes_and_a_dry_run_tells_them_first()
    {
        await using var apm = new Apm();
        await WriteAsync(apm, "e.json", """[{"name": "web", "script": "sleep", "args": "1000", "instances": 1, "max_restarts": 3, "env": {"A": "secret-1", "B": "2"}}, {"name": "db", "script": "sleep", "args": "1000"}]""");
        await apm.RunAsync("start", "e.json");
        var before = await apm.ListAsync();
        await WriteAsync(apm, "e.json", """[{"name": "web", "script": "tail", "args": ["-f", "/dev/null"], "instances": 3, "exec_mode": "cluster", "env": {"A": "secret-2"}}, {"name": "db", "script": "sleep", "args": "1000"}, {"name": "new", "script": "sleep", "args": "1"}]""");

        var preview = await apm.RunAsync("start", "e.json", "--dry-run");

        Assert.Contains("web: changed\n", preview, StringComparison.Ordinal);
        Assert.Matches("  script: /.*/sleep → /.*/tail\n", preview);
        Assert.Contains("  instances: 1 → 3\n", preview, StringComparison.Ordinal);
        Assert.Contains("  max_restarts: 3 → 16\n", preview, StringComparison.Ordinal);
        Assert.Contains("  env.A: changed (hidden)\n  env.B: (hidden) → removed\n", preview, StringComparison.Ordinal);
        Assert.Contains("db: unchanged\nnew: added\n", preview, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", preview, StringComparison.Ordinal);
        Assert.Equal(before, await apm.ListAsync());

        await apm.RunAsync("restart", "e.json", "--only", "web,db");

        var after = await apm.ListAsync();
        Assert.Equal(["db", "web", "web", "web"], after.Select(listed => listed.Name).Order(StringComparer.Ordinal));
        Assert.All(after, listed => Assert.Equal("online", listed.Status));
        using var json = JsonDocument.Parse(await apm.RunAsync("jlist"));
        var web = json.RootElement.EnumerateArray().First(element => element.GetProperty("name").GetString() == "web").GetProperty("pm2_env");
        Assert.EndsWith("/tail", web.GetProperty("pm_exec_path").GetString(), StringComparison.Ordinal);
        var pid = after.First(listed => listed.Name == "web").Pid;
        var variables = (await File.ReadAllTextAsync($"/proc/{pid}/environ")).Split('\0');
        Assert.Contains("A=secret-2", variables);
        Assert.DoesNotContain(variables, variable => variable.StartsWith("B=", StringComparison.Ordinal));
        Assert.Contains("web: unchanged\ndb: unchanged\nnew: added\n", string.Join('\n', (await apm.RunAsync("start", "e.json", "--dry-run")).Split('\n').Where(line => !line.StartsWith(' '))), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_dry_run_starts_no_daemon()
    {
        await using var apm = new Apm();
        await WriteAsync(apm, "e.json", """[{"name": "web", "script": "sleep"}]""");

        Assert.Equal("web: added\n  script: sleep\n", await apm.RunAsync("start", "e.json", "--dry-run"));
        Assert.False(Directory.Exists(apm.Home));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_script_is_found_beside_its_file_and_one_that_is_nowhere_names_both_places()
    {
        await using var apm = new Apm();
        var directory = Directory.CreateDirectory(Path.Combine(apm.Work, "deep", "app")).FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "run.sh"), "#!/bin/sh\nexec sleep 1000\n");
        await File.WriteAllTextAsync(Path.Combine(directory, "e.json"), """[{"script": "./run.sh"}]""");
        await File.WriteAllTextAsync(Path.Combine(directory, "bad.json"), """[{"script": "./nosuch.sh"}]""");

        await apm.RunAsync("start", "deep/app/e.json");
        var (exitCode, _, error) = await apm.TryAsync("start", "deep/app/bad.json");

        Assert.Equal(directory, new DirectoryInfo($"/proc/{(await apm.FindAsync("run")).Pid}/cwd").ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        Assert.Equal(1, exitCode);
        Assert.Contains(Path.Combine(apm.Work, "nosuch.sh"), error, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(directory, "nosuch.sh"), error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_named_environment_stays_over_a_plain_restart_and_goes_with_the_file()
    {
        await using var apm = new Apm();
        await WriteAsync(apm, "e.json", """[{"name": "web", "script": "sleep", "args": "1000", "env": {"M": "base"}, "env_production": {"M": "prod"}}]""");

        await apm.RunAsync("start", "e.json", "--env", "production");
        Assert.Equal("M=prod", await ModeAsync(apm));
        await apm.RunAsync("restart", "web");
        Assert.Equal("M=prod", await ModeAsync(apm));
        await apm.RunAsync("restart", "e.json");
        Assert.Equal("M=base", await ModeAsync(apm));
    }

    [Fact(Timeout = 300_000)]
    public async Task A_file_of_300_apps_starts_them_all()
    {
        await using var apm = new Apm();
        await WriteAsync(apm, "e.json", "[" + string.Join(",", Enumerable.Range(0, 300).Select(n => $$"""{"name": "a{{n}}", "script": "sleep", "args": "1000"}""")) + "]");

        await apm.RunAsync("start", "e.json");

        var listed = await apm.ListAsync();
        Assert.Equal(300, listed.Count);
        Assert.All(listed, app => Assert.Equal("online", app.Status));
        await apm.RunAsync("delete", "e.json");
        Assert.Empty(await apm.ListAsync());
    }

    private static async Task<string> ModeAsync(Apm apm) =>
        (await File.ReadAllTextAsync($"/proc/{(await apm.FindAsync("web")).Pid}/environ")).Split('\0').Single(variable => variable.StartsWith("M=", StringComparison.Ordinal));

    private static async Task WriteAsync(Apm apm, string file, string text)
    {
        await File.WriteAllTextAsync(Path.Combine(apm.Work, file), text);
        await File.WriteAllTextAsync(Path.Combine(apm.Work, "base.json"), """{"script": "sleep"}""");
        await File.WriteAllTextAsync(Path.Combine(apm.Work, "limits.conf"), "limit = 7\n");
    }

    // A directory with what the apps need and no Node.
    private static async Task<string> PathWithoutNodeAsync(Apm apm)
    {
        var bin = Directory.CreateDirectory(Path.Combine(apm.Work, "bin")).FullName;
        foreach (var program in (string[])["sh", "sleep"])
        {
            using var find = Process.Start(new ProcessStartInfo("which", [program]) { RedirectStandardOutput = true })!;
            File.CreateSymbolicLink(Path.Combine(bin, program), (await find.StandardOutput.ReadToEndAsync()).Trim());
            await find.WaitForExitAsync();
        }

        return bin;
    }
}
