using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Others than the daemon's own user: with a token over TLS, and as another user of the machine.</summary>
public sealed class RemoteSpecs
{
    private const string Nobody = "65534";

    [Fact(Timeout = 120_000)]
    public async Task A_token_lets_another_machine_do_what_its_role_allows_until_it_is_revoked()
    {
        await using var apm = new Apm();
        var address = $"127.0.0.1:{FreePort()}";
        apm.With("APM_REMOTE_LISTEN", address);
        await apm.RunAsync("start", "sleep 1000", "--name", "api", "--namespace", "web");
        await apm.RunAsync("start", "sleep 1000", "--name", "pay", "--namespace", "shop");
        var token = (await apm.RunAsync("token", "create", "ci", "--role", "operate", "--namespace", "web")).Trim();
        using var list = JsonDocument.Parse(await apm.RunAsync("token", "list", "--json"));
        var before = await apm.FindAsync("api");

        // Another machine has no home of this daemon.
        await using var elsewhere = new Apm();
        elsewhere.With("APM_REMOTE", $"https://{address}").With("APM_REMOTE_TOKEN", token);
        Assert.Contains("Nobody vouches for the certificate", (await elsewhere.TryAsync("list")).Error, StringComparison.Ordinal);
        elsewhere.With("APM_REMOTE_FINGERPRINT", list.RootElement.GetProperty("fingerprint").GetString()!);
        Assert.Equal(["api"], (await elsewhere.ListAsync()).Select(listed => listed.Name));
        await elsewhere.RunAsync("restart", "api");
        var (refused, _, reason) = await elsewhere.TryAsync("stop", "all");
        var (denied, _, _) = await elsewhere.TryAsync("delete", "api");
        var (here, _, sentence) = await elsewhere.TryAsync("startup");

        Assert.NotEqual(before.Pid, (await apm.FindAsync("api")).Pid);
        Assert.Equal((12, 12, 1), (refused, denied, here));
        Assert.Contains("pay (shop)", reason, StringComparison.Ordinal);
        Assert.Contains("works on the machine at hand", sentence, StringComparison.Ordinal);
        Assert.Contains("apm restart api, given by token ci from 127.0.0.1", await apm.RunAsync("history", "api"), StringComparison.Ordinal);
        Assert.Contains("token ci from 127.0.0.1 had POST /v1/restart carried out for api: done", apm.DaemonLog(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, apm.DaemonLog() + await File.ReadAllTextAsync(Path.Combine(apm.Home, "tokens.json")), StringComparison.Ordinal);

        // What goes on for a token ends with it; the port is opened anew by an update.
        await apm.RunAsync("update");
        using var following = elsewhere.Start("events");
        Assert.Contains("Listening", await following.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        await apm.RunAsync("token", "revoke", "ci");
        await following.WaitForExitAsync();
        Assert.Equal(13, (await elsewhere.TryAsync("list")).ExitCode);
    }

    [SkippableFact(Timeout = 120_000)]
    public async Task The_kernel_tells_who_asks_on_the_socket_of_other_users()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "Only root can be another user.");
        Programs.Require("setpriv");
        Programs.Require("curl");
        await using var apm = new Apm();
        File.SetUnixFileMode(apm.Work, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var socket = Path.Combine(apm.Work, "door");
        apm.With("APM_ACCESS_SOCKET", socket).With("APM_ACCESS_SOCKET_GROUP", Nobody).With("APM_ACCESS_USERS", $"{Nobody} = view").With("APM_ACCESS_GROUPS", "1 = operate");
        await apm.RunAsync("start", "sleep 1000", "--name", "api");

        // Groups: 65534 to be let in at the door; 1 as a supplementary one.
        var looks = await AskAsync(socket, [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"], "/v1/instances");
        var stops = await AskAsync(socket, [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"], "/v1/stop");
        var strange = await AskAsync(socket, ["--reuid=4000001", $"--regid={Nobody}", "--clear-groups"], "/v1/instances");
        var member = await AskAsync(socket, ["--reuid=4000001", $"--regid={Nobody}", "--groups=1"], "/v1/stop");
        var outside = await AskAsync(socket, ["--reuid=4000001", "--regid=4000001", "--groups=1"], "/v1/ping");

        Assert.Equal(("200", "403", "403", "200", "000"), (looks, stops, strange, member, outside));
        Assert.Equal("stopped", (await apm.FindAsync("api")).Status);
        Assert.Contains("user 4000001 was refused GET /v1/instances", apm.DaemonLog(), StringComparison.Ordinal);
    }

    // The status of the answer; 000 when the socket cannot be opened.
    private static async Task<string> AskAsync(string socket, string[] identity, string route)
    {
        string[] body = route == "/v1/stop" ? ["-d", """{"targets":["api"]}"""] : [];
        using var curl = Process.Start(new ProcessStartInfo("setpriv", [.. identity, "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", socket, .. body, "http://apm" + route]) { RedirectStandardOutput = true })!;
        var status = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        return status;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
