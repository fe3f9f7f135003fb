using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ActorPm.Core.Guard;
using ActorPm.Core.Instances;
using ActorPm.Core.Routing;

namespace ActorPm.Processes.Tests;

/// <summary>What outlives the daemon at a keeper of descriptors, and what the next one makes of it.</summary>
public sealed class GuardSpecs
{
    [Fact(Timeout = 60000)]
    public async Task What_an_app_wrote_and_said_before_it_ended_without_a_daemon_is_not_lost()
    {
        using var box = new Sandbox(guarded: true);
        using var keeper = await Keeper.StartAsync(box);
        box.Restart();
        var order = box.Shell("echo first; until [ -e stop ]; do sleep 0.01; done; echo last; exit 7");
        var (process, _) = box.Launch(order);
        await Until.TrueAsync(() => box.Output == "first\n");

        box.Host.Dispose();
        await File.WriteAllTextAsync($"{box.Home}/stop", "");
        await Until.TrueAsync(() => !TestPrograms.IsAlive(process.Pid));
        box.Restart();
        box.Host.Launcher.AdoptSurvivors();
        var observer = new RecordingObserver();
        box.Host.Launcher.Find(order.Serial, observer);

        Assert.Equal(new ExitStatus.Code(7), (await observer.ExitedAsync).Status);
        Assert.Equal("first\nlast\n", box.Output);
        Assert.Equal(new ExitStatus.Code(7), box.Host.Launcher.Recall(order.Serial)!.Ending!.Exit);
    }

    [Fact(Timeout = 60000)]
    public async Task A_port_refuses_nobody_while_there_is_no_daemon_and_is_taken_over_by_the_next_one()
    {
        using var box = new Sandbox(guarded: true);
        using var keeper = await Keeper.StartAsync(box);
        box.Restart();
        var wish = new SocketWish(SocketKind.Tcp, "127.0.0.1", 0, null);
        var socket = box.Host.Sockets.Open(wish, out _)!;
        await Until.TrueAsync(() => keeper.Heard.Contains("keep socket/", StringComparison.Ordinal));

        box.Host.Dispose();
        socket.Handle.Dispose();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, socket.Name.Port);
        box.Restart();
        using var taken = box.Host.Sockets.Open(wish with { Port = socket.Name.Port }, out var problem);

