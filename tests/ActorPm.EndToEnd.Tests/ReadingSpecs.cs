namespace ActorPm.EndToEnd.Tests;

/// <summary>Reading changes nothing; standard output is data.</summary>
public sealed class ReadingSpecs
{
    [Theory(Timeout = 60_000)]
    [InlineData("list", 0)]
    [InlineData("jlist", 0)]
    [InlineData("describe web", 3)]
    [InlineData("logs --nostream", 3)]
    [InlineData("pid", 3)]
    [InlineData("ping", 3)]
    public async Task Reading_without_a_daemon_starts_none_and_writes_nothing(string command, int expected)
    {
        await using var apm = new Apm();

        var (exitCode, _, error) = await apm.TryAsync(command.Split(' '));

        Assert.Equal(expected, exitCode);
        Assert.Contains("No daemon runs", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(apm.Home));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_empty_list_is_an_empty_array_on_standard_output()
    {
        await using var apm = new Apm();

        Assert.Equal("[]", await apm.RunAsync("jlist"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Targets_select_by_id_name_namespace_pattern_and_all()
    {
        await using var apm = new Apm();
        foreach (var (name, group) in new[] { ("api", "blue"), ("worker", "blue"), ("web", "green") })
        {
            await apm.RunAsync("start", "sleep", "--name", name, "--namespace", group, "--", "1000");
        }

        await apm.RunAsync("stop", "blue");
        Assert.Equal(["stopped", "stopped", "online"], await StatusesAsync(apm));
        await apm.RunAsync("restart", "/^w/");
        Assert.Equal(["stopped", "online", "online"], await StatusesAsync(apm));
        await apm.RunAsync("stop", "2", "worker");
        Assert.Equal(["stopped", "stopped", "stopped"], await StatusesAsync(apm));
        await apm.RunAsync("restart", "all");
        Assert.Equal(["online", "online", "online"], await StatusesAsync(apm));
        Assert.Equal(1, (await apm.TryAsync("stop", "nobody")).ExitCode);
        Assert.Equal(1, (await apm.TryAsync("stop", "99")).ExitCode);

        static async Task<IEnumerable<string>> StatusesAsync(Apm apm) => (await apm.ListAsync()).Select(listed => listed.Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task Values_of_variables_are_shown_by_env_alone()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "keeper", "--env", "SECRET=correct horse", "--", "1000");

        Assert.Contains("SECRET: correct horse\n", await apm.RunAsync("env", "0"), StringComparison.Ordinal);
        Assert.Contains("SECRET: correct horse\n", await apm.RunAsync("env", "keeper"), StringComparison.Ordinal);
        foreach (var verb in new[] { "jlist", "prettylist", "describe keeper", "describe keeper --json", "list --json", "logs --nostream" })
        {
            Assert.DoesNotContain("correct horse", await apm.RunAsync(verb.Split(' ')), StringComparison.Ordinal);
        }

        var (exitCode, output, error) = await apm.TryAsync("env", "99");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("Modules with id 99 not found", error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Logs_follow_both_outputs_and_a_reader_that_stands_still_holds_up_no_app()
    {
        // No rotation: all that is written shall lie in one file.
        await using var apm = new Apm().With("APM_LOGS_MAX_SIZE", "1 GiB");
        await apm.RunAsync("start", "echo out; echo err >&2; exec sleep 1000", "--name", "talker");
        Assert.Equal("0|talker | out", (await apm.RunAsync("logs", "talker", "--nostream", "--out")).TrimEnd());
        Assert.Equal("0|talker | err", (await apm.RunAsync("logs", "talker", "--nostream", "--err")).TrimEnd());

        using var all = apm.Start("logs", "--lines", "0");
        const int Bytes = 20_000_000;
        Assert.Contains("[TAILING]", await all.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        await apm.RunAsync("start", Programs.TestApp, "--name", "flood", "--no-autorestart", "--", "flood", $"{Bytes}", "100");
        await apm.WaitAsync("flood", now => now.Status == "stopped");

        // Nobody has read from `all` so far; it is far behind, and all that it did not read is in the file.
        Assert.Equal(Bytes, new FileInfo(Path.Combine(apm.Home, "logs/flood-out.log")).Length);
        var lines = 0;
        while (lines < Bytes / 100 && await all.StandardOutput.ReadLineAsync() is { } line)
        {
            lines += line.Contains("flood", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.Equal(Bytes / 100, lines);
        ManagedProcess.Kill(all.Id, "INT");
        await all.WaitForExitAsync();
        Assert.Equal(0, all.ExitCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_log_that_is_deleted_while_it_is_followed_keeps_nobody_busy_and_is_followed_again_after_a_restart()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "echo first; exec sleep 1000", "--name", "talker");
        using var follower = apm.Start("logs", "talker");
        Assert.Equal("0|talker | first", await follower.StandardOutput.ReadLineAsync());

        File.Delete(Path.Combine(apm.Home, "logs/talker-out.log"));
        var before = ManagedProcess.CpuTime(apm.DaemonPid);
        using (var window = new PeriodicTimer(TimeSpan.FromSeconds(4)))
        {
            await window.WaitForNextTickAsync();
        }

        // A daemon that asks again and again uses up most of the window; a quiet one next to nothing.
        Assert.InRange(ManagedProcess.CpuTime(apm.DaemonPid) - before, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await apm.RunAsync("restart", "talker");
        Assert.Equal("0|talker | first", await follower.StandardOutput.ReadLineAsync());
        ManagedProcess.Kill(follower.Id, "INT");
        await follower.WaitForExitAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Flush_empties_logs_and_writing_goes_on()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done", "--name", "writer");
        var log = Path.Combine(apm.Home, "logs/writer-out.log");
        await Until.TrueAsync("something is written", () => File.Exists(log) && new FileInfo(log).Length > 20);

        await apm.RunAsync("flush", "writer");

        await Until.TrueAsync("writing goes on", () => File.ReadAllLines(log).Length > 2);
        var lines = await File.ReadAllLinesAsync(log);
        Assert.NotEqual("line 1", lines[0]);
        Assert.All(lines, line => Assert.StartsWith("line ", line, StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_standalone_daemon_loads_nothing_of_remoting_and_listens_on_no_port()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");

        var maps = await File.ReadAllTextAsync($"/proc/{apm.DaemonPid}/maps");
        Assert.DoesNotContain("Akka.Remote", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("Akka.Cluster", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("DotNetty", maps, StringComparison.Ordinal);
        var sockets = Directory.EnumerateFiles($"/proc/{apm.DaemonPid}/fd")
            .Select(path => new FileInfo(path).LinkTarget ?? "").Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target[8..^1]).ToHashSet();
        foreach (var table in new[] { "tcp", "tcp6", "udp", "udp6" })
        {
            Assert.DoesNotContain(File.ReadLines($"/proc/net/{table}").Skip(1), line => sockets.Contains(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[9]));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_starts_at_once_on_a_new_home_make_one_daemon_and_both_apps()
    {
        await using var apm = new Apm();

        var results = await Task.WhenAll(
            apm.TryAsync("start", "sleep", "--name", "one", "--", "1000"), apm.TryAsync("start", "sleep", "--name", "two", "--", "1000"));

        Assert.All(results, result => Assert.True(result.ExitCode == 0, result.Error));
        Assert.Equal(["one", "two"], (await apm.ListAsync()).Select(listed => listed.Name).Order());
        Assert.Equal(2, ManagedProcess.Of(apm.Home).Count);
    }
}
