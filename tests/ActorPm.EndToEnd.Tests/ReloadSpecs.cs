namespace ActorPm.EndToEnd.Tests;

/// <summary>Reloads of an app whose processes may live beside each other: no port, so that only the exchange itself is looked at.</summary>
public sealed class ReloadSpecs
{
    // A release is a variable: "bad" ends soon after its start, "third" only in the third instance.
    private const string Script = """
        echo "release $RELEASE"
        if [ "$RELEASE" = bad ] || [ "$RELEASE$NODE_APP_INSTANCE" = third2 ]; then sleep 0.3; echo "cannot work like this" >&2; exit 3; fi
        exec sleep 1000
        """;

    [Fact(Timeout = 120_000)]
    public async Task All_instances_are_new_and_keep_their_ids()
    {
        await using var apm = await StartAsync(3);
        var before = await apm.ListAsync();

        await ReloadAsync(apm, "two");

        var after = await apm.ListAsync();
        Assert.Equal(before.Select(one => (one.PmId, one.Ordinal)), after.Select(one => (one.PmId, one.Ordinal)));
        Assert.Empty(before.Select(one => one.Pid).Intersect(after.Select(one => one.Pid)));
        Assert.All(after, one => Assert.Equal(("online", 1), (one.Status, one.Restarts)));
        Assert.Equal(["two", "two", "two"], await ReleasesAsync(apm));
        Assert.Equal(3, ManagedProcess.Of(apm.Home).Count);
        Assert.All(after, one => Assert.Equal($"{one.Pid}", File.ReadAllText(Path.Combine(apm.Home, "pids", $"web-{one.PmId}.pid")).Trim()));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_bad_release_leaves_the_old_processes_alone_and_says_why()
    {
        await using var apm = await StartAsync(2);
        var before = await apm.ListAsync();

        var (exitCode, _, error) = await apm.With("RELEASE", "bad").TryAsync("reload", "web", "--update-env");

        Assert.Equal(8, exitCode);
        Assert.Contains("The reload of web failed and the old instances stay: it exited with code 3", error, StringComparison.Ordinal);
        Assert.Contains("cannot work like this", error, StringComparison.Ordinal);
        Assert.Equal(before, await apm.ListAsync());

        // The proven release is what a crash and a new daemon bring back.
        await apm.KillDaemonAsync();
        ManagedProcess.Kill(before[0].Pid);
        await apm.RunAsync("resurrect");
        await Until.TrueAsync("the first instance is back", async () => (await apm.ListAsync())[0] is { Status: "online" } now && now.Pid != before[0].Pid);
        Assert.Equal(["one", "one"], await ReleasesAsync(apm));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_release_that_fails_half_way_goes_back_whole()
    {
        await using var apm = await StartAsync(4);

        var (exitCode, _, error) = await apm.With("RELEASE", "third").TryAsync("reload", "web", "--update-env", "--min-healthy-time", "1s");

        Assert.True(exitCode == 8, error + apm.DaemonLog());
        Assert.Equal(["one", "one", "one", "one"], await ReleasesAsync(apm));
        Assert.Equal(4, ManagedProcess.Of(apm.Home).Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_canary_waits_for_promote_or_rollback_also_over_the_death_of_the_daemon()
    {
        await using var apm = await StartAsync(4);
        await ReloadAsync(apm, "two", "--canary", "25%");
        Assert.Equal(["two", "one", "one", "one"], await ReleasesAsync(apm));

        var (exitCode, _, error) = await apm.TryAsync("scale", "web", "5");
        Assert.Equal((1, true), (exitCode, error.Contains("`apm promote web` or `apm rollback web`", StringComparison.Ordinal)));

        await apm.KillDaemonAsync();
        await apm.RunAsync("resurrect");
        Assert.Equal(["two", "one", "one", "one"], await ReleasesAsync(apm));
        await apm.RunAsync("promote", "web");
        Assert.Equal(["two", "two", "two", "two"], await ReleasesAsync(apm));

        await ReloadAsync(apm, "three", "--canary", "50%");
        await apm.RunAsync("rollback", "web");
        Assert.Equal(["two", "two", "two", "two"], await ReleasesAsync(apm));

        // Without a reload under way: to the release before.
        await apm.RunAsync("rollback", "web");
        Assert.Equal(["one", "one", "one", "one"], await ReleasesAsync(apm));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_daemon_that_dies_during_a_reload_leaves_the_old_release_and_no_second_copy()
    {
        await using var apm = await StartAsync(2);
        var before = await apm.ListAsync();
        apm.With("RELEASE", "two");
        using var reload = apm.Start("reload", "web", "--update-env", "--min-healthy-time", "1h");
        await Until.TrueAsync("the new instance runs", () => ManagedProcess.Of(apm.Home).Count == 3);

        await apm.KillDaemonAsync();
        await reload.WaitForExitAsync();
        await apm.RunAsync("resurrect");

        Assert.NotEqual(0, reload.ExitCode);
        await Until.TrueAsync("the new instance is gone", () => ManagedProcess.Of(apm.Home).Count == 2);
        Assert.Equal(before.Select(one => one.Pid), (await apm.ListAsync()).Select(one => one.Pid));
        await ReloadAsync(apm, "two");
        Assert.Equal(["two", "two"], await ReleasesAsync(apm));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stop_during_a_reload_wins()
    {
        await using var apm = await StartAsync(2);
        apm.With("RELEASE", "two");
        using var reload = apm.Start("reload", "web", "--update-env", "--min-healthy-time", "1h");
        await Until.TrueAsync("the new instance runs", () => ManagedProcess.Of(apm.Home).Count == 3);

        Assert.Equal(1, (await apm.TryAsync("reload", "web")).ExitCode);
        await apm.RunAsync("stop", "web");

        await reload.WaitForExitAsync();
        Assert.Equal(8, reload.ExitCode);
        Assert.Empty(ManagedProcess.Of(apm.Home));
        Assert.All(await apm.ListAsync(), one => Assert.Equal("stopped", one.Status));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_file_is_reloaded_with_all_that_it_says_now()
    {
        await using var apm = await StartAsync(2);
        await WriteFileAsync(apm, 3, "two");

        await apm.RunAsync("reload", Path.Combine(apm.Work, "web.json"));

        Assert.Equal(["two", "two", "two"], await ReleasesAsync(apm));
        await WriteFileAsync(apm, 1, "three");
        await apm.RunAsync("startOrReload", Path.Combine(apm.Work, "web.json"));
        Assert.Equal(["three"], await ReleasesAsync(apm));
    }

    [Fact(Timeout = 120_000)]
    public async Task Memory_limits_replace_the_process_beside_the_old_one()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", $"exec '{Programs.TestApp}' leak 300", "--name", "greedy", "--max-memory-restart", "200M", "--overlap", "--min-healthy-time", "0");

        await apm.WaitAsync("greedy", now => now is { Status: "online", Restarts: > 0 });

        Assert.Matches("greedy is reloaded because its memory \\d+\\.\\d MB exceeded the limit of 200.0 MB", apm.DaemonLog());
    }

    private static async Task<Apm> StartAsync(int instances)
    {
        var apm = new Apm();
        await File.WriteAllTextAsync(Path.Combine(apm.Work, "web.sh"), Script);
        await WriteFileAsync(apm, instances, null);
        await apm.With("RELEASE", "one").RunAsync("start", Path.Combine(apm.Work, "web.json"));
        return apm;
    }

    private static Task WriteFileAsync(Apm apm, int instances, string? release) => File.WriteAllTextAsync(
        Path.Combine(apm.Work, "web.json"),
        $$"""{ "apps": [{ "name": "web", "script": "web.sh", "interpreter": "sh", "instances": {{instances}}, "overlap": true{{(release is null ? "" : $$""", "env": { "RELEASE": "{{release}}" }""")}} }] }""");

    private static Task ReloadAsync(Apm apm, string release, params string[] options) =>
        apm.With("RELEASE", release).RunAsync(["reload", "web", "--update-env", "--min-healthy-time", "0", .. options]);

    // What the processes were really started with, by ordinal.
    private static async Task<IEnumerable<string>> ReleasesAsync(Apm apm) => (await apm.ListAsync()).OrderBy(one => one.Ordinal).Select(one =>
        File.ReadAllText($"/proc/{one.Pid}/environ").Split('\0').Single(variable => variable.StartsWith("RELEASE=", StringComparison.Ordinal))["RELEASE=".Length..]);
}
