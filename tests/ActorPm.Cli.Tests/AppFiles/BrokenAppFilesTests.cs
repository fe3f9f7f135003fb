namespace ActorPm.Cli.Tests.AppFiles;

/// <summary>Thirty files with a mistake each: the message names file, line, cause and cure, and nothing is started.</summary>
public sealed class BrokenAppFilesTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("apps.json", "{\n  \"apps\": [\n    { \"scirpt\": \"a.js\" }\n  ]\n}", "line 3: apps[0]: unknown key 'scirpt'; did you mean 'script'?")]
    [InlineData("apps.json", "{\n  \"apps\": [\n    {\n      \"name\": \"web\"\n    }\n  ]\n}", "line 3: apps[0] (web): no script; add \"script\": \"app.js\"")]
    [InlineData("apps.json", "[\n  { \"script\": \"a.js\" },\n  { \"script\": \"b.js\",\n    \"instances\": \"lots\" }\n]", "line 4: apps[1]: 'instances' is a number of instances")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"limits\": { \"umask\": 27 } }", "line 2: apps[0]: 'limits': 'umask' has to be a text such as \"0027\", not the number 27")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"limits\": { \"nofiles\": 27 } }", "line 2: apps[0]: 'limits': 'nofiles' is no limit; did you mean 'nofile'?")]
    [InlineData("apps.json", "[\n  7\n]", "line 2: apps[0]: an app is an object such as {\"script\": \"app.js\"}, not the number 7")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n  \"max_memory_restrat\": \"1G\" }", "line 2: apps[0]: unknown key 'max_memory_restrat'; did you mean 'max_memory_restart'?")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n\n  \"max_memory_restart\": \"much\" }", "line 3: apps[0]: 'max_memory_restart' is ")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n  \"autorestart\": \"perhaps\" }", "line 2: apps[0]: 'autorestart' is true or false, not the text \"perhaps\"")]
    [InlineData("apps.json", "{ \"script\": \"a.js\", \"stop_exit_codes\":\n [300] }", "line 1: apps[0]: 'stop_exit_codes' is a list of exit codes from 0 to 255, not the number 300")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"env\": 7 }", "line 2: apps[0]: 'env' is an object of variables")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"env_production\": [] }", "line 2: apps[0]: 'env_production' is an object of variables")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"restart\": \"sometimes\" }", "line 2: apps[0]: 'restart' is \"always\", \"on-failure\" or \"never\", not the text \"sometimes\"")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"min_uptime\": \"soon\" }", "line 2: apps[0]: 'min_uptime' is ")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"liveness_probe\": {\n \"htpp\": \"/\" } }", "line 2: apps[0]: unknown key 'liveness_probe.htpp'; did you mean 'http'?")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"proxy\": { \"protocol\": \"http9\" } }", "line 2: apps[0]: 'proxy.protocol' is ")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"balance\": \"fair\" }", "line 2: apps[0]: 'balance' is ")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"surge\": \"none\" }", "line 2: apps[0]: 'surge' is a number of instances of at least 1")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"ready_on\": \"dawn\" }", "line 2: apps[0]: 'ready_on'")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"sockets\": [\"nowhere:99999\"] }", "line 2: apps[0]: 'sockets'")]
    [InlineData("apps.json", "{ \"script\": \"a.js\",\n \"depends_on\": { \"db\": \"up\" } }", "line 2: apps[0]: 'depends_on': 'db' has to be started, ready, healthy or completed, not the text \"up\"")]
    [InlineData("apps.json", "{ \"script\": \"a\\u0000.js\" }", "line 1: apps[0]: 'script' contains a NUL character; remove it")]
    [InlineData("apps.json", "{\n \"groups\": {\n  \"shop\": { \"strategy\": \"all\" } },\n \"apps\": [{ \"script\": \"a.js\", \"namespace\": \"shop\" }] }", "line 3: 'groups.shop.strategy' is ")]
    [InlineData("apps.json", "{ \"apps\": [\n  { \"script\": \"a.js\" ]\n}", "malformated: not JSON at line 2, column 22: ")]
    [InlineData("apps.json", "{ \"apps\": [\n  { \"script\": \"a.js\" }\n", "malformated: not JSON at line 1, column 11: a list begins here and never ends; add ']'")]
    [InlineData("package.json", "{ \"name\": \"x\",\n  \"pm2\": [\n    { \"scripts\": \"a.js\" }\n] }", "line 3: apps[0]: unknown key 'scripts'; did you mean 'script'?")]
    [InlineData("apps.yaml", "apps:\n  - name: web\n    scirpt: a.js\n", "line 3: apps[0] (web): unknown key 'scirpt'; did you mean 'script'?")]
    [InlineData("apps.yaml", "apps:\n  - script: a.js\n  - script: b.js\n    watch: 3\n", "line 4: apps[1]: 'watch' is true, false, a path or a list of paths, not the number 3")]
    [InlineData("apps.yaml", "apps:\n  web:\n    script: a.js\n    kill_timeout: -5\n", "line 4: apps[0] (web): 'kill_timeout' is ")]
    [InlineData("apps.yaml", "apps:\n  - just a text\n", "line 2: apps[0]: an app is an object such as")]
    [InlineData("apps.yaml", "apps:\n  - script: [\n", "malformated: not YAML at line ")]
    [InlineData("apps.json", "{ \"apps\": [ { \"name\": \"a\", \"script\": \"a.js\" }, { \"name\": \"a\", \"script\": \"b.js\" } ] }", "the name 'a' occurs 2 times; give each app a \"name\" of its own")]
    public async Task The_message_names_file_line_cause_and_cure(string file, string text, string message)
    {
        _run.WriteFile(file, text);

        var result = await _run.RunAsync("config", "check", file);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(file, result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
