using System.Net.Sockets;
using ActorPm.Core.Guard;
using ActorPm.Fuzz.Engine;
using ActorPm.Processes.Native;

namespace ActorPm.Fuzz.Targets;

/// <summary>
/// Packets on the socket of a real guard, from a stranger of the same user: garbage, messages out of order, descriptors that nobody asked for. Guard, daemon and app are the same
/// afterwards, and the guard keeps none of the descriptors.
/// </summary>
internal sealed unsafe class GuardSocketTarget : IFuzzTarget
{
    private const int CheckEvery = 50;
    private const int MostDescriptors = 32;

    private ScratchDaemon? _daemon;
    private (int Guard, int Daemon, int Descriptors) _before;
    private long _inputs;

    /// <inheritdoc/>
    public string Name => "guard-socket";

    /// <inheritdoc/>
    public TimeSpan Limit => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public string? Obstacle => File.Exists(SocketPath(Daemon)) ? null : "this apm starts no guard";

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => ["hello ", "recall", "ready", "alive", "keep ", "drop ", "upgrading 1 /bin/false", "leaving", "slot/1/out", "daemon/lock", "daemon/control", "fence 1 ", "unfence ", "fencing", "fenced ", "1.1/2/3", "\n", "2147483648"];

    /// <inheritdoc/>
    public IEnumerable<byte[]> Seeds => new[] { "hello 1 /bin/true\nrecall", "keep slot/1/out slot/2/out", "drop slot/1/out", "alive\nready", "exited 1 1 1\nrecalled", "kept slot/1/out", "fence 1 1.1/4711/99\nfence 99999999999 1.1/4711/99 2.1/4712/100", "unfence 1.1/4711/99\nfencing", "fenced 1.1/4711/99" }.Select(text => System.Text.Encoding.ASCII.GetBytes(text));

    private ScratchDaemon Daemon => _daemon ??= Begin();

    /// <inheritdoc/>
    public void Run(ReadOnlyMemory<byte> input)
    {
        var path = SocketPath(Daemon);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified) { SendTimeout = 500, ReceiveTimeout = 50 };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            var odd = 0;
            foreach (var range in MemoryExtensions.Split(input.Span, (byte)'\n'))
            {
                var packet = input.Span[range];
                if (odd++ % 2 == 0 || packet.IsEmpty)
                {
                    socket.Send(packet);
                }
                else
                {
                    // Its own standard input: harmless to whoever keeps it, and counted.
                    _ = LibC.SendWithDescriptor((int)socket.Handle, packet, 0, LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL);
                }
            }

            _ = socket.Receive(new byte[GuardMessage.LongestPacket]);
        }
        catch (SocketException)
        {
            // Thrown out, or not answered: both are right.
        }

        if (++_inputs % CheckEvery == 0 && State() is var now && (now.Guard != _before.Guard || now.Daemon != _before.Daemon || now.Descriptors > _before.Descriptors + MostDescriptors))
        {
            throw new BrokenPromiseException($"a stranger moved the guard: (guard, daemon, descriptors) {_before} → {now}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _daemon?.Dispose();

    private static string SocketPath(ScratchDaemon daemon) => Path.Combine(daemon.Home, GuardContract.SocketName);

    private ScratchDaemon Begin()
    {
        _daemon = new ScratchDaemon();
        _daemon.Must("start", "/bin/sleep", "--name", "bystander", "--", "1000000");
        _before = State();
        return _daemon;
    }

    private (int Guard, int Daemon, int Descriptors) State()
    {
        var file = Path.Combine(Daemon.Home, GuardContract.PidName);
        var guard = File.Exists(file) ? int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture) : 0;
        return (guard, Daemon.Pid ?? 0, guard > 0 && Directory.Exists($"/proc/{guard}/fd") ? Directory.GetFiles($"/proc/{guard}/fd").Length : 0);
    }
}
