namespace ActorPm.EndToEnd.Tests;

/// <summary>Real programs, killed again and again.</summary>
public sealed class CrashRestartSpecs
{
    private const int Kills = 10;

    [SkippableFact(Timeout = 180_000)]
    public async Task Express_python_shell_and_nginx_side_by_side_come_back_after_each_of_ten_kills()
    {
        Programs.Require("node");
        Programs.Require("python3");
        Programs.Require("nginx");
        Skip.IfNot(Directory.Exists(Programs.Sample("express/node_modules")), "tests/apps/express has no node_modules; run npm ci there.");
        await using var apm = new Apm();
        var configuration = Path.Combine(apm.Work, "nginx.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            daemon off; pid {{apm.Work}}/nginx.pid; error_log stderr; worker_processes 1;
            events {}
            http { access_log off; client_body_temp_path {{apm.Work}}; proxy_temp_path {{apm.Work}}; fastcgi_temp_path {{apm.Work}}; uwsgi_temp_path {{apm.Work}};
                   scgi_temp_path {{apm.Work}}; server { listen unix:{{apm.Work}}/nginx.sock; return 200 "ok"; } }
            """);
        string[] names = ["express", "files", "ticker", "front"];
        // A crash of something that had just been started counts as a failed start; the kills below come in quick succession.
        await apm.RunAsync("start", Programs.Sample("express/app.js"), "--name", "express", "--max-restarts", "100");
        await apm.RunAsync("start", "python3", "--name", "files", "--max-restarts", "100", "--", "-m", "http.server", "0", "--bind", "127.0.0.1");
        await apm.RunAsync("start", Programs.Sample("sh/ticker.sh"), "--name", "ticker", "--max-restarts", "100");
        await apm.RunAsync("start", "/usr/sbin/nginx", "--name", "front", "--max-restarts", "100", "--", "-c", configuration, "-e", "stderr");

        for (var kill = 1; kill <= Kills; kill++)
        {
            var before = await apm.ListAsync();
            foreach (var listed in before)
            {
                Assert.Equal("online", listed.Status);
                ManagedProcess.Kill(listed.Pid);
            }

            foreach (var listed in before)
            {
                var after = await apm.WaitAsync(listed.Name, now => now.Status == "online" && now.Pid != listed.Pid);
                Assert.Equal(kill, after.Restarts);
                Assert.Equal(listed.PmId, after.PmId);
            }
        }

        var table = await apm.RunAsync("list");
        foreach (var listed in await apm.ListAsync())
        {
            var row = table.Split('\n').Single(line => line.Contains($" {listed.Name} ", StringComparison.Ordinal)).Split('│', StringSplitOptions.TrimEntries);
            Assert.Equal([$"{listed.PmId}", listed.Name, $"{listed.Pid}", $"{listed.Restarts}", "online"], [row[1], row[2], row[6], row[8], row[9]]);
            Assert.Equal(Kills, listed.Restarts);
            Assert.Contains(listed.Name, names);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_program_that_exits_at_once_is_errored_after_16_launches_and_describe_says_why()
    {
        await using var apm = new Apm();

        await apm.TryAsync("start", "echo last words >&2; exit 3", "--name", "broken");

        var listed = await apm.WaitAsync("broken", now => now.Status == "errored");
        Assert.Equal(15, listed.Restarts);
        var description = await apm.RunAsync("describe", "broken");
        Assert.Contains("16 times in a row", description, StringComparison.Ordinal);
        Assert.Contains("exited with code 3", description, StringComparison.Ordinal);
        Assert.Contains("last words", description, StringComparison.Ordinal);
        var log = await File.ReadAllLinesAsync(Path.Combine(apm.Home, "logs/broken-error.log"));
        Assert.Equal(Enumerable.Repeat("last words", 16), log);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_exit_with_a_stop_exit_code_rests_and_any_other_comes_back()
    {
        await using var apm = new Apm();

        await apm.RunAsync("start", "exit 42", "--name", "done", "--stop-exit-codes", "0", "42");
        await apm.RunAsync("start", "exit 1", "--name", "once", "--no-autorestart");
        await apm.RunAsync("start", "sleep 0.1; exit 1", "--name", "slow", "--exp-backoff-restart-delay", "60000");

        await apm.WaitAsync("done", now => now is { Status: "stopped", Restarts: 0 });
        await apm.WaitAsync("once", now => now is { Status: "stopped", Restarts: 0 });
        await apm.WaitAsync("slow", now => now is { Status: "waiting restart", Pid: 0 });
    }
}
