using System.Net;
using System.Net.Sockets;
using ActorPm.Core.Routing;
using ActorPm.Processes.Sockets;

namespace ActorPm.Processes.Tests;

/// <summary>Listening sockets of the daemon, and what apps do with them.</summary>
public sealed class SocketSpecs
{
    [Fact]
    public void One_socket_serves_IPv6_and_IPv4_and_a_taken_port_is_told_with_its_owner()
    {
        using var socket = Open(new SocketWish(SocketKind.Tcp, null, 0, null));

        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            using var client = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(address, socket.Name.Port);
        }

        Assert.Null(ListeningSocket.Open(new SocketWish(SocketKind.Tcp, "127.0.0.1", socket.Name.Port, null), out var problem));
        Assert.Equal(98, problem!.Errno);
        Assert.Contains($"(pid {Environment.ProcessId})", problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stale_file_of_a_Unix_socket_is_no_obstacle_and_a_living_one_is()
    {
        using var box = new Sandbox();
        var wish = new SocketWish(SocketKind.Unix, null, 0, $"{box.Home}/a.sock");
        var first = Open(wish);
        Assert.Null(ListeningSocket.Open(wish, out _));
        first.Dispose();

        var second = Open(wish);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(wish.Path!));
        second.Remove();

        Assert.False(File.Exists(wish.Path));
        File.WriteAllText(wish.Path!, "mine");
        Assert.Null(ListeningSocket.Open(wish, out _));
        Assert.Equal("mine", File.ReadAllText(wish.Path!));
    }

    [Fact(Timeout = 60000)]
    public async Task A_program_finds_its_sockets_and_its_own_pid_and_a_later_host_takes_them_back()
    {
        using var box = new Sandbox();
        var socket = Open(new SocketWish(SocketKind.Tcp, "127.0.0.1", 0, null) { IsBlocking = true });
        var order = box.Shell("echo $LISTEN_FDS $LISTEN_FDNAMES $([ $LISTEN_PID = $$ ] && echo me) $([ -S /proc/$$/fd/3 ] && echo there); exec sleep 100") with
        {
            Sockets = [new PassedSocket(socket.Handle, "web")],
        };

        var (process, _) = box.Launch(order);
        await Until.TrueAsync(() => box.Output.EndsWith('\n'));
        Assert.Equal("1 web me there\n", box.Output);
        socket.Dispose();
        var later = box.Reopen();
        later.Launcher.AdoptSurvivors();

        using var back = later.Sockets.TakeBack([process.Serial], socket.Wish with { Port = socket.Name.Port });
        Assert.Equal(socket.Name, back!.Name);
        Assert.Null(later.Sockets.TakeBack([process.Serial], socket.Wish with { Port = 1 }));
    }

    [Fact(Timeout = 60000)]
    public async Task A_program_waits_for_connections_when_it_polls_its_socket_and_not_before()
    {
        using var box = new Sandbox();
        using var socket = Open(new SocketWish(SocketKind.Tcp, "127.0.0.1", 0, null) { IsBlocking = true });
        var use = new SocketUse();
        var (idle, _) = box.Launch(box.Shell("echo 1; exec sleep 100") with { Sockets = [new PassedSocket(socket.Handle, null)] });
        await Until.TrueAsync(() => box.Output.EndsWith('\n'));
        Assert.False(use.WaitsForConnections(idle.Pid));

        var (server, _) = box.Launch(box.Node("require('net').createServer(() => {}).listen({ fd: 3 })") with { Sockets = [new PassedSocket(socket.Handle, null)] });

        await Until.TrueAsync(() => use.WaitsForConnections(server.Pid));
    }

    private static ListeningSocket Open(SocketWish wish) => ListeningSocket.Open(wish, out var problem) ?? throw new InvalidOperationException(problem!.Sentence);
}
