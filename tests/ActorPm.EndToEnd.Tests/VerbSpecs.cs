using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Verbs beside the supervision itself, with the real programs.</summary>
public sealed class VerbSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task A_served_directory_is_an_app_that_answers_and_stops()
    {
        await using var apm = new Apm();
        var port = Clients.FreePort();
        Directory.CreateDirectory(Path.Combine(apm.Work, "public"));
        await File.WriteAllTextAsync(Path.Combine(apm.Work, "public/index.html"), "<h1>served</h1>");

        await apm.RunAsync("serve", "public", $"{port}", "--basic-auth-username", "bob", "--basic-auth-password", "canary-s3cret");

        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("bob:canary-s3cret"u8));
        var address = new Uri($"http://127.0.0.1:{port}/");
        await Until.TrueAsync("it answers", async () =>
        {
            try
            {
                return await http.GetStringAsync(address) == "<h1>served</h1>";
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        using var stranger = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(address)).StatusCode);
        Assert.Equal("online", (await apm.FindAsync($"static-page-server-{port}")).Status);
        Assert.DoesNotContain("canary-s3cret", await apm.RunAsync("report"), StringComparison.Ordinal);
        Assert.DoesNotContain("canary-s3cret", apm.DaemonLog(), StringComparison.Ordinal);
        await apm.RunAsync("delete", $"static-page-server-{port}");
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync(address));
    }

    [Fact(Timeout = 120_000)]
    public async Task Setting_a_value_of_an_app_restarts_it_with_the_value_in_its_environment()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "echo \"color is $color\"; exec sleep 1000", "--name", "painter");
        var before = await apm.FindAsync("painter");

        await apm.RunAsync("set", "painter:color", "blue");

        Assert.NotEqual(before.Pid, (await apm.FindAsync("painter")).Pid);
        await Until.TrueAsync("it says so", async () =>
            (await apm.RunAsync("logs", "painter", "--nostream", "--raw")).Contains("color is blue", StringComparison.Ordinal));
        Assert.Contains("blue", await apm.RunAsync("get", "painter:color"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_daemon_in_the_foreground_tells_systemd_when_it_takes_commands_and_leaves_its_apps_when_it_dies()
    {
        await using var apm = new Apm();
        var path = Path.Combine(apm.Work, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));

        // As the unit of `apm startup` does: the daemon itself, SIGKILL, and the daemon again.
        using (var first = await StartDaemonAsync(apm, path, socket))
        {
            await apm.RunAsync("start", Programs.Sample("sh/ticker.sh"));
            var app = await apm.FindAsync("ticker");
            Assert.Equal(first.Id, apm.DaemonPid);
            first.Kill();
            await first.WaitForExitAsync();
            Assert.True(ManagedProcess.IsAlive(app.Pid));

            using var second = await StartDaemonAsync(apm, path, socket);
            Assert.Equal(app.Pid, (await apm.FindAsync("ticker")).Pid);

            // As `systemctl stop` does.
            ManagedProcess.Kill(second.Id, "TERM");
            await second.WaitForExitAsync();
            Assert.Equal(0, second.ExitCode);
            Assert.False(ManagedProcess.IsAlive(app.Pid));
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Completion_of_a_real_shell_names_the_running_apps()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", Programs.Sample("sh/ticker.sh"), "--name", "painter");

        var script = await apm.RunAsync("completion", "bash");
        var start = new ProcessStartInfo("/bin/bash", ["-c", script + "COMP_WORDS=(apm stop pai); COMP_CWORD=2; _apm_completion; echo \"${COMPREPLY[*]}\""])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(Programs.Apm)}:/usr/bin:/bin";
        start.Environment["APM_HOME"] = apm.Home;

        // On a machine that is very busy the list may come too late for the prompt.
        await Until.TrueAsync("the app is offered", async () =>
        {
            using var bash = Process.Start(start)!;
            return await bash.StandardOutput.ReadToEndAsync() == "painter\n";
        });
    }

    [SkippableFact(Timeout = 120_000)]
    public async Task An_apps_checkout_goes_back_and_forward_and_the_app_is_restarted_with_it()
    {
        Programs.Require("git");
        await using var apm = new Apm();
        var work = Path.Combine(apm.Work, "checkout");
        await GitAsync(apm.Work, "init", "-q", "--bare", "-b", "main", "origin.git");
        await GitAsync(apm.Work, "clone", "-q", "origin.git", work);
        foreach (var version in (string[])["one", "two"])
        {
            await File.WriteAllTextAsync(Path.Combine(work, "app.sh"), $"echo 'this is {version}'; exec sleep 1000\n");
            await GitAsync(work, "add", ".");
            await GitAsync(work, "-c", "user.name=t", "-c", "user.email=t@example", "commit", "-q", "-m", version);
        }

        await GitAsync(work, "push", "-q", "-u", "origin", "HEAD:main");
        await apm.RunAsync("start", "app.sh", "--cwd", work, "--name", "app");

        await apm.RunAsync("backward", "app");
        Assert.Contains("this is one", await File.ReadAllTextAsync(Path.Combine(work, "app.sh")), StringComparison.Ordinal);
        await Until.TrueAsync("the old one runs", async () =>
            (await apm.RunAsync("logs", "app", "--nostream", "--raw")).TrimEnd().EndsWith("this is one", StringComparison.Ordinal));
        await apm.RunAsync("forward", "app");
        Assert.Contains("this is two", await File.ReadAllTextAsync(Path.Combine(work, "app.sh")), StringComparison.Ordinal);
        await File.AppendAllTextAsync(Path.Combine(work, "app.sh"), "# mine\n");

        var refused = await apm.TryAsync("backward", "app");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("# mine", await File.ReadAllTextAsync(Path.Combine(work, "app.sh")), StringComparison.Ordinal);
    }

    private static async Task<Process> StartDaemonAsync(Apm apm, string notifyPath, Socket socket)
    {
        var start = new ProcessStartInfo(Path.Combine(Path.GetDirectoryName(Programs.Apm)!, "apmd")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["APM_HOME"] = apm.Home;
        start.Environment["NOTIFY_SOCKET"] = notifyPath;
        var daemon = Process.Start(start)!;
        // Nobody reads what it says, but the pipes must not fill up.
        daemon.BeginOutputReadLine();
        daemon.BeginErrorReadLine();
        var buffer = new byte[64];
        var length = await socket.ReceiveAsync(buffer);
        Assert.Equal("READY=1", Encoding.ASCII.GetString(buffer, 0, length));
        return daemon;
    }

    private static async Task GitAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = directory, RedirectStandardError = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        using var git = Process.Start(start)!;
        var error = await git.StandardError.ReadToEndAsync();
        await git.WaitForExitAsync();
        Assert.True(git.ExitCode == 0, error);
    }
}
