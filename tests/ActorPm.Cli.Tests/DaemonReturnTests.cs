using System.Net.Sockets;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests;

/// <summary>A socket that somebody listens on is all that a command sees of a guard.</summary>
public sealed class DaemonReturnTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    private Socket Guard()
    {
        var path = Path.Combine(_run.Home, "run/guard.sock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var guard = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        guard.Bind(new UnixDomainSocketEndPoint(path));
        guard.Listen();
        return guard;
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("jlist")]
    [InlineData("start api.js")]
    public async Task A_command_that_finds_the_guard_without_its_daemon_waits_for_it(string words)
    {
        using var guard = Guard();
        var command = Task.Run(() => _run.RunAsync(words.Split(' ')));
        // It has looked for the guard, hence found no daemon.
        using var look = await guard.AcceptAsync();
        using var daemon = _run.StartDaemon().Answer(ControlContract.Start, new CommandReply([], [], []), ControlJson.Default.CommandReply);

        Assert.Equal(0, (await command).ExitCode);
        Assert.DoesNotContain("Starting the daemon", (await command).Error);
    }

    [Fact]
    public async Task A_guard_that_ends_meanwhile_brings_no_daemon()
    {
        Task<CliResult> command;
        using (var guard = Guard())
        {
            command = Task.Run(() => _run.RunAsync("ping"));
            using var look = await guard.AcceptAsync();
        }

        Assert.Equal(3, (await command).ExitCode);
        Assert.Contains("No daemon runs for", (await command).Error);
    }

    [Fact]
    public async Task A_question_that_a_dying_daemon_did_not_answer_is_asked_again()
    {
        using var guard = Guard();
        using var dying = new FakeDaemon(_run.SocketPath);
        dying.HungUp.Add(ControlContract.Instances);
        dying.HangsUpOnce = true;

        var result = await _run.RunAsync("list");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("┌────┬", result.Output);
        Assert.Equal(2, dying.Requests.Count(request => request.Route == ControlContract.Instances));
    }

    [Fact]
    public async Task A_command_that_a_dying_daemon_did_not_answer_is_not_sent_again()
    {
        using var guard = Guard();
        using var dying = _run.StartDaemon();
        dying.HungUp.Add(ControlContract.Stop);

        var result = await _run.RunAsync("stop", "web");

        Assert.Equal(new ControlError(ControlErrorCode.DaemonUnresponsive, "").ExitCode, result.ExitCode);
        Assert.Contains("closed the connection before it had answered", result.Error);
        Assert.Single(dying.Requests, request => request.Route == ControlContract.Stop);
    }
}
