using ActorPm.Core.Control;
using ActorPm.Core.Guard;

namespace ActorPm.Cli.Tests;

/// <summary>Shell scripts play the daemon's program; a fake daemon behind a socket with another name plays the daemon.</summary>
public sealed class DaemonStarterTests : IDisposable
{
    private readonly CliRun _run = new();

    // The daemon alone; its guard has specs of its own.
    public DaemonStarterTests() => _run.Variables[GuardContract.UseVariable] = "off";

    public void Dispose() => _run.Dispose();

    private void WriteProgram(string script)
    {
        var path = _run.WriteFile("apmd.sh", "#!/bin/sh\n" + script);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _run.Variables[DaemonLaunch.ProgramVariable] = path;
    }

    // The socket appears under its real name when the program says so.
    private FakeDaemon HiddenDaemon() =>
        new FakeDaemon(_run.SocketPath + ".hidden").Answer(ControlContract.Start, new CommandReply([], [], []), ControlJson.Default.CommandReply);

    [Fact]
    public async Task Start_starts_the_daemon_and_goes_on_when_it_is_ready()
    {
        using var daemon = HiddenDaemon();
        WriteProgram("""
            echo "$1 $APM_HOME $ACTORPM_INSTANCE $PATH" > "$APM_HOME/called"
            readlink /proc/self/fd/0 >> "$APM_HOME/called"
            mv "$APM_HOME/apm.sock.hidden" "$APM_HOME/apm.sock"
            echo some other line
            echo ready
            """);
        _run.Variables[DaemonLaunch.InstanceMark] = "web:0";

        var result = await _run.RunAsync("start", "api.js");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal([$"--detach {_run.Home}  /usr/bin:/bin", "/dev/null"], File.ReadAllLines(Path.Combine(_run.Home, "called")));
        Assert.Contains($"[apm] Starting the daemon for {_run.Home}\n", result.Error);
    }

    [Fact]
    public async Task The_daemon_is_started_by_its_guard_which_is_apm_itself()
    {
        using var daemon = HiddenDaemon();
        _run.Variables.Remove(GuardContract.UseVariable);
        WriteProgram("exit 1");
        File.WriteAllText(_run.Client, "#!/bin/sh\necho \"$@ $APM_DAEMON\" > \"$APM_HOME/called\"; mv \"$APM_HOME/apm.sock.hidden\" \"$APM_HOME/apm.sock\"; echo ready\n");
        File.SetUnixFileMode(_run.Client, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var result = await _run.RunAsync("start", "api.js");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal($"guard --detach {_run.Variables[DaemonLaunch.ProgramVariable]}\n", File.ReadAllText(Path.Combine(_run.Home, "called")));
    }

    [Fact]
    public async Task A_missing_guard_is_named_with_its_cure()
    {
        _run.Variables.Remove(GuardContract.UseVariable);
        WriteProgram("exit 1");

        var result = await _run.RunAsync("start", "api.js");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains($"The program {_run.Client}, which looks after the daemon, does not exist; install it again, or set APM_GUARD=off to do without.", result.Error);
    }

    [Theory]
    [InlineData("stop web")]
    [InlineData("flush")]
    [InlineData("resurrect")]
    public async Task A_command_that_needs_the_list_starts_the_daemon_that_has_it(string words)
    {
        using var daemon = HiddenDaemon()
            .Answer(ControlContract.Stop, new CommandReply([], [], []), ControlJson.Default.CommandReply)
            .Answer(ControlContract.Resurrect, new CommandReply([], [], []), ControlJson.Default.CommandReply)
            .Answer(ControlContract.Flush, new FlushReply([]), ControlJson.Default.FlushReply);
        _run.WriteJournal();
        WriteProgram("""mv "$APM_HOME/apm.sock.hidden" "$APM_HOME/apm.sock"; echo ready""");

        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_daemon_that_cannot_start_says_why()
    {
        WriteProgram("echo 'The journal is damaged; restore it.' >&2; exit 4");

        var result = await _run.RunAsync("start", "api.js");

        Assert.Equal(4, result.ExitCode);
        Assert.EndsWith("[apm][ERROR] The journal is damaged; restore it.\n", result.Error);
    }

    [Fact]
    public async Task A_daemon_that_dies_without_a_word_is_named_with_its_exit_code()
    {
        WriteProgram("kill -9 $$");

        var result = await _run.RunAsync("start", "api.js");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("ended with exit code 137 before it was ready", result.Error);
    }

    [Fact]
    public async Task A_daemon_that_another_call_is_starting_is_waited_for()
    {
        using var daemon = HiddenDaemon();
        WriteProgram("""
            mv "$APM_HOME/apm.sock.hidden" "$APM_HOME/apm.sock"
            exit 75
            """);

        var result = await _run.RunAsync("start", "api.js");

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_home_that_an_ending_daemon_held_is_tried_again()
    {
        using var daemon = HiddenDaemon();
        WriteProgram("""
            if [ ! -e "$APM_HOME/tried" ]; then touch "$APM_HOME/tried"; exit 75; fi
            mv "$APM_HOME/apm.sock.hidden" "$APM_HOME/apm.sock"
            echo ready
            """);

        var result = await _run.RunAsync("start", "api.js");

        Assert.Equal(0, result.ExitCode);
    }
}