        Assert.Null(problem);
        Assert.Equal(socket.Name, taken!.Name);
        using var accepting = taken.Duplicate();
        using var connection = await accepting.AcceptAsync();
        Assert.Equal(((IPEndPoint)client.Client.LocalEndPoint!).Port, ((IPEndPoint)connection.RemoteEndPoint!).Port);
    }

    [Fact(Timeout = 60000)]
    public async Task A_port_that_is_closed_can_be_opened_again_at_once()
    {
        using var box = new Sandbox(guarded: true);
        using var keeper = await Keeper.StartAsync(box);
        box.Restart();
        var wish = new SocketWish(SocketKind.Tcp, "127.0.0.1", 0, null);

        for (var round = 0; round < 50; round++)
        {
            var socket = box.Host.Sockets.Open(wish, out _)!;
            wish = wish with { Port = socket.Name.Port };
            socket.Remove();
            using var again = box.Host.Sockets.Open(wish, out var problem);
            Assert.Null(problem);
        }
    }

    [Fact(Timeout = 60000)]
    public async Task A_keeper_that_comes_later_is_told_all_that_is_open()
    {
        using var box = new Sandbox(guarded: true);
        using (var first = await Keeper.StartAsync(box))
        {
            box.Restart();
            box.Host.Guard!.SayReady();
            box.Launch(box.Shell("exec sleep 100"));
            await Until.TrueAsync(() => first.Heard.Contains("slot/1/process", StringComparison.Ordinal));
        }

        await Until.TrueAsync(() => !box.Host.Guard!.IsConnected);
        using var second = await Keeper.StartAsync(box);

        await Until.TrueAsync(() => second.Heard.Contains("slot/1/process", StringComparison.Ordinal) && second.Heard.Contains("slot/1/out", StringComparison.Ordinal));
        Assert.Matches($"^hello {Environment.ProcessId} /apmd\nready\n", second.Heard);
    }

    [Fact(Timeout = 60000)]
    public async Task An_older_guard_is_told_nothing_of_fences_and_goes_on_to_keep()
    {
        using var box = new Sandbox(guarded: true);
        using var keeper = await Keeper.StartAsync(box);
        box.Restart();

        Assert.Equal(0, box.Host.Guard!.FencingGuard);
        Assert.False(box.Host.Guard!.SayFence(TimeSpan.FromSeconds(10), [new FencedProcess(1, 1, 11, 100)]));
        Assert.False(box.Host.Guard!.SayUnfence([new FencedProcess(1, 1, 11, 100)]));
        box.Host.Guard!.SayAlive();

        await Until.TrueAsync(() => keeper.Heard.Contains("alive", StringComparison.Ordinal));
        Assert.DoesNotContain("fence", keeper.Heard, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60000)]
    public async Task A_guard_that_fences_is_told_of_any_number_of_processes_until_it_is_gone()
    {
        using var box = new Sandbox(guarded: true);
        FencedProcess[] processes = [.. Enumerable.Range(2, GuardMessage.MostProcesses + 1).Select(pid => new FencedProcess(pid, 1, pid, 100))];
        int first;
        using (var keeper = await Keeper.StartAsync(box, "fencing", "fenced 1.1/11/100"))
        {
            box.Restart();
            first = box.Host.Guard!.FencingGuard;

            Assert.True(box.Host.Guard!.SayFence(TimeSpan.FromSeconds(10), processes));

            await Until.TrueAsync(() => keeper.Heard.Contains($"\nfence 10000 {processes[^1]}\n", StringComparison.Ordinal));
            Assert.Contains($"\nfence 10000 {processes[0]} {processes[1]} ", keeper.Heard, StringComparison.Ordinal);
            Assert.Equal([new FencedProcess(1, 1, 11, 100)], box.Host.Guard!.TakeFenced());
            Assert.Empty(box.Host.Guard!.TakeFenced());
        }

        await Until.TrueAsync(() => !box.Host.Guard!.IsConnected);
        Assert.NotEqual(0, first);
        Assert.Equal(0, box.Host.Guard!.FencingGuard);
    }

    [Fact(Timeout = 60000)]
    public async Task What_nobody_takes_is_closed_at_the_keeper_too()
    {
        using var box = new Sandbox(guarded: true);
        using var keeper = await Keeper.StartAsync(box);
        box.Restart();
        var socket = box.Host.Sockets.Open(new SocketWish(SocketKind.Tcp, "127.0.0.1", 0, null), out _)!;
        await Until.TrueAsync(() => keeper.Heard.Contains("keep socket/", StringComparison.Ordinal));
        box.Host.Dispose();
        socket.Handle.Dispose();

        box.Restart();
        Assert.Equal(1, box.Host.Descriptors.ForgetInherited());

        await Until.TrueAsync(() => keeper.Heard.Contains("drop socket/", StringComparison.Ordinal));
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, socket.Name.Port));
    }

    [Fact(Timeout = 60000)]
    public async Task What_is_left_of_a_slot_that_is_on_no_list_is_forgotten_here_and_at_the_keeper()
    {
        using var box = new Sandbox(guarded: true);
        using var keeper = await Keeper.StartAsync(box);
        box.Restart();
        var listed = box.Launch(box.Shell("exec sleep 100")).Process;
        var living = box.Launch(box.Shell("exec sleep 100")).Process;
        var ended = box.Launch(box.Shell("exec sleep 100")).Process;
        await Until.TrueAsync(() => keeper.Heard.Contains("slot/3/process", StringComparison.Ordinal));

        // The daemon dies before it can forget the third, which was on no list any more.
        box.Host.Dispose();
        foreach (var pid in (int[])[listed.Pid, ended.Pid])
        {
            TestPrograms.Kill(pid);
        }

        box.Restart();
        box.Host.Launcher.AdoptSurvivors();
        // As children of this very process the killed ones are adopted, to tell how they ended; they are gone a moment later.
        await Until.TrueAsync(() => box.Host.Launcher.ForgetUnlisted(serial => serial == 1) == 1);

        await Until.TrueAsync(() => IsDropped("slot/3/out") && IsDropped("slot/3/err") && IsDropped("slot/3/process"));
        Assert.False(IsDropped("slot/2/out") || IsDropped("slot/2/process") || IsDropped("slot/1/out"));
        Assert.Empty(Directory.GetFiles($"{box.Home}/run", "3.*"));
        Assert.NotEmpty(Directory.GetFiles($"{box.Home}/run", "1.*"));
        Assert.Equal(living.Pid, box.Host.Launcher.Look(2)?.Pid);
        Assert.Null(box.Host.Launcher.Recall(3));
        Assert.NotNull(box.Host.Launcher.Recall(1));
        Assert.Equal(0, box.Host.Launcher.ForgetUnlisted(serial => serial == 1));

        bool IsDropped(string key) => keeper.Heard.Split('\n').Any(line => line.StartsWith("drop ", StringComparison.Ordinal) && line.Split(' ').Contains(key));
    }

    [Fact(Timeout = 60000)]
    public async Task What_an_adopted_process_had_is_closed_at_the_keeper_when_it_ends()
    {
        using var box = new Sandbox(guarded: true);
        using var keeper = await Keeper.StartAsync(box);
        box.Restart();
        var order = box.Shell("exec sleep 100");
        box.Launch(order);
        await Until.TrueAsync(() => keeper.Heard.Contains("slot/1/process", StringComparison.Ordinal));
        box.Restart();
        box.Host.Launcher.AdoptSurvivors();
        var observer = new RecordingObserver();

        box.Host.Launcher.Find(order.Serial, observer)!.KillTree();
        await observer.AllGoneAsync();

        await Until.TrueAsync(() => keeper.Heard.Contains("drop slot/1/process", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60000)]
    public async Task A_guard_that_does_not_come_up_is_started_again_ever_more_seldom()
    {
        using var box = new Sandbox(guarded: true);
        var starts = $"{box.Home}/starts";
        box.GuardProgram = $"{box.Home}/guard";
        await File.WriteAllTextAsync(box.GuardProgram, $"#!/bin/sh\ndate +%s%N >> {starts}\n");
        File.SetUnixFileMode(box.GuardProgram, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        box.Restart();
        await Until.TrueAsync(() => File.Exists(starts) && File.ReadAllLines(starts).Length == 3);

        var at = File.ReadAllLines(starts).Select(long.Parse).ToList();
        Assert.True(at[2] - at[1] > 1.5 * (at[1] - at[0]), string.Join(' ', at));
    }

    /// <summary>A process that keeps descriptors, as the guard does.</summary>
    private sealed class Keeper(Process process, string log) : IDisposable
    {
        public string Heard => File.ReadAllText(log);

        public static async Task<Keeper> StartAsync(Sandbox box, params string[] says)
        {
            var log = Path.GetTempFileName();
            var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "keeper.py"), box.GuardSocket, log, .. says]) { RedirectStandardOutput = true };
            var keeper = new Keeper(Process.Start(start)!, log);
            Assert.Equal("listening", await keeper.Process.StandardOutput.ReadLineAsync());
            return keeper;
        }

        private Process Process => process;

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            File.Delete(log);
        }
    }
}
