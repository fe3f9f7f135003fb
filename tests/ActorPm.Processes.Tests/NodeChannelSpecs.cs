using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorPm.Core.Instances;

namespace ActorPm.Processes.Tests;

/// <summary>Node itself at the other end.</summary>
public sealed class NodeChannelSpecs
{
    [Fact(Timeout = 60000)]
    public async Task Messages_go_both_ways()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Node("""
            process.on('message', m => { process.send({ echo: m }); if (m === 'shutdown') process.exit(3); });
            process.send('ready'); process.send({ type: 't', data: { text: 'ümläut\n2' } });
            """));
        await Until.TrueAsync(() => observer.Messages.Count == 2);

        Assert.Equal(ChannelState.Open, process.Channel);
        Assert.True(process.Send("{ \"a\":\n 1 }"u8));
        Assert.True(process.Send("\"shutdown\""u8));
        var end = await observer.ExitedAsync;

        Assert.Equal(new ExitStatus.Code(3), end.Status);
        Assert.Equal(["\"ready\"", "{\"type\":\"t\",\"data\":{\"text\":\"ümläut\\n2\"}}", "{\"echo\":{\"a\":1}}", "{\"echo\":\"shutdown\"}"], observer.Messages);
        Assert.Equal(ChannelState.Closed, process.Channel);
        Assert.False(process.Send("1"u8));
    }

    [Fact(Timeout = 60000)]
    public async Task All_that_was_sent_before_the_end_comes_before_the_end()
    {
        using var box = new Sandbox();
        var before = 0;
        RecordingObserver? observer = null;
        observer = new RecordingObserver { WhenExited = () => before = observer!.Messages.Count };
        var order = box.Node("for (let i = 0; i < 300; i++) process.send(i); process.on('exit', () => process.kill(process.pid, 9));");

        box.KillAtEnd(box.Host.Launcher.Launch(order, observer).Pid);
        await observer.ExitedAsync;

        Assert.True(before > 0);
        Assert.Equal(Enumerable.Range(0, before).Select(number => $"{number}"), observer.Messages);
    }

    [Fact(Timeout = 60000)]
    public async Task An_app_without_a_channel_has_none_even_when_its_caller_had_one()
    {
        using var box = new Sandbox();
        var order = box.Node("process.exit(process.send ? 1 : process.channel ? 2 : 0)");
        order = order with
        {
            Channel = ChannelUse.None,
            Environment = new Dictionary<string, string>(order.Environment) { ["NODE_CHANNEL_FD"] = "3", ["NODE_CHANNEL_SERIALIZATION_MODE"] = "json" },
        };

        var (process, observer) = box.Launch(order);

        Assert.Equal((ChannelState.None, false), (process.Channel, process.Send("1"u8)));
        Assert.Equal(new ExitStatus.Code(0), (await observer.ExitedAsync).Status);
    }

    [Fact(Timeout = 60000)]
    public async Task An_app_that_disconnects_is_told_of_and_runs_on()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Node("process.send('last', () => process.disconnect()); setInterval(() => {}, 1000)"));

        Assert.Equal(1, await observer.ChannelClosedAsync);

        Assert.Equal(["\"last\""], observer.Messages);
        Assert.Equal((ChannelState.Closed, false), (process.Channel, process.Send("1"u8)));
        Assert.True(TestPrograms.IsAlive(process.Pid));
    }

    [Fact(Timeout = 60000)]
    public async Task What_is_no_message_harms_nobody()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Node("""
            const fs = require('fs');
            const all = (b) => { for (let at = 0; at < b.length;) { try { at += fs.writeSync(3, b, at); } catch (e) { if (e.code !== 'EAGAIN') throw e; } } };
            all(Buffer.from('not json\n\n\n'));
            all(Buffer.from([0xff, 0xfe, 0x80, 10]));
            all(Buffer.from('{"cmd":"NODE_HANDLE","msg\n{"cmd":"NODE_OTHER","msg":1}\n'));
            all(Buffer.concat([Buffer.alloc(3 * 1024 * 1024, 'x'), Buffer.from('\n')]));
            all(Buffer.concat([Buffer.alloc(1024 * 1024, 'y'), Buffer.from('\n')]));
            process.send('after');
            process.on('message', m => process.exit(m));
            """));
        await Until.TrueAsync(() => observer.Messages.LastOrDefault() == "\"after\"");

        var heard = observer.Messages.ToList();
        Assert.Equal(["not json", "\ufffd\ufffd\ufffd", new string('y', 1024 * 1024), "\"after\""], heard);
        Assert.Equal(1, process.DroppedMessages);
        Assert.True(process.Send("7"u8));
        Assert.Equal(new ExitStatus.Code(7), (await observer.ExitedAsync).Status);
    }

    [Fact(Timeout = 60000)]
    public async Task An_observer_that_is_slow_holds_the_app_up_and_nobody_else()
    {
        using var box = new Sandbox();
        var held = new ConcurrentQueue<ChannelMessage>();
        var observer = new RecordingObserver { WhenMessage = held.Enqueue };
        var order = box.Node("let i = 0; const more = () => { process.send(i++, e => e || (i < 20000 ? more() : process.disconnect())); }; more(); setInterval(() => {}, 1000)");

        box.KillAtEnd(box.Host.Launcher.Launch(order, observer).Pid);
        await Until.TrueAsync(() => held.Count == 1024);
        await box.Launch(box.Shell("echo other")).Observer.AllGoneAsync();
        Assert.Equal(1024, held.Count);

        var next = 0;
        while (next < 20000)
        {
            if (held.TryDequeue(out var message))
            {
                Assert.Equal($"{next++}", Encoding.UTF8.GetString(message.Json.Span));
                message.Dispose();
                message.Dispose();
            }
            else
            {
                await Task.Yield();
            }
        }

        await observer.ChannelClosedAsync;
        Assert.Empty(held);
    }

    [Fact(Timeout = 60000)]
    public async Task An_app_that_does_not_read_is_sent_a_bounded_amount()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Node("""
            process.send('ready');
            const until = Date.now() + 600000, fs = require('fs');
            while (!fs.existsSync('go') && Date.now() < until);
            let count = 0;
            process.on('message', m => { count++; if (m === 'end') process.send({ count }); else if (m.n !== count) process.exit(1); });
            """));
        await Until.TrueAsync(() => observer.Messages.Count == 1);

        var text = new string('x', 1000);
        var taken = 0;
        while (process.Send(Encoding.UTF8.GetBytes($"{{\"n\":{taken + 1},\"text\":\"{text}\"}}")))
        {
            taken++;
        }

        // The queue and what the socket holds.
        Assert.InRange(taken, 1024 * 1024 / 1020, 2 * 1024 * 1024 / 1000);
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        await Until.TrueAsync(() => process.Send("\"end\""u8));
        await Until.TrueAsync(() => observer.Messages.Count == 2);

        Assert.Equal($"{{\"count\":{taken + 1}}}", observer.Messages.Last());
        process.KillTree();
        await observer.ExitedAsync;
    }

    [Fact(Timeout = 60000)]
    public async Task A_handle_is_closed_and_its_message_arrives_and_so_do_those_after_it()
    {
        using var box = new Sandbox();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var (process, observer) = box.Launch(box.Node(
            $"const s = require('net').connect({port}, '127.0.0.1', () => {{ process.send({{ with: 'handle' }}, s); process.send('after'); }}); setInterval(() => {{}}, 1000)"));
        using var connection = await listener.AcceptTcpClientAsync();
        await Until.TrueAsync(() => observer.Messages.Count == 2);

        Assert.Equal(["{\"with\":\"handle\"}", "\"after\""], observer.Messages);

        // Node closes its copy when the handle was accepted: that the connection ends shows that there is no other.
        Assert.Equal(0, await connection.GetStream().ReadAsync(new byte[1]));
        process.KillTree();
        await observer.ExitedAsync;
    }

    [Fact(Timeout = 60000)]
    public async Task Children_of_the_app_hold_no_end_of_its_channel()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Node("""
            const child = require('child_process').spawnSync('ls', ['-l', '/proc/self/fd'], { stdio: ['ignore', 'pipe', 'inherit'] });
            process.send({ own: require('fs').readdirSync('/proc/self/fd').length > 4, sockets: (child.stdout + '').split('\n').filter(l => / (3|4) -> socket/.test(l)).length });
            """));
        await Until.TrueAsync(() => observer.Messages.Count == 1);

        Assert.Equal("{\"own\":true,\"sockets\":0}", observer.Messages.Single());
        process.KillTree();
        await observer.ExitedAsync;
    }

    [Fact(Timeout = 60000)]
    public async Task A_channel_outlives_the_daemon_that_made_it()
    {
        using var box = new Sandbox();
        var order = box.Node("""
            let i = 0; setInterval(() => { require('fs').writeFileSync('count', `${i}`); process.send({ n: i++, connected: process.connected }); }, 10);
            process.on('message', m => process.send({ got: m }));
            process.on('disconnect', () => process.exit(9));
            """);
        var (_, before) = box.Launch(order);
        await Until.TrueAsync(() => before.Messages.Count > 5);

        var after = box.Reopen();
        var last = Number(before.Messages.Last());
        await Until.TrueAsync(() => int.TryParse(File.ReadAllText($"{box.Home}/count"), out var count) && count > last + 5);
        Assert.Single(after.Launcher.AdoptSurvivors());
        var observer = new RecordingObserver();
        var found = after.Launcher.Find(order.Serial, observer)!;
        await Until.TrueAsync(() => observer.Messages.Count > 5);
        Assert.True(found.Send("\"again\""u8));
        await Until.TrueAsync(() => observer.Messages.Contains("{\"got\":\"again\"}"));

        Assert.Equal((ChannelState.Open, (string?)null), (found.Channel, found.ChannelProblem));
        Assert.Equal(Enumerable.Range(last + 1, 5), observer.Messages.Where(message => message.Contains("\"n\"", StringComparison.Ordinal)).Take(5).Select(Number));
        found.KillTree();
        await observer.ExitedAsync;
    }

    [Fact(Timeout = 60000)]
    public async Task An_app_that_closed_what_it_held_for_the_daemon_is_adopted_without_its_channel()
    {
        using var box = new Sandbox();
        var order = box.Node("require('fs').closeSync(4); process.send('closed'); process.on('disconnect', () => {}); setInterval(() => {}, 1000)");
        var (process, before) = box.Launch(order);
        await Until.TrueAsync(() => before.Messages.Count == 1);

        box.Reopen().Launcher.AdoptSurvivors();
        var observer = new RecordingObserver();
        var found = box.Host.Launcher.Find(order.Serial, observer)!;

        Assert.Equal((process.Pid, ChannelState.Lost, false), (found.Pid, found.Channel, found.Send("1"u8)));
        Assert.Contains("restart the app", found.ChannelProblem);
        found.KillTree();
        await observer.ExitedAsync;
    }

    [Fact(Timeout = 60000)]
    public async Task A_launch_leaves_no_descriptor_behind()
    {
        using var box = new Sandbox();
        var order = box.Node("process.send(1)") with { Input = InputUse.Pipe };
        await box.Launch(order).Observer.AllGoneAsync();
        var before = Descriptors();

        for (var attempt = 2; attempt < 6; attempt++)
        {
            await box.Launch(order with { Attempt = attempt }).Observer.AllGoneAsync();
            Assert.Throws<LaunchException>(() => box.Launch(order with { Program = "/nowhere" }));
        }

        Assert.Empty(Descriptors().Except(before));
    }

    /// <summary>The sockets, pipes and processes that this process holds.</summary>
    private static List<string> Descriptors() =>
        [.. Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget ?? "").Where(target => target.Contains(":[", StringComparison.Ordinal))];

    private static int Number(string message) => int.Parse(message["{\"n\":".Length..message.IndexOf(',', StringComparison.Ordinal)]);
}
