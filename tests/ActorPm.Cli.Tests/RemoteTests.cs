using System.Text;
using ActorPm.Core.Access;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests;

public sealed class RemoteTests : IDisposable
{
    private static readonly string Token = AccessToken.Of(new byte[AccessToken.Bytes]);

    private readonly CliRun _cli = new();

    private string Error => Encoding.UTF8.GetString(_cli.Error.ToArray());

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("--remote", null)]
    [InlineData(null, "APM_REMOTE")]
    public async Task A_daemon_elsewhere_is_asked_in_the_place_of_the_homes(string? option, string? variable)
    {
        var path = Path.Combine(_cli.Here, "other.sock");
        using var daemon = new FakeDaemon(path);
        if (variable is not null)
        {
            _cli.Variables[variable] = $"unix:{path}";
        }

        var result = await _cli.RunAsync(option is null ? ["list"] : [option, $"unix:{path}", "list"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(daemon.Requests, request => request.Route == ControlContract.Instances);
        Assert.False(Directory.Exists(_cli.Home));
    }

    [Fact]
    public async Task A_start_there_is_of_a_name_and_brings_nothing_of_this_machine()
    {
        var path = Path.Combine(_cli.Here, "other.sock");
        using var daemon = new FakeDaemon(path);
        daemon.Answer(ControlContract.Start, new CommandReply([], [], []), ControlJson.Default.CommandReply);
        _cli.Variables["APM_REMOTE"] = $"unix:{path}";
        _cli.Variables["SECRET"] = "canary";

        Assert.Equal(0, (await _cli.RunAsync("start", "web")).ExitCode);
        Assert.Equal(1, (await _cli.RunAsync("start", "web", "--max-memory-restart", "100M")).ExitCode);

        var request = Assert.Single(daemon.Requests, request => request.Route == ControlContract.Start);
        var body = Encoding.UTF8.GetString(request.Body);
        Assert.DoesNotContain("canary", body, StringComparison.Ordinal);
        Assert.DoesNotContain(_cli.Here, body, StringComparison.Ordinal);
        Assert.Contains("start it on its machine", Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("startup")]
    [InlineData("set", "a", "b")]
    [InlineData("serve", ".")]
    [InlineData("pull", "web")]
    [InlineData("kill")]
    [InlineData("startOrReload", "apps.json")]
    public async Task Verbs_of_this_machine_refuse(params string[] words)
    {
        Assert.Equal(1, (await _cli.RunAsync([.. words, "--remote", "unix:/tmp/nobody.sock"])).ExitCode);
        _cli.Variables["APM_REMOTE"] = "unix:/tmp/nobody.sock";
        Assert.Equal(1, (await _cli.RunAsync(words)).ExitCode);

        Assert.Contains($"error: {words[0]} works on the machine at hand; run it there, without --remote and APM_REMOTE", Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://a:1", null, null, 1, "'http://a:1' is no daemon; give https://host:port, or unix:/path (--remote, APM_REMOTE).")]
    [InlineData("https://a:1/path", null, null, 1, "is no daemon;")]
    [InlineData("a:1", null, null, 1, "is no daemon;")]
    [InlineData("unix:relative", null, null, 1, "is no Unix socket;")]
    [InlineData("unix:/tmp/apm-nobody.sock", null, null, 5, "unix:/tmp/apm-nobody.sock cannot be reached: nobody listens on /tmp/apm-nobody.sock.")]
    [InlineData("https://127.0.0.1:1", null, null, 1, "A token is needed;")]
    [InlineData("https://127.0.0.1:1", "secret", null, 1, "This is no token;")]
    [InlineData("https://127.0.0.1:1", "good", "12:34", 1, "'12:34' is no fingerprint; give the 64 digits")]
    [InlineData("https://127.0.0.1:1", "good", null, 5, "https://127.0.0.1:1 cannot be reached: Connection refused.")]
    public async Task What_is_in_the_way_is_said_in_a_sentence(string remote, string? token, string? fingerprint, int exitCode, string expected)
    {
        if (token is not null)
        {
            _cli.Variables["APM_REMOTE_TOKEN"] = token == "good" ? Token : token;
        }

        var result = await _cli.RunAsync(["--remote", remote, "ping", .. fingerprint is null ? Array.Empty<string>() : ["--fingerprint", fingerprint]]);

        Assert.Contains(expected, Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Fact]
    public async Task A_file_with_a_token_must_be_the_callers_own()
    {
        var file = _cli.WriteFile("token", Token + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        _cli.Variables["APM_REMOTE_TOKEN_FILE"] = "token";

        Assert.Equal(1, (await _cli.RunAsync("--remote", "https://127.0.0.1:1", "ping")).ExitCode);
        Assert.Contains($"Others may read the token in {file}; run `chmod 600 {file}`.", Error, StringComparison.Ordinal);

        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        Assert.Equal(5, (await _cli.RunAsync("--remote", "https://127.0.0.1:1", "ping")).ExitCode);
    }

    [Fact]
    public async Task A_token_goes_to_standard_output_alone()
    {
        using var daemon = _cli.StartDaemon();
        daemon.Answer(
            ControlContract.Tokens, new TokenCreateReply(Token, new TokenView("ci", "operate:web", DateTimeOffset.UnixEpoch, null, false), "10.0.0.1:9130", "ab12"), ControlJson.Default.TokenCreateReply);

        var result = await _cli.RunAsync("token", "create", "ci", "--role", "operate", "--namespace", "web,shop", "--expires", "12h");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(Token + "\n", result.Output);
        Assert.Contains("The daemon listens on 10.0.0.1:9130; the fingerprint of its certificate is ab12", Error, StringComparison.Ordinal);
        Assert.Contains("""{"name":"ci","role":"operate","namespaces":["web","shop"],"hours":12}""", daemon.Requests.Select(request => Encoding.UTF8.GetString(request.Body)));
        Assert.Equal(1, (await _cli.RunAsync("token", "create", "ci", "--role", "view", "--expires", "soon")).ExitCode);
        Assert.Equal(1, (await _cli.RunAsync("token", "create", "ci")).ExitCode);
        Assert.Equal(1, (await _cli.RunAsync("token", "lend")).ExitCode);
    }
}
