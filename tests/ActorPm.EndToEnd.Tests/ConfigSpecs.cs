namespace ActorPm.EndToEnd.Tests;

/// <summary><c>apm config check</c> and <c>apm config show</c>, which need no daemon.</summary>
public sealed class ConfigSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task Files_of_settings_and_of_apps_are_checked_without_a_daemon_and_all_that_is_wrong_is_told()
    {
        await using var apm = new Apm();
        Directory.CreateDirectory(apm.Home);
        var settings = Path.Combine(apm.Home, "actorpm.conf");

        Assert.Contains("is not there", await apm.RunAsync("config", "check"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(settings, "actorpm {\n  log-levle = info\n  log-files = 0\n}\n");
        var wrong = await apm.TryAsync("config", "check");
        Assert.Equal(1, wrong.ExitCode);
        Assert.All(["actorpm.conf line 2: there is no setting actorpm.log-levle", "actorpm.conf line 3: actorpm.log-files is '0'"], part => Assert.Contains(part, wrong.Error, StringComparison.Ordinal));
        await File.WriteAllTextAsync(settings, "actorpm.log-level = debug");
        Assert.Contains("nothing is wrong", await apm.RunAsync("config", "check"), StringComparison.Ordinal);
        Assert.Contains("actorpm.conf line 1", await apm.RunAsync("conf", "show", "--origin"), StringComparison.Ordinal);
        Assert.Contains("""{"key":"actorpm.log-level","value":"debug","origin":"actorpm.conf line 1"}""", await apm.RunAsync("config", "show", "--json"), StringComparison.Ordinal);

        var apps = Path.Combine(apm.Work, "apps.conf");
        await File.WriteAllTextAsync(apps, "apps = [ { scirpt = \"a.js\", instances = lots } ]");
        var bad = await apm.TryAsync("config", "check", apps);
        Assert.Equal(1, bad.ExitCode);
        Assert.All(["did you mean 'script'?", "'instances' is a number of instances"], part => Assert.Contains(part, bad.Error, StringComparison.Ordinal));
        await File.WriteAllTextAsync(apps, "apps {\n  web {\n    scirpt = a.js\n  }\n}\n");
        Assert.Contains("apps.conf: line 3: apps[0] (web): unknown key 'scirpt'; did you mean 'script'?", (await apm.TryAsync("config", "check", apps)).Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(apps, "base = /srv\napps = [ { script = ${base}\"/a.js\" } ]");
        Assert.Contains("1 app, and nothing is wrong with it", await apm.RunAsync("config", "check", apps), StringComparison.Ordinal);
        Assert.Contains("4 apps", await apm.RunAsync("config", "check", Path.Combine(Programs.Repository, "hocon/apps.conf")), StringComparison.Ordinal);
        Assert.Equal(1, (await apm.TryAsync("config", "check", "nothing.conf")).ExitCode);
        Assert.False(File.Exists(Path.Combine(apm.Home, "apm.sock")));

        // What is set in PM2's way is something else.
        await apm.RunAsync("config", "web:check", "1");
        Assert.Contains("1", await apm.RunAsync("config", "web:check"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_update_with_wrong_settings_is_refused_and_nothing_is_lost()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        var before = await apm.FindAsync("one");
        await File.WriteAllTextAsync(Path.Combine(apm.Home, "actorpm.conf"), "actorpm.log-levle = debug");

        var refused = await apm.TryAsync("update");

        Assert.True(refused.ExitCode == 9 && refused.Error.Contains("did you mean actorpm.log-level?", StringComparison.Ordinal), refused.Error);
        Assert.Equal(before, await apm.FindAsync("one"));
        await File.WriteAllTextAsync(Path.Combine(apm.Home, "actorpm.conf"), "actorpm.log-level = debug");
        await apm.RunAsync("update");
        Assert.Equal(before, await apm.FindAsync("one"));
    }
}
