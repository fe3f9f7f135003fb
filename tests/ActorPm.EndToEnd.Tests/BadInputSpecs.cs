using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Bad input gets one clear sentence, a fixed exit code, and loses nothing.</summary>
public sealed class BadInputSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task Garbage_on_the_control_socket_is_refused_and_harms_nothing()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(apm.Home, "apm.sock")), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        (string Route, string Body)[] bad =
        [
            ("start", "{"), ("start", "{}"), ("start", """{"apps":[null]}"""), ("start", """{"apps":[]}"""),
            ("start", """{"apps":[{"target":"","callerDirectory":"/","callerEnvironment":{}}]}"""),
            ("start", """{"apps":[{"target":"sleep","callerDirectory":"a","callerEnvironment":{}}]}"""),
            ("start", """{"apps":[{"target":"sleep","name":"p","arguments":[null],"callerDirectory":"/","callerEnvironment":{}}]}"""),
            ("start", """{"apps":[{"target":"sleep","name":"p","callerDirectory":"/","callerEnvironment":{"A":null}}]}"""),
            ("start", """{"apps":[{"target":"sleep","name":"p","callerDirectory":"/","cwd":"\u0000","callerEnvironment":{}}]}"""),
            ("stop", """{"targets":[null]}"""), ("stop", """{"targets":[]}"""), ("stop", """{"targets":["/(/"]}"""), ("stop", """{"targets":["nobody"]}"""),
            ("flush", """{"targets":[null]}"""), ("scale", """{"target":"one","count":"many"}"""), ("scale", """{"target":"one","count":"-5"}"""), ("nowhere", "{}"),
        ];

        foreach (var (route, body) in bad)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(new Uri($"http://apm/v1/{route}"), content);
            Assert.True(response.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError, $"{route} {body} → {response.StatusCode}");
            Assert.Contains("\"message\":", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("online", Assert.Single(await apm.ListAsync()).Status);
        Assert.DoesNotContain(" ERR ", apm.DaemonLog(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_file_of_apps_starts_all_or_none_and_started_again_restarts_them()
    {
        await using var apm = new Apm();
        var file = Path.Combine(apm.Work, "apps.json");
        await File.WriteAllTextAsync(file, """{"apps":[{"name":"a","script":"sleep","args":"1000"},{"name":"b","script":"nosuch"},{"nam":"c"}]}""");

        var (exitCode, _, error) = await apm.TryAsync("start", file);

        Assert.Equal(1, exitCode);
        Assert.Contains("nam", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(apm.Home));
        await File.WriteAllTextAsync(file, """{"apps":[{"name":"a","script":"sleep","args":"1000"},{"name":"b","script":"sleep","args":["1000"]}] /* comment */}""");
        await apm.RunAsync("start", file);
        var first = await apm.ListAsync();
        await apm.RunAsync("start", file);
        var second = await apm.ListAsync();
        Assert.Equal(first.Select(listed => (listed.Name, listed.PmId, listed.Restarts + 1)), second.Select(listed => (listed.Name, listed.PmId, listed.Restarts)));
        Assert.Empty(first.Select(listed => listed.Pid).Intersect(second.Select(listed => listed.Pid)));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_cannot_be_started_exits_with_1_and_says_why()
    {
        await using var apm = new Apm();
        var script = Path.Combine(apm.Work, "broken");
        await File.WriteAllTextAsync(script, "#!/no/such/interpreter\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(1, (await apm.TryAsync("start", script)).ExitCode);
        Assert.Contains("could not be started", await apm.RunAsync("describe", "broken"), StringComparison.Ordinal);
        Assert.Equal(1, (await apm.TryAsync("start", "nosuch.js")).ExitCode);
        Assert.Equal(1, (await apm.TryAsync("start", "sleep", "--interpreter", "nosuch")).ExitCode);
        Assert.Equal(1, (await apm.TryAsync("start", "sleep", "-i", "many")).ExitCode);
        Assert.Equal(1, (await apm.TryAsync("start", "sleep", "--no-such-option")).ExitCode);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("actorpm { log-levle = info }", "log-level")]
    [InlineData("apm { log-level = info }", "apm")]
    [InlineData("actorpm { log-files = none }", "log-files")]
    [InlineData("akka { loglevel = BOGUS }", "")]
    public async Task A_bad_settings_file_is_one_sentence_without_a_stack_trace(string settings, string named)
    {
        await using var apm = new Apm();
        Directory.CreateDirectory(apm.Home);
        await File.WriteAllTextAsync(Path.Combine(apm.Home, "actorpm.conf"), settings);

        var (exitCode, _, error) = await apm.TryAsync("resurrect");

        Assert.Equal(4, exitCode);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_daemon_whose_socket_is_gone_is_not_taken_for_none()
    {
        await using var apm = new Apm().With("APM_GUARD", "off");
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        File.Delete(Path.Combine(apm.Home, "apm.sock"));
        var daemon = apm.DaemonPid;

        var (exitCode, _, error) = await apm.TryAsync("kill");

        Assert.Equal(5, exitCode);
        Assert.Contains($"kill -TERM {daemon}", error, StringComparison.Ordinal);
        ManagedProcess.Kill(daemon, "TERM");
        await Until.TrueAsync("the daemon has ended", () => !ManagedProcess.IsAlive(daemon));
        Assert.Empty(ManagedProcess.Of(apm.Home));
    }
}
