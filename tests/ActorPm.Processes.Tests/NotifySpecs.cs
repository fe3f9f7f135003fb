using System.Net.Sockets;
using System.Text;
using ActorPm.Core.Health;

namespace ActorPm.Processes.Tests;

public sealed class NotifySpecs
{
    [Fact(Timeout = 60000)]
    public async Task What_an_app_says_reaches_its_observer_once_until_it_is_taken()
    {
        using var box = new Sandbox();
        var arrived = 0;
        var (process, _) = box.Launch(Speaker(box, "READY=1", "STATUS=first", "STATUS=second"));
        process.HearNotices(() => Interlocked.Increment(ref arrived));

        await Until.TrueAsync(() => box.Output.Contains("said all"));
        await Until.TrueAsync(() => Volatile.Read(ref arrived) == 1);
        var said = NotifyText.Nothing;
        await Until.TrueAsync(() => (said = said.Then(process.TakeNotices())).Status == "second");

        Assert.True(said.SaidReady);
        Assert.Equal(NotifyText.Nothing, process.TakeNotices());
    }

    [Fact(Timeout = 60000)]
    public async Task What_was_said_before_anybody_listened_is_not_lost()
    {
        using var box = new Sandbox();
        var (process, _) = box.Launch(Speaker(box, "READY=1"));
        await Until.TrueAsync(() => box.Output.Contains("said all"));

        var heard = new TaskCompletionSource();
        process.HearNotices(() => heard.TrySetResult());
        await heard.Task;

        Assert.True(process.TakeNotices().SaidReady);
    }

    [Fact(Timeout = 60000)]
    public async Task Nobody_speaks_for_an_app_but_its_own_processes()
    {
        using var box = new Sandbox();
        var (first, _) = box.Launch(box.Shell("echo $$; sleep 1000"));
        await box.PrintedPidAsync();
        var (second, _) = box.Launch(Speaker(box, "STATUS=mine") with { OutFile = null });

        using (var stranger = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified))
        {
            stranger.SendTo(Encoding.UTF8.GetBytes("STOPPING=1"), new UnixDomainSocketEndPoint(box.Host.Notify.Path!));
        }

        // The socket keeps the order, so the stranger's word has been dealt with when this one has.
        var said = NotifyText.Nothing;
        await Until.TrueAsync(() => (said = said.Then(second.TakeNotices())).Status == "mine");
        Assert.Equal(NotifyPhase.Unchanged, said.Phase);
        Assert.Equal(NotifyText.Nothing, first.TakeNotices());
    }

    [Fact(Timeout = 60000)]
    public async Task A_later_daemon_listens_at_the_same_path()
    {
        using var box = new Sandbox();
        var order = Python(
            box,
            $"""
            import socket, time
            print('up')
            while True:
                try:
                    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                    notify.sendto(b'STATUS=again', '{box.Host.Notify.Path}')
                except OSError:
                    pass
                time.sleep(0.05)
            """);
        box.Launch(order);
        await Until.TrueAsync(() => box.Output.Contains("up"));

        var host = box.Reopen();
        Assert.Single(host.Launcher.AdoptSurvivors());
        var process = host.Launcher.Find(order.Serial, new RecordingObserver())!;

        await Until.TrueAsync(() => process.TakeNotices().Status == "again");
    }

    // It lives on: of a process that is gone before its word is read, nobody knows whose it was.
    private static LaunchOrder Speaker(Sandbox box, params string[] words) => Python(
        box,
        $"""
        import socket, time
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        for word in [{string.Join(", ", words.Select(word => $"'{word}'"))}]:
            notify.sendto(word.encode(), '{box.Host.Notify.Path}')
        print('said all')
        time.sleep(1000)
        """);

    private static LaunchOrder Python(Sandbox box, string program) => box.Order("/usr/bin/env", "python3", "-u", "-c", program);
}
